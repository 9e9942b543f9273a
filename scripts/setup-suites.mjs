// Later suites of Debian, with other versions of Python and of its clients, for the proofs on the wire.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './npm.mjs';

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

// Lists of a mirror that is a snapshot may be past their date.
const aptOptions = ['Acquire::Check-Valid-Until=false', 'Acquire::Languages=none', 'Acquire::Retries=3'];
const apt = ['apt-get', ...aptOptions.map((option) => `-o ${option}`)].join(' ');

const inSuite = (target, script, children) =>
	run('chroot', [target, 'env', 'DEBIAN_FRONTEND=noninteractive', 'sh', '-ec', script], children);

/**
 * Unpacks folders of packages that bring along far more than a client: all of Azure's are one package. A pattern that
 * fits nothing fails.
 */
const unpackParts = (target, parts, children) => {
	const lines = Object.entries(parts).flatMap(([name, { paths }]) => [
		`${apt} download ${name}`,
		`dpkg-deb --fsys-tarfile ${name}_*.deb >${name}.tar`,
		`tar -xf ${name}.tar -C / --wildcards ${paths.map((path) => `'./usr/lib/python3/dist-packages/${path}'`).join(' ')}`,
	]);
	const folder = '/tmp/keepalive-parts';
	return inSuite(target, [`mkdir -p ${folder}`, `cd ${folder}`, ...lines, `rm -rf ${folder}`].join('\n'), children);
};

/**
 * Installs what a suite needs with its own apt, as debootstrap does not look for what provides a virtual package; then
 * loads every client, which shows broken dependencies.
 */
const installClients = async (target, { packages, parts, modules }, children) => {
	await inSuite(target, `${apt} update\n${apt} install -y --no-install-recommends ${packages.join(' ')}`, children);
	await unpackParts(target, parts, children);
	const imports = modules.map((name) => `import ${name}`).join('\n');
	await run('chroot', [target, '/usr/bin/python3', '-c', imports], children);
};

/** What a suite needs: the clients of every suite and its own. */
const readContents = ({ python: everywhere, suites }, suite) => {
	const { python, parts } = suites[suite];
	const clients = { ...everywhere, ...python };
	const partial = Object.values(parts);
	return {
		packages: ['ca-certificates', 'python3', ...Object.keys(clients), ...partial.flatMap(({ needs }) => needs)],
		parts,
		modules: [...Object.values(clients), ...partial.flatMap(({ modules }) => modules)],
	};
};

/** Unpacks a suite into a folder; what it mounts meanwhile is seen by it alone and ends with it. */
const unpackSuite = async (suite, target, contents, children) => {
	await run('rm', ['-rf', '--one-file-system', target], children);
	const mirror = findMirror();
	if (!mirror) {
		throw new Error('apt knows no mirror of Debian');
	}
	await run('unshare', ['--mount', 'debootstrap', '--variant=minbase', suite, target, mirror], children);
	await installClients(target, contents, children);
};

/** Unpacks a suite, or adds to one that is there what the list has gained since. */
const ensureSuite = async (suite, { cache, registry }, children) => {
	const target = join(cache, `debian-${suite}`);
	const done = `${target}.complete`;
	const contents = readContents(registry, suite);
	const list = `${JSON.stringify(contents)}\n`;
	if (existsSync(done)) {
		if (readFileSync(done, 'utf8') === list) {
			return;
		}
		rmSync(done);
		try {
			await installClients(target, contents, children);
			writeFileSync(done, list);
			return;
		} catch (error) {
			if (error.interrupted) {
				throw error;
			}
			// What it has may be too old for what is to be added.
		}
	}
	await unpackSuite(suite, target, contents, children);
	writeFileSync(done, list);
};

/**
 * Unpacks the suites of the registry into the cache. One that Debian itself has not released may be broken for a day; the
 * proofs then go without it.
 */
export const ensureSuites = async ({ cache, registry, say, children }) => {
	for (const [suite, { required }] of Object.entries(registry.suites)) {
		try {
			await ensureSuite(suite, { cache, registry }, children);
		} catch (error) {
			if (required || error.interrupted) {
				throw error;
			}
			say(`Debian ${suite} cannot be used, the proofs go without it: ${error.message}`);
		}
	}
};
