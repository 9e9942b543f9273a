import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { findRepository, isInside } from './folders.js';

const run = promisify(execFile);

/** Bytes of git's answer; a repository in which more has changed is better scanned as a whole. */
const longestAnswer = 64 * 1024 * 1024;

/**
 * Absolute paths of the files at or below a folder that are changed or new in git's eyes, deleted ones left out;
 * undefined where there is no repository. Rejects where git cannot be run or fails.
 */
export async function listChangedFiles(folder: string): Promise<readonly string[] | undefined> {
	const repository = findRepository(folder);
	if (repository === undefined) {
		return undefined;
	}
	// A file system monitor is a program that the repository may name.
	const safely = ['-c', 'core.fsmonitor=false'];
	const question = ['status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames', '--', folder];
	const { stdout } = await run('git', [...safely, ...question], {
		cwd: repository,
		env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' },
		maxBuffer: longestAnswer,
	});
	return stdout
		.split('\0')
		.filter((entry) => entry !== '' && !isDeleted(entry))
		.map((entry) => join(repository, entry.slice(3)))
		.filter((path) => isInside(path, folder));
}

/** `XY path`: X is the index, Y the work tree. */
function isDeleted(entry: string): boolean {
	return entry[1] === 'D' || (entry[0] === 'D' && entry[1] === ' ');
}
