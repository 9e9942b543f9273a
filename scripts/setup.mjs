// System packages that the tests need: git for patches, a browser for the editor suite, clients for the wire.
//
//   node scripts/setup.mjs      installs what is missing on Debian as root, elsewhere prints the command that would
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Python clients: Debian's packages, each with the module that it provides. */
const { python } = JSON.parse(readFileSync(join(root, 'test', 'wire', 'registry.json'), 'utf8'));

/** What each package is for; a package that is missing makes the part that needs it impossible. */
const packages = [
	{ name: 'git', part: 'unit', provides: ['git', '--version'] },
	{ name: 'mypy', part: 'unit', provides: ['mypy', '--version'] },
	{ name: 'python3-typeshed', part: 'unit' },
	{ name: 'chromium', part: 'editor', provides: ['chromium', '--version'] },
	{ name: 'ripgrep', part: 'editor', provides: ['rg', '--version'] },
	{ name: 'fonts-liberation', part: 'editor' },
	{ name: 'make', part: 'editor', provides: ['make', '--version'] },
	{ name: 'g++', part: 'editor', provides: ['g++', '--version'] },
	{ name: 'ripgrep', part: 'bench', provides: ['rg', '--version'] },
	{ name: 'time', part: 'bench', provides: ['time', '--version'] },
	{ name: 'neovim', part: 'editor', provides: ['nvim', '--version'] },
	{ name: 'iproute2', part: 'wire', lab: true, provides: ['ss', '-V'] },
	{ name: 'nftables', part: 'wire', lab: true, provides: ['nft', '--version'] },
	{ name: 'openssl', part: 'wire', lab: true, provides: ['openssl', 'version'] },
	{ name: 'python3', part: 'wire', lab: true, provides: ['/usr/bin/python3', '--version'] },
	{ name: 'debootstrap', part: 'wire', provides: ['debootstrap', '--version'] },
	...Object.entries(python).map(([name, module]) => ({
		name,
		part: 'wire',
		provides: ['/usr/bin/python3', '-c', `import ${module}`],
	})),
];

const isDebian = () => {
	try {
		return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
	} catch {
		return false;
	}
};

const isInstalled = ({ name, provides }) => {
	if (provides) {
		return spawnSync(provides[0], provides.slice(1), { stdio: 'ignore' }).status === 0;
	}
	return !isDebian() || spawnSync('dpkg', ['-s', name], { stdio: 'ignore' }).status === 0;
};

const aptGet = (...args) => {
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const { status, stdout, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' });
	return status === 0 ? undefined : `${stdout ?? ''}${stderr ?? ''}`.trim().split('\n').slice(-5).join('\n');
};

// The bench is nobody's test.
const allParts = [...new Set(packages.map((item) => item.part))].filter((part) => part !== 'bench');

const isWanted = ({ part, lab }, parts) => parts.includes(part) || (lab && parts.includes('lab'));

const findMissing = (parts) => packages.filter((item) => isWanted(item, parts) && !isInstalled(item));

const installArguments = (names) => ['install', '-y', '--no-install-recommends', ...names];

const installCommand = (names) => `sudo sh -c 'apt-get update && apt-get ${installArguments(names).join(' ')}'`;

/** What is missing for some parts (`lab` is one more), with the command that installs it; undefined when nothing is. */
export function describeMissing(parts) {
	const names = findMissing(parts).map((item) => item.name);
	return names.length === 0
		? undefined
		: `Missing: ${names.join(', ')}. On Debian 12 this installs them:\n  ${installCommand(names)}`;
}

/**
 * Installs the packages that are missing for some parts of the tests (Debian, root), and says which.
 * @returns {{ missing: Array<{ name: string, part: string }>, problem?: string }} what could not be had, and why
 */
export function ensureSystemPackages(parts = allParts, say = console.log) {
	const missing = findMissing(parts);
	if (missing.length === 0) {
		say('All system packages are installed.');
		return { missing };
	}
	const names = missing.map((item) => item.name);
	if (!isDebian() || process.getuid?.() !== 0) {
		const why = isDebian() ? 'only root may install them' : 'this is not Debian';
		say(`Missing: ${names.join(', ')}; ${why}. On Debian 12 this installs them:`);
		say(`  ${installCommand(names)}`);
		return { missing, problem: `missing packages: ${names.join(', ')}` };
	}
	say(`Installing system packages with apt-get: ${names.join(' ')}`);
	// A mirror may hiccup once; a second failure is an answer.
	let problem = '';
	for (let attempt = 0; attempt < 2; attempt += 1) {
		problem = aptGet('update') ?? aptGet('-o', 'Dpkg::Use-Pty=0', ...installArguments(names));
		if (problem === undefined) {
			break;
		}
	}
	const still = missing.filter((item) => !isInstalled(item));
	return still.length === 0
		? { missing: still }
		: { missing: still, problem: `apt-get could not install ${still.map((item) => item.name).join(', ')}\n${problem}` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const { problem } = ensureSystemPackages();
	if (problem) {
		console.error(problem);
		process.exitCode = 1;
	}
}
