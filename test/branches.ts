import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A module with calls that wait so many milliseconds. */
export const source = (timeout: number, calls = 1) =>
	`import https from 'node:https';\n\n${`https.get('https://api.example.com', { timeout: ${timeout} }, read);\n`.repeat(calls)}`;

/** Runs git as somebody who may commit. */
export const git = (folder: string, ...parameters: string[]): string =>
	execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...parameters], {
		cwd: folder,
		encoding: 'utf8',
	});

/** Writes files, and removes those without a text. */
export function write(folder: string, files: Readonly<Record<string, string | undefined>>): void {
	for (const [path, text] of Object.entries(files)) {
		if (text === undefined) {
			rmSync(join(folder, path));
		} else {
			mkdirSync(dirname(join(folder, path)), { recursive: true });
			writeFileSync(join(folder, path), text);
		}
	}
}

const many = (name: (index: number) => string, text: (index: number) => string | undefined) =>
	Object.fromEntries(Array.from({ length: 30 }, (_, index) => [name(index), text(index)]));

/**
 * Makes a repository with a second branch on which tens of files are changed, gone and new, and folders with them. On
 * `main` it has 30 findings in `kept`, 30 in `changed` and 60 in `gone`; on `other` 29, 40 and 30 in `new`.
 */
export function writeBranches(folder: string): string {
	write(folder, {
		'package.json': '{ "engines": { "node": ">=22" } }',
		...many(
			(index) => `kept/file-${index}.mjs`,
			() => source(420_000),
		),
		...many(
			(index) => `changed/file-${index}.mjs`,
			(index) => source(420_000 + index),
		),
		...many(
			(index) => `gone/deep/file-${index}.mjs`,
			() => source(420_000, 2),
		),
	});
	git(folder, 'init', '-q', '-b', 'main');
	git(folder, 'add', '.');
	git(folder, 'commit', '-q', '-m', 'first');
	git(folder, 'switch', '-q', '-c', 'other');
	write(folder, {
		...many(
			(index) => `changed/file-${index}.mjs`,
			(index) => (index % 3 === 0 ? 'export {};\n' : source(900_000, 2)),
		),
		...many(
			(index) => `gone/deep/file-${index}.mjs`,
			() => undefined,
		),
		...many(
			(index) => `new/folder/file-${index}.mjs`,
			() => source(500_000),
		),
		'kept/file-3.mjs': undefined,
	});
	git(folder, 'add', '-A');
	git(folder, 'commit', '-q', '-m', 'second');
	git(folder, 'switch', '-q', 'main');
	return folder;
}
