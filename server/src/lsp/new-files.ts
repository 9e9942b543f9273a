import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { languageOf } from '../workspace/languages.js';
import { walk, wouldReach } from '../workspace/walk.js';
import type { Projects } from './projects.js';

/**
 * The files that may have come with new files and folders: watchers lose some that come together with their folder, and
 * some tell of the folder only. So what lies beside a new file or in a new folder is found on disk.
 * @param created absolute paths
 */
export async function findNewFiles(created: readonly string[], projects: Projects): Promise<readonly string[]> {
	const found = new Set<string>();
	for (const folder of new Set(created.filter((path) => !isFolder(path)).map(dirname))) {
		filesIn(folder).forEach((path) => found.add(path));
	}
	for (const folder of created.filter(isFolder)) {
		const { root, configuration } = await projects.projectOf(join(folder, 'file'));
		const isExcluded = (path: string): boolean => configuration.settingsFor(path).excluded;
		// Whether it is entered does not depend on what is in it.
		if (wouldReach(join(folder, 'any.js'), root, isExcluded) || wouldReach(join(folder, 'any.py'), root, isExcluded)) {
			const files = [...walk([folder], isExcluded)].filter(({ kind }) => kind === 'file');
			files.forEach(({ path }) => found.add(path));
		}
	}
	return [...found];
}

/** False for what is not there, too. */
export function isFolder(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** None where the folder is gone again. */
function filesIn(folder: string): readonly string[] {
	try {
		return readdirSync(folder)
			.filter((name) => languageOf(name) !== undefined)
			.map((name) => join(folder, name));
	} catch {
		return [];
	}
}
