import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Project } from '../engine/index.js';
import type { ProjectFiles } from '../workspace/project-files.js';

/** The text of an open document by its absolute path; undefined where it is not open. */
export type OpenText = (path: string) => string | undefined;

/** The files of a project as they are now: in the editor where they are open, on disk elsewhere. */
export interface LiveFiles extends Project {
	layoutOf: ProjectFiles['layoutOf'];
	/** The text of a file, by a path as those of documents; undefined where there is none. */
	text(path: string): string | undefined;
}

/** @param root what the documents' paths are relative to; absolute */
export function createLiveFiles(files: ProjectFiles, root: string, openText: OpenText): LiveFiles {
	const text = (path: string): string | undefined => {
		const absolute = join(root, path);
		return openText(absolute) ?? readText(absolute);
	};
	return {
		resolve: (from, specifier) => {
			const found = files.resolve(from, specifier);
			if (found === undefined) {
				return undefined;
			}
			const path = join(root, found.path);
			return files.document(path, found.language, openText(path) ?? found.text);
		},
		setupFiles: (of) => files.setupFiles(of),
		// A module that an earlier fix has made must not be made again, so nothing is remembered.
		layoutOf: (of) => ({ ...files.layoutOf(of), text }),
		text,
	};
}

/** Undefined for what is no file, or cannot be read. */
function readText(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return undefined;
	}
}
