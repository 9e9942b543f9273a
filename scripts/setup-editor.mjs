// The real VS Codes of the editor suite: code-server's npm packages, whose inner servers are VS Code's own.
//
//   node scripts/setup-editor.mjs      installs them into .cache/ once; later runs find them there
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { nodePackage, npm } from './npm.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What the suite runs in; the tests read the same list. `node` is a package of npm with that Node.js, where needed. */
const editions = JSON.parse(readFileSync(join(root, 'test', 'editor', 'editions.json'), 'utf8'));

const placesOf = ({ codeServer }) => {
	const folder = join(root, '.cache', `code-server-${codeServer}`);
	return {
		folder,
		vscode: join(folder, 'node_modules', 'code-server', 'lib', 'vscode'),
		// Exists only after every step has succeeded.
		complete: join(folder, 'complete'),
	};
};

/** The folder of the Node.js that runs an edition. */
const nodePrefix = ({ node }, folder) =>
	node ? join(folder, 'node_modules', nodePackage()) : dirname(dirname(process.execPath));

const findOnPath = (name) =>
	(process.env.PATH ?? '')
		.split(delimiter)
		.map((folder) => join(folder, name))
		.find((path) => existsSync(path));

const install = async (edition, children) => {
	const { folder, vscode, complete } = placesOf(edition);
	const running = { prefix: dirname(dirname(process.execPath)), children };
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
	const wanted = [`code-server@${edition.codeServer}`, ...(edition.node ? [`${nodePackage()}@${edition.node}`] : [])];
	await npm(folder, ['install', ...wanted, '--ignore-scripts', '--no-save'], running);
	// Its native modules have to be built with the Node.js that loads them.
	const own = { prefix: nodePrefix(edition, folder), children };
	await npm(vscode, ['install', '--omit=dev', '--ignore-scripts', '--legacy-peer-deps'], own);
	await npm(vscode, ['rebuild', ...edition.nativeModules], own);
	linkRipgrep(vscode);
	writeFileSync(complete, `${edition.codeServer}\n`);
};

const linkRipgrep = (vscode) => {
	const ripgrep = findOnPath('rg');
	if (!ripgrep) {
		throw new Error('ripgrep (rg) is not installed');
	}
	const bin = join(vscode, 'node_modules', '@vscode', 'ripgrep', 'bin');
	mkdirSync(bin, { recursive: true });
	rmSync(join(bin, 'rg'), { force: true });
	symlinkSync(ripgrep, join(bin, 'rg'));
};

const ensureEdition = async (edition, say, children) => {
	if (existsSync(placesOf(edition).complete)) {
		return;
	}
	const name = `VS Code ${edition.vscode}`;
	say(`Installing ${name} (code-server) into .cache (once; one to three minutes).`);
	try {
		await install(edition, children);
	} catch (error) {
		if (error.interrupted) {
			throw error;
		}
		say(`${error.message}\nTrying once more.`);
		await install(edition, children);
	}
	say(`${name} is installed.`);
};

/**
 * Installs the editors unless they are there; a failed installation is tried once more.
 * `children` collects running processes so that the caller can end them.
 */
export async function ensureEditors(say = console.log, children = new Set()) {
	// One after another: each of them uses every core.
	for (const edition of editions) {
		await ensureEdition(edition, say, children);
	}
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	try {
		await ensureEditors();
	} catch (error) {
		console.error(error.message);
		process.exitCode = 1;
	}
}
