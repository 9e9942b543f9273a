import { javascriptHelpers } from '../catalogue/recipes-javascript.js';
import type { ClientEntry } from '../catalogue/schema.js';
import type { FrontEnd } from '../front-end.js';
import type { SourceDocument } from '../model.js';
import { analyse, type Analysis } from './analysis.js';
import { createWriter } from './writer.js';

/** JavaScript and TypeScript in all their file kinds, by a parser without types. */
export const javascriptFrontEnd: FrontEnd = {
	read(document, entries) {
		return analysisOf(document, entries).reading;
	},
	helpers: javascriptHelpers,
	createWriter(document, entries) {
		return createWriter(document, analysisOf(document, entries), javascriptHelpers);
	},
};

/** A document is read and written by one analysis, which lives as long as the document object. */
const analyses = new WeakMap<
	SourceDocument,
	{ readonly entries: readonly ClientEntry[]; readonly analysis: Analysis }
>();

function analysisOf(document: SourceDocument, entries: readonly ClientEntry[]): Analysis {
	const known = analyses.get(document);
	if (known?.entries === entries) return known.analysis;
	const analysis = analyse(document, entries);
	analyses.set(document, { entries, analysis });
	return analysis;
}
