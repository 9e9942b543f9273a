import { pythonHelpers } from '../catalogue/recipes-python.js';
import type { FrontEnd } from '../front-end.js';
import { indexPaths } from './catalogued.js';
import { readPython } from './read.js';
import { PythonWriter } from './writer.js';

/** Python, read with masked text and regular expressions. */
export const pythonFrontEnd: FrontEnd = {
	helpers: pythonHelpers,
	read: (document, entries) => readPython(document, entries).reading,
	createWriter: (document, entries) =>
		new PythonWriter(readPython(document, entries), pythonHelpers, indexPaths(entries).roots),
};
