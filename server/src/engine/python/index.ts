import type { FrontEnd } from '../front-end.js';
import { readPython } from './read.js';

/** Python, read with masked text and regular expressions. */
export const pythonFrontEnd: FrontEnd = {
	helpers: [],
	read: (document, entries) => readPython(document, entries).reading,
	createWriter: () => {
		throw new Error('There is nothing to write.');
	},
};
