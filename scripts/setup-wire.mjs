// What the proofs on the wire take from npm, other versions of Node.js and the clients, and from later suites of Debian,
// other versions of Python's clients.
//
//   node scripts/setup-wire.mjs      installs them into .cache once; later runs find them there
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { nodePackage, npm } from './npm.mjs';

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
	const { nodes, clients, peers } = readRegistry();
	const runtimes = Object.entries(nodes).map(([line, version]) => [`node-${line}`, `npm:${nodePackage()}@${version}`]);
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

/** Runs a command to its end; rejects with the end of what it printed. */
const run = (command, args, children) =>
	new Promise((resolve, reject) => {
		const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
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
			const tail = Buffer.concat(output).toString('utf8').trim().split('\n').slice(-5).join('\n');
			const error = new Error(`${command} ended with ${signal ?? code}:\n${tail}`);
			reject(Object.assign(error, { interrupted: signal !== null }));
		});
	});

/** Where this machine's own Debian packages come from. */
const findMirror = () => {
	const codename = /^VERSION_CODENAME=(\S+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
	const { stdout } = spawnSync('apt-get', ['indextargets', '--format', '$(RELEASE) $(SITE)', 'Created-By: Packages'], {
		encoding: 'utf8',
	});
	return stdout
		.split('\n')
		.map((line) => line.split(' '))
		.find(([release]) => release === codename)?.[1];
};

/** Whether every client can be loaded; a broken dependency shows there. */
const loadClients = (target, modules, children) =>
	run('chroot', [target, '/usr/bin/python3', '-c', modules.map((name) => `import ${name}`).join('\n')], children);

/** Installs packages with the suite's own apt; debootstrap does not look for what provides a virtual package. */
const installPackages = (target, packages, children) => {
	// Lists of a mirror that is a snapshot may be past their date.
	const options = ['Acquire::Check-Valid-Until=false', 'Acquire::Languages=none', 'Acquire::Retries=3'];
	const apt = `apt-get ${options.map((option) => `-o ${option}`).join(' ')}`;
	const script = `${apt} update && ${apt} install -y --no-install-recommends ${packages.join(' ')}`;
	return run('chroot', [target, 'env', 'DEBIAN_FRONTEND=noninteractive', 'sh', '-c', script], children);
};

/** Unpacks a suite into a folder; what it mounts meanwhile is seen by it alone and ends with it. */
const unpackSuite = async (suite, children) => {
	const target = join(cache, `debian-${suite}`);
	const done = `${target}.complete`;
	const { python } = readRegistry();
	const packages = ['ca-certificates', 'python3', ...Object.keys(python)];
	const list = `${packages.join(' ')}\n`;
	if (existsSync(done) && readFileSync(done, 'utf8') === list) {
		return;
	}
	rmSync(done, { force: true });
	await run('rm', ['-rf', '--one-file-system', target], children);
	const mirror = findMirror();
	if (!mirror) {
		throw new Error('apt knows no mirror of Debian');
	}
	await run('unshare', ['--mount', 'debootstrap', '--variant=minbase', suite, target, mirror], children);
	await installPackages(target, packages, children);
	await loadClients(target, Object.values(python), children);
	writeFileSync(done, list);
};

/** A suite that Debian itself has not released may be broken for a day; the proofs then go without it. */
const unpackSuites = async (say, children) => {
	for (const [suite, { required }] of Object.entries(readRegistry().suites)) {
		try {
			await unpackSuite(suite, children);
		} catch (error) {
			if (required || error.interrupted) {
				throw error;
			}
			say(`Debian ${suite} cannot be used, the proofs go without it: ${error.message}`);
		}
	}
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
	await Promise.all([installClients(say, children), unpackSuites(say, children)]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	try {
		await ensureWireClients();
	} catch (error) {
		console.error(error.message);
		process.exitCode = 1;
	}
}
