import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { debianPackages, npmPackages, type TreePackage } from './tree-packages.js';

/** The folder of sources that everything is measured on. */
export interface Tree {
	readonly root: string;
	readonly javascript: TreePart;
	readonly python: TreePart;
}

export interface TreePart {
	/** Relative to the root, in order. */
	readonly paths: readonly string[];
	readonly bytes: number;
}

/** How many files the built tree has of each language. */
const sizes = { javascript: 18_000, python: 10_000 };

/** Longer files are data, whatever they are called. */
const longestFile = 1_000_000;
const longestLine = 5_000;

const javascriptFile = /(?<!\.d)(?<!\.min)\.[cm]?[jt]sx?$/;
const pythonFile = /\.py$/;

/**
 * The tree of the benchmark, built below `folder` (absolute) from packages of npm and Debian at the first run. The same
 * packages give the same tree; Debian's differ from release to release.
 */
export function buildTree(folder: string, say: (line: string) => void): Tree {
	const root = join(folder, 'tree');
	if (!existsSync(`${root}.complete`)) {
		rmSync(root, { recursive: true, force: true });
		const scratch = mkdtempSync(`${root}-`);
		fill(join(root, 'javascript'), sizes.javascript, npmPackages, (name) => unpackNpm(name, scratch, say));
		fill(join(root, 'python'), sizes.python, debianPackages, (name) => unpackDebian(name, scratch, say));
		rmSync(scratch, { recursive: true, force: true });
		// The top of a repository of its own: what ignores the caches of this one does not hold in it.
		mkdirSync(join(root, '.git'));
		writeFileSync(`${root}.complete`, '');
	}
	return readTree(root);
}

/** The files of any folder, by language; installed code is left out. */
export function readTree(root: string): Tree {
	const paths = listFiles(root).map((path) => relative(root, path));
	const part = (pattern: RegExp): TreePart => {
		const own = paths.filter((path) => pattern.test(path));
		return { paths: own, bytes: own.reduce((sum, path) => sum + statSync(join(root, path)).size, 0) };
	};
	return { root, javascript: part(javascriptFile), python: part(pythonFile) };
}

/** Identifies the content of a tree. */
export function digestOf({ root, javascript, python }: Tree): string {
	const hash = createHash('sha256');
	for (const path of [...javascript.paths, ...python.paths]) {
		hash.update(`${path}\0`).update(readFileSync(join(root, path)));
	}
	return hash.digest('hex').slice(0, 12);
}

function fill(
	target: string,
	size: number,
	packages: readonly TreePackage[],
	unpack: (name: string) => { readonly name: string; readonly folder: string },
): void {
	let count = 0;
	for (const { name, take = /^/ } of packages) {
		if (count >= size) {
			return;
		}
		const unpacked = unpack(name);
		const own = listFiles(unpacked.folder).map((path) => relative(unpacked.folder, path));
		const sources = own.filter((path) => take.test(path) && isSource(join(unpacked.folder, path)));
		const taken = sources.slice(0, size - count);
		const manifests = own.filter((path) => path === 'package.json');
		for (const path of [...manifests, ...taken]) {
			const to = join(target, unpacked.name, path);
			mkdirSync(dirname(to), { recursive: true });
			copyFileSync(join(unpacked.folder, path), to);
		}
		count += taken.length;
	}
	if (count < size) {
		throw new Error(`The packages hold ${count} files; ${size} are wanted.`);
	}
}

/** Whether somebody wrote this file: what linters skip by themselves would make some of them look faster. */
function isSource(path: string): boolean {
	if (!(javascriptFile.test(path) || pythonFile.test(path)) || statSync(path).size > longestFile) {
		return false;
	}
	const text = readFileSync(path, 'utf8');
	return !text.slice(0, 1024).includes('@generated') && !text.split('\n').some((line) => line.length > longestLine);
}

/** In the order of their paths. */
function listFiles(folder: string): string[] {
	const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
	return entries.flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) {
			return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : listFiles(path);
		}
		return entry.isFile() ? [path] : [];
	});
}

function unpackNpm(
	name: string,
	scratch: string,
	say: (line: string) => void,
): { readonly name: string; readonly folder: string } {
	say(`npm pack ${name}`);
	const folder = mkdtempSync(join(scratch, 'npm-'));
	const file = execFileSync('npm', ['pack', '--silent', name], { cwd: folder, encoding: 'utf8' }).trim();
	execFileSync('tar', ['--extract', '--no-same-owner', '--file', file], { cwd: folder });
	return { name: name.slice(0, name.lastIndexOf('@')).replace('/', '-').replace('@', ''), folder: onlyFolder(folder) };
}

/** Most packages call it `package`. */
function onlyFolder(folder: string): string {
	const [first] = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
	return join(folder, first?.name ?? 'package');
}

function unpackDebian(
	name: string,
	scratch: string,
	say: (line: string) => void,
): { readonly name: string; readonly folder: string } {
	say(`apt-get download ${name}`);
	const folder = mkdtempSync(join(scratch, 'debian-'));
	execFileSync('apt-get', ['download', name], { cwd: folder, stdio: 'ignore' });
	const [file = ''] = readdirSync(folder);
	execFileSync('dpkg-deb', ['--extract', file, 'all'], { cwd: folder });
	const sources = join(folder, 'all', 'usr', 'lib', 'python3', 'dist-packages');
	// A scan would take this name for installed code.
	renameSync(sources, join(folder, 'sources'));
	return { name: name.replace(/^python3-/, ''), folder: join(folder, 'sources') };
}
