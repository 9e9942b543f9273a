import { pythonHelpers } from '../catalogue/recipes-python.js';
import type { FrontEnd } from '../front-end.js';
import { indexPaths } from './catalogued.js';
import { createModule, extendModule } from './module-writer.js';
import { readPython } from './read.js';
import { findSharedModule } from './shared-module.js';
import { readStyle } from './style.js';
import { PythonWriter } from './writer.js';

/** Python, read with masked text and regular expressions. */
export const pythonFrontEnd: FrontEnd = {
	helpers: pythonHelpers,
	read: (document, entries) => readPython(document, entries).reading,
	createWriter: (document, entries) =>
		new PythonWriter(readPython(document, entries), pythonHelpers, indexPaths(entries).roots),
	findSharedModule: (document, request) => findSharedModule(document, readPython(document, request.entries), request),
	createModuleWriter({ path, text }, example, entries) {
		if (text !== undefined) {
			const module = readPython({ path, language: 'python', text }, entries);
			return extendModule(module, pythonHelpers, indexPaths(entries).roots);
		}
		const { masked, layout } = readPython(example, entries);
		return createModule(readStyle(masked, layout));
	},
};
