// The real VS Code of the editor suite: code-server's npm package, whose inner server is VS Code's own.
//
//   node scripts/setup-editor.mjs      installs it into .cache/ once; later runs find it there
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const version = '4.100.3';
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where it is installed; `complete` exists only after every step has succeeded. */
export const codeServerFolder = join(root, '.cache', `code-server-${version}`);
const vscodeFolder = join(codeServerFolder, 'node_modules', 'code-server', 'lib', 'vscode');
const completeMark = join(codeServerFolder, 'complete');

const environment = () => {
	const env = { ...process.env, npm_config_audit: 'false', npm_config_fund: 'false', npm_config_progress: 'false' };
	// node-pty's install script runs `npx node-gyp`, which must not wait for a yes.
	env.npm_config_yes = 'true';
	// node-gyp would download Node's headers; most installations have them beside the binary.
	const prefix = dirname(dirname(process.execPath));
	if (existsSync(join(prefix, 'include', 'node', 'node_version.h'))) {
		env.npm_config_nodedir = prefix;
	}
	// `npm test` exports its own lock-file and prefix settings, which must not reach an installation elsewhere.
	for (const name of Object.keys(env)) {
		if (/^npm_(?:package|lifecycle|command|execpath)|^npm_config_(?:local_prefix|prefix)$/.test(name)) {
			delete env[name];
		}
	}
	return env;
};

const npm = (cwd, args, children) =>
	new Promise((resolve, reject) => {
		const child = spawn('npm', args, { cwd, env: environment(), detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
		children.add(child);
		const output = [];
		child.stdout.on('data', (chunk) => output.push(chunk));
		child.stderr.on('data', (chunk) => output.push(chunk));
		child.on('error', reject);
		child.on('close', (code, signal) => {
			children.delete(child);
			if (code === 0) {
				resolve(undefined);
				return;
			}
			const tail = Buffer.concat(output).toString('utf8').trim().split('\n').slice(-15).join('\n');
			const error = new Error(`npm ${args.join(' ')} ended with ${signal ?? code}:\n${tail}`);
			reject(Object.assign(error, { interrupted: signal !== null }));
		});
	});

const findOnPath = (name) =>
	(process.env.PATH ?? '')
		.split(delimiter)
		.map((folder) => join(folder, name))
		.find((path) => existsSync(path));

const install = async (children) => {
	rmSync(codeServerFolder, { recursive: true, force: true });
	mkdirSync(codeServerFolder, { recursive: true });
	writeFileSync(join(codeServerFolder, 'package.json'), '{ "private": true }\n');
	await npm(codeServerFolder, ['install', `code-server@${version}`, '--ignore-scripts', '--no-save'], children);
	await npm(vscodeFolder, ['install', '--omit=dev', '--ignore-scripts', '--legacy-peer-deps'], children);
	await npm(vscodeFolder, ['rebuild', 'node-pty', '@vscode/spdlog', 'native-watchdog'], children);
	const ripgrep = findOnPath('rg');
	if (!ripgrep) {
		throw new Error('ripgrep (rg) is not installed');
	}
	const bin = join(vscodeFolder, 'node_modules', '@vscode', 'ripgrep', 'bin');
	mkdirSync(bin, { recursive: true });
	rmSync(join(bin, 'rg'), { force: true });
	symlinkSync(ripgrep, join(bin, 'rg'));
	writeFileSync(completeMark, `${version}\n`);
};

/**
 * Installs code-server unless it is there; a failed installation is tried once more.
 * `children` collects running processes so that the caller can end them.
 */
export async function ensureCodeServer(say = console.log, children = new Set()) {
	if (existsSync(completeMark)) {
		return;
	}
	say(`Installing code-server ${version} into .cache (once; one to three minutes).`);
	try {
		await install(children);
	} catch (error) {
		if (error.interrupted) {
			throw error;
		}
		say(`${error.message}\nTrying once more.`);
		await install(children);
	}
	say(`code-server ${version} is installed.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	try {
		await ensureCodeServer();
	} catch (error) {
		console.error(error.message);
		process.exitCode = 1;
	}
}
