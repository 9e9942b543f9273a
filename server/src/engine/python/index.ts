import { pythonHelpers } from '../catalogue/helpers-python.js';
import type { ClientEntry } from '../catalogue/schema.js';
import type { FrontEnd } from '../front-end.js';
import type { Project, SourceDocument } from '../model.js';
import { indexPaths } from './catalogued.js';
import { createImportedOptions } from './neighbours.js';
import { createModule, extendModule } from './module-writer.js';
import { type ReadText, readPython } from './read.js';
import { findSharedModule } from './shared-module.js';
import { readStyle } from './style.js';
import { findUnusedImports, keepsImports, without } from './unused-imports.js';
import { PythonWriter } from './writer.js';

/** Python, read with masked text and regular expressions. */
export const pythonFrontEnd: FrontEnd = {
	helpers: pythonHelpers,
	read: (document, entries, project) => readOnce(document, entries, project).reading,
	createWriter: (document, { entries }) =>
		new PythonWriter(readOnce(document, entries), pythonHelpers, indexPaths(entries).roots, document.path),
	findSharedModule: (document, request) => findSharedModule(document, readOnce(document, request.entries), request),
	withoutUnused(before, after, entries) {
		if (keepsImports(before.path)) return after.text;
		return without(after.text, findUnusedImports(readOnce(before, entries), readPython(after, entries)));
	},
	createModuleWriter({ path, text }, example, { entries }) {
		if (text !== undefined) {
			const module = readPython({ path, language: 'python', text }, entries);
			return extendModule(module, pythonHelpers, indexPaths(entries).roots);
		}
		const { masked, layout } = readOnce(example, entries);
		return createModule(readStyle(masked, layout));
	},
};

let last:
	| {
			readonly document: SourceDocument;
			readonly entries: readonly ClientEntry[];
			readonly project: Project | undefined;
			readonly read: ReadText;
	  }
	| undefined;

/** A document is read, written and asked where it may share by one reading. */
function readOnce(document: SourceDocument, entries: readonly ClientEntry[], project?: Project): ReadText {
	const isKnown = last?.document === document && last.entries === entries;
	if (!last || !isKnown || (project !== undefined && last.project !== project)) {
		const imported = project && createImportedOptions(document, entries, project);
		last = { document, entries, project, read: readPython(document, entries, imported) };
	}
	return last.read;
}
