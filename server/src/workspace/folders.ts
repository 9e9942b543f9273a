import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** Whether a folder holds a name, as its listing says. */
export type HasName = (name: string) => boolean;

/** The folder of an absolute path; a scan asks this of every file, which `dirname` goes through letter by letter. */
export function folderOf(path: string): string {
	const end = path.lastIndexOf(sep);
	return end > 0 && end < path.length - 1 ? path.slice(0, end) : dirname(path);
}

/** True where `path` is `folder` or lies below it; both absolute. */
export function isInside(path: string, folder: string): boolean {
	return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** A path relative to a folder with forward slashes, `../` where it lies outside. */
export function relativePath(folder: string, path: string): string {
	const below = relative(folder, path);
	return sep === '/' ? below : below.replaceAll(sep, '/');
}

/** The nearest folder at or above this one that holds a git repository, or undefined. */
export function findRepository(folder: string): string | undefined {
	return ancestors(folder).find((ancestor) => existsSync(join(ancestor, '.git')));
}

/** The folder itself and those above it, nearest first; ends at `top` where that is given and above. */
export function ancestors(folder: string, top?: string): readonly string[] {
	const found = [folder];
	for (let current = folder; current !== top;) {
		const parent = dirname(current);
		if (parent === current) {
			break;
		}
		found.push(parent);
		current = parent;
	}
	return found;
}

/**
 * Where facts about a folder may also be found: the folder above, or undefined at the top. The top is that of the
 * repository around `root`, else `root` itself; outside of it, that of the folder's own repository.
 */
export function createParentFolders(root: string): (folder: string) => string | undefined {
	const top = findRepository(root) ?? root;
	return (folder) => {
		const parent = dirname(folder);
		const isTop = isInside(folder, top) ? folder === top : existsSync(join(folder, '.git'));
		return isTop || parent === folder ? undefined : parent;
	};
}
