import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { promisify } from 'node:util';

import { errorCode } from './file-errors.js';

/** A question that git could not answer; the message is one sentence without a full stop. */
export class GitError extends Error {}

/**
 * Absolute paths of files that differ from the last commit, or from where the current branch left `ref`: changed,
 * staged, renamed (under the new name) and untracked ones. Deleted files are left out. Throws `GitError`.
 */
export async function findChangedFiles(cwd: string, ref: string | undefined): Promise<readonly string[]> {
	// Git answers with real paths; the scan goes by the names the user sees.
	const folder = realpathSync(cwd);
	const top = resolve(folder, (await ask(folder, ['rev-parse', '--show-cdup'])).trim());
	const base = await findBase(folder, ref);
	const untracked = ['ls-files', '-z', '--others', '--exclude-standard'];
	const tracked =
		base === undefined
			? ['ls-files', '-z']
			: ['diff', '-z', '--name-only', '--diff-filter=d', '--no-ext-diff', '--no-textconv', base];
	const lists = await Promise.all([ask(top, tracked), ask(top, untracked)]);
	const names = lists.flatMap((list) => list.split('\0')).filter((name) => name !== '');
	return [...new Set(names)].map((name) => resolve(cwd, relative(folder, resolve(top, name))));
}

/** True where git knows a commit by this name. */
export async function isCommit(cwd: string, ref: string): Promise<boolean> {
	return (await findCommit(cwd, ref)) !== undefined;
}

/** The commit to compare with; undefined in a repository that has none yet. */
async function findBase(folder: string, ref: string | undefined): Promise<string | undefined> {
	const head = await findCommit(folder, 'HEAD');
	if (ref === undefined || (ref === 'HEAD' && head === undefined)) {
		return head;
	}
	const commit = await findCommit(folder, ref);
	if (commit === undefined) {
		throw new GitError(`git knows no commit "${ref}"; in CI, fetch it first`);
	}
	// What others did on that branch in the meantime is none of this branch's changes.
	return (await tryAsk(folder, ['merge-base', commit, 'HEAD']))?.trim() ?? commit;
}

async function findCommit(folder: string, ref: string): Promise<string | undefined> {
	const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
	const commit = (await tryAsk(folder, args))?.trim();
	return commit === '' ? undefined : commit;
}

async function tryAsk(folder: string, args: readonly string[]): Promise<string | undefined> {
	try {
		return await ask(folder, args);
	} catch (error) {
		if (error instanceof GitError && error.cause !== 'no git') {
			return undefined;
		}
		throw error;
	}
}

async function ask(folder: string, args: readonly string[]): Promise<string> {
	try {
		// A repository's own settings may name a program that watches files; nothing of the workspace is executed.
		const { stdout } = await promisify(execFile)('git', ['-c', 'core.fsmonitor=false', ...args], {
			cwd: folder,
			maxBuffer: 1 << 30,
		});
		return stdout;
	} catch (error) {
		if (errorCode(error) === 'ENOENT') {
			throw new GitError('git is not installed', { cause: 'no git' });
		}
		const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
		const reason = /^fatal: (.*)$/m.exec(said)?.[1] ?? said.trim();
		throw new GitError(`git says: ${reason}`);
	}
}
