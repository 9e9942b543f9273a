import { existsSync, realpathSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

import { errorCode } from './file-errors.js';

/** A question that git could not answer; the message is one sentence without a full stop. */
export class GitError extends Error {}

/**
 * Absolute paths of files that differ from the last commit, or from where the current branch left `ref`: changed,
 * staged, renamed (under the new name) and untracked ones, those of submodules too. Deleted files are left out. Throws
 * `GitError`.
 */
export async function findChangedFiles(cwd: string, ref: string | undefined): Promise<readonly string[]> {
	// Git answers with real paths; the scan goes by the names the user sees.
	const folder = realpathSync(cwd);
	const top = resolve(folder, (await ask(folder, ['rev-parse', '--show-cdup'])).trim());
	const base = await findBase(folder, ref);
	const paths = await changesIn(top, base);
	return [...new Set(paths)].map((path) => resolve(cwd, relative(folder, path)));
}

/** @param base the commit to compare with; undefined for every file there is. */
async function changesIn(top: string, base: string | undefined): Promise<readonly string[]> {
	const tracked = base === undefined ? listTracked(top) : listChanged(top, base);
	const untracked = ask(top, ['ls-files', '-z', '--others', '--exclude-standard']);
	const entries = await tracked;
	const modules = entries.filter(({ isSubmodule }) => isSubmodule);
	const inModules = await Promise.all(modules.map(({ name, before }) => submoduleChanges(resolve(top, name), before)));
	const names = [
		...entries.filter(({ isSubmodule }) => !isSubmodule).map(({ name }) => name),
		...split(await untracked),
	];
	return [...names.map((name) => resolve(top, name)), ...inModules.flat()];
}

/** A path that differs; `before` is the commit that a submodule was at, undefined where there was none. */
interface ChangedEntry {
	readonly name: string;
	readonly isSubmodule: boolean;
	readonly before: string | undefined;
}

const submoduleMode = '160000';

async function listChanged(top: string, base: string): Promise<readonly ChangedEntry[]> {
	const options = ['--raw', '-z', '--no-abbrev', '--no-renames', '--diff-filter=d', '--ignore-submodules=none'];
	const fields = split(await ask(top, ['diff', ...options, '--no-ext-diff', '--no-textconv', base]));
	const entries: ChangedEntry[] = [];
	for (let at = 0; at + 1 < fields.length; at += 2) {
		// `:100644 100644 <before> <after> M`, then the path.
		const [oldMode = '', newMode = '', before = ''] = (fields[at] ?? '').slice(1).split(' ');
		const isSubmodule = newMode === submoduleMode;
		entries.push({ name: fields[at + 1] ?? '', isSubmodule, before: oldMode === newMode ? before : undefined });
	}
	return entries;
}

async function listTracked(top: string): Promise<readonly ChangedEntry[]> {
	const list = split(await ask(top, ['ls-files', '-z', '--stage']));
	return list.map((line) => {
		const tab = line.indexOf('\t');
		return { name: line.slice(tab + 1), isSubmodule: line.startsWith(submoduleMode), before: undefined };
	});
}

/** Nothing for a submodule that is not checked out. A commit that it does not have is taken to be its last one. */
async function submoduleChanges(folder: string, before: string | undefined): Promise<readonly string[]> {
	if (!existsSync(join(folder, '.git'))) {
		return [];
	}
	const base =
		before === undefined ? undefined : ((await findCommit(folder, before)) ?? (await findCommit(folder, 'HEAD')));
	return changesIn(folder, base);
}

function split(list: string): readonly string[] {
	return list.split('\0').filter((name) => name !== '');
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
		// Loaded only where git is asked: a scan of a few files takes hardly longer.
		const { execFile } = await import('node:child_process');
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
