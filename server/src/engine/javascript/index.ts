import { javascriptHelpers } from '../catalogue/recipes-javascript.js';
import type { ClientEntry } from '../catalogue/schema.js';
import type { FrontEnd } from '../front-end.js';
import type { Project, SourceDocument } from '../model.js';
import {
	analyse,
	type Analysis,
	type Exports,
	type Neighbours,
	readExports,
	readScript,
	readScriptAgain,
	type Script,
} from './analysis.js';
import { maySetSocketOptions } from './functions.js';
import { createModuleWriter } from './module-writer.js';
import { loadedModules } from './modules.js';
import { findSharedModule } from './shared-module.js';
import { createWriter } from './writer.js';

/** JavaScript and TypeScript in all their file kinds, by a parser without types. */
export const javascriptFrontEnd: FrontEnd = {
	read(document, entries, project, earlier) {
		const known = analyses.get(document);
		if (known?.entries === entries && known.project === project) return known.analysis.reading;
		const neighbours = project && createNeighbours(document, { entries, project, steps: followed });
		const script = earlier ? scriptAfter(document, earlier) : scriptOf(document);
		const analysis = analyse(document, script, { entries, neighbours });
		analyses.set(document, { entries, project, analysis });
		return analysis.reading;
	},
	helpers: javascriptHelpers,
	createWriter(document, { entries, layout }) {
		const known = analyses.get(document);
		const analysis =
			known?.entries === entries
				? known.analysis
				: analyse(document, scriptOf(document), { entries, neighbours: undefined });
		return createWriter(document, analysis, { helpers: javascriptHelpers, layout });
	},
	findSharedModule: (document, request) => findSharedModule(document, scriptOf(document), request),
	createModuleWriter({ path, text = '' }, example, { entries, layout }) {
		const module: SourceDocument = { path, language: 'javascript', text };
		const analysis = analyse(module, readScript(module), { entries, neighbours: undefined });
		return createModuleWriter(analysis, scriptOf(example).source, { helpers: javascriptHelpers, layout });
	},
};

/** Relative imports are followed so many steps; what lies behind is unknown. */
const followed = 2;

/** A document is read and written by one analysis, which lives as long as the document object. */
const analyses = new WeakMap<
	SourceDocument,
	{ readonly entries: readonly ClientEntry[]; readonly project: Project | undefined; readonly analysis: Analysis }
>();

/** A file that others import is parsed once for all of them. */
const scripts = new WeakMap<SourceDocument, Script>();

function scriptOf(document: SourceDocument): Script {
	const known = scripts.get(document);
	if (known) return known;
	const script = readScript(document);
	scripts.set(document, script);
	return script;
}

/** The script of a document, made of what is known of an earlier state of it. */
function scriptAfter(document: SourceDocument, earlier: SourceDocument): Script {
	const known = earlier.path === document.path ? scripts.get(earlier) : undefined;
	if (!known || earlier === document || scripts.has(document)) return scriptOf(document);
	scripts.delete(earlier);
	analyses.delete(earlier);
	const script = readScriptAgain(document, known);
	scripts.set(document, script);
	return script;
}

interface Step {
	readonly entries: readonly ClientEntry[];
	readonly project: Project;
	/** Further steps allowed. */
	readonly steps: number;
}

function createNeighbours(document: SourceDocument, { entries, project, steps }: Step): Neighbours {
	const known = new Map<string, Exports | undefined>();
	const find = (specifier: string): SourceDocument | undefined => project.resolve(document.path, specifier);
	const open = (specifier: string): Exports | undefined => {
		const found = steps > 0 ? find(specifier) : undefined;
		if (!found) return undefined;
		let read: Exports | undefined;
		const exports = (): Exports => {
			const neighbours = createNeighbours(found, { entries, project, steps: steps - 1 });
			return (read ??= readExports(scriptOf(found), { entries, neighbours }));
		};
		// Every `new` of an imported class asks, and most files that are asked need not be parsed for the answer.
		const mayProbe = maySetSocketOptions(found.text);
		return {
			valueOf: (path) => exports().valueOf(path),
			probingClass: (name) => (mayProbe ? exports().probingClass(name) : undefined),
		};
	};
	return {
		exportsOf(specifier) {
			if (!known.has(specifier)) known.set(specifier, open(specifier));
			return known.get(specifier);
		},
		modulesOf(specifier) {
			const found = find(specifier);
			if (!found) return new Set();
			const { source, names } = scriptOf(found);
			return loadedModules(source, names);
		},
	};
}
