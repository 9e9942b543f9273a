/** Paths with forward slashes, as documents have them: relative to the top folder, which is `` itself. */

/** The folder that a file or folder lies in; above the top come `..`, `../..` and so on. */
export function parentFolder(path: string): string {
	if (path === '' || /(?:^|\/)\.\.$/.test(path)) return joinPath(path, '..');
	return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** A path below a folder, with `.` and `..` worked out. */
export function joinPath(folder: string, path: string): string {
	const parts: string[] = [];
	for (const part of `${folder}/${path}`.split('/')) {
		if (part === '' || part === '.') continue;
		if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
		else parts.push(part);
	}
	return (folder.startsWith('/') ? '/' : '') + parts.join('/');
}

/** How one leads from a folder to a path: `a/b.js`, `../b.js`; `` for the folder itself. */
export function pathFrom(folder: string, path: string): string {
	const from = folder.split('/').filter((part) => part !== '');
	const to = path.split('/').filter((part) => part !== '');
	let shared = 0;
	while (shared < from.length && shared < to.length && from[shared] === to[shared]) shared++;
	return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}

/** True for a folder and everything in it. */
export function isBelow(path: string, folder: string): boolean {
	return folder === '' ? !path.startsWith('..') : path === folder || path.startsWith(`${folder}/`);
}

/** The folders around a path from the inside out, up to and with `top`; only the first where `top` is not around it. */
export function foldersUpTo(path: string, top: string): readonly string[] {
	const folders = [parentFolder(path)];
	if (!isBelow(folders[0] ?? '', top)) return folders;
	for (let at = folders[0] ?? ''; at !== top;) {
		at = parentFolder(at);
		folders.push(at);
	}
	return folders;
}

/** The last part of a path. */
export function baseName(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}
