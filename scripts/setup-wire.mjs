// What the proofs on the wire take from npm, other versions of Node.js and the clients, and from later suites of Debian,
// other versions of Python's clients.
//
//   node scripts/setup-wire.mjs      installs them into .cache once; later runs find them there
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { nodePackage, npm } from './npm.mjs';
import { ensureSuites } from './setup-suites.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, '.cache');
const folder = join(cache, 'wire');
/** Exists only after everything was installed, and holds the list that was. */
const complete = join(folder, 'complete');

const readRegistry = () => JSON.parse(readFileSync(join(root, 'test', 'wire', 'registry.json'), 'utf8'));

/** As in test/wire/registry.ts. */
const aliasOf = (name, version) => `${name.replace('@', '').replace('/', '-')}-${version}`;

/**
 * Every package under a name of its own, so that versions lie side by side: `node-20`, `got-11.8.6`. Packages that
 * others expect beside them (`peers`) have their own names.
 */
const readManifest = () => {
	const { nodes, between, clients, peers } = readRegistry();
	const lines = [...Object.entries(nodes), ...between.map((version) => [version, version])];
	const runtimes = lines.map(([line, version]) => [`node-${line}`, `npm:${nodePackage()}@${version}`]);
	const packages = Object.entries(clients).flatMap(([name, versions]) =>
		Object.keys(versions).map((version) => [aliasOf(name, version), `npm:${name}@${version}`]),
	);
	const dependencies = { ...Object.fromEntries([...runtimes, ...packages]), ...peers };
	return `${JSON.stringify({ private: true, dependencies }, null, '\t')}\n`;
};

const install = async (manifest, children) => {
	rmSync(complete, { force: true });
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, 'package.json'), manifest);
	const args = ['install', '--ignore-scripts', '--legacy-peer-deps', '--no-package-lock'];
	await npm(folder, args, { prefix: dirname(dirname(process.execPath)), children });
	writeFileSync(complete, manifest);
};

const installClients = async (say, children) => {
	const manifest = readManifest();
	if (existsSync(complete) && readFileSync(complete, 'utf8') === manifest) {
		return;
	}
	say('Installing other versions of Node.js and the clients from npm into .cache (once).');
	try {
		await install(manifest, children);
	} catch (error) {
		if (error.interrupted) {
			throw error;
		}
		say(`${error.message}\nTrying once more.`);
		rmSync(folder, { recursive: true, force: true });
		await install(manifest, children);
	}
	say('Node.js versions and clients are installed.');
};

/**
 * Installs what is missing; a failed installation from npm is tried once more, from nothing.
 * `children` collects running processes so that the caller can end them.
 */
export async function ensureWireClients(say = console.log, children = new Set()) {
	const registry = readRegistry();
	await Promise.all([installClients(say, children), ensureSuites({ cache, registry, say, children })]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	try {
		await ensureWireClients();
	} catch (error) {
		console.error(error.message);
		process.exitCode = 1;
	}
}
