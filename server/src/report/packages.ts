import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { createParentFolders, isInside, relativePath } from '../workspace/folders.js';

/** Files that make a folder a package, in a monorepo one of many. */
const manifests = ['package.json', 'pyproject.toml', 'setup.py', 'setup.cfg'];

/** Names the package of a file: what `package.json` says, else its folder; the working directory's name is `.`. */
export function createPackageNames(cwd: string): (path: string) => string {
	const parentOf = createParentFolders(cwd);
	const known = new Map<string, string>();
	const nameOf = (folder: string): string => {
		const found = known.get(folder) ?? findName(folder);
		known.set(folder, found);
		return found;
	};
	const findName = (folder: string): string => {
		const parent = isInside(folder, cwd) && folder !== cwd ? parentOf(folder) : undefined;
		return parent === undefined || manifests.some((name) => existsSync(join(folder, name)))
			? (readName(join(folder, 'package.json')) ?? (relativePath(cwd, folder) || '.'))
			: nameOf(parent);
	};
	return (path) => nameOf(dirname(path));
}

function readName(manifest: string): string | undefined {
	try {
		const parsed: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
		const name = typeof parsed === 'object' && parsed !== null && 'name' in parsed ? parsed.name : undefined;
		return typeof name === 'string' && name !== '' ? name : undefined;
	} catch {
		// A package without a readable manifest goes by its folder.
		return undefined;
	}
}
