import type * as ts from 'typescript';
import type { ClientEntry } from '../catalogue/schema.js';
import { lazy } from '../lazy.js';
import type { SourceDocument } from '../model.js';
import { beat, type CallSite, isStray, type Reading, type Value } from '../sites.js';
import { FieldReader } from './bindings.js';
import { type DeclaredClass, type OpenSite, SiteReader } from './call-sites.js';
import { findComments } from './comments.js';
import { createExportReader, exportsClass, type ReadExport } from './exports.js';
import { findFunctions, setters } from './functions.js';
import { isRelative, loadedModules } from './modules.js';
import { parseAgain, parsedText, parseScript } from './parse.js';
import { createReferenceResolver, indexPaths, type CataloguedPaths, type ResolveReference } from './references.js';
import { findLocalChange, nodesOf, type Tree } from './reparse.js';
import { readRuntime } from './runtime.js';
import { namesAfter, readNames, type Names } from './scopes.js';
import { readSetups } from './setups.js';
import { type Beat, readBeats, readStrays } from './strays.js';
import {
	createChoiceAround,
	createFollow,
	createFunctionAround,
	createLiterals,
	findPauses,
	linkUses,
} from './uses.js';
import { createEvaluator, type Evaluate } from './values.js';

/** A text with everything that was read from it; the writer places its edits by the same tree. */
export interface Analysis {
	readonly source: ts.SourceFile;
	readonly names: Names;
	readonly resolve: ResolveReference;
	readonly reading: Reading;
	/** The call a site was read from. */
	readonly callOf: ReadonlyMap<CallSite, ts.CallExpression | ts.NewExpression>;
	/** The call whose arguments a site has: its own, or the `super(...)` of the class that it makes. */
	readonly argumentsOf: (site: CallSite) => ts.CallExpression | ts.NewExpression | undefined;
	/** The site that an expression is an argument of. */
	readonly givenTo: ReadonlyMap<ts.Expression, CallSite>;
}

/** What the files of the project that this one loads export. */
export interface Neighbours {
	/** The exports of the file that a relative specifier means; undefined where it cannot be seen. */
	exportsOf(specifier: string): Exports | undefined;
	/** The modules that this file loads itself. */
	modulesOf(specifier: string): ReadonlySet<string>;
}

/** What a file exports. */
export interface Exports {
	readonly valueOf: ReadExport;
	/** A class that sets probes on its sockets; what others do is theirs. */
	probingClass(name: string): DeclaredClass | undefined;
}

/** A text with its names resolved, before anything is looked for. */
export interface Script {
	readonly source: ts.SourceFile;
	readonly names: Names;
	/** Known once an edit has moved something. */
	readonly tree?: Tree;
}

/** Parses a text; one that is nested too deep for the parser's call stack gives nothing. */
export function readScript(document: SourceDocument): Script {
	try {
		return readNamesOf(parseScript(document));
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		return readNamesOf(parseScript({ ...document, text: '' }));
	}
}

/** The same for a text of which an earlier state has been read, and is not needed any more. */
export function readScriptAgain(document: SourceDocument, script: Script): Script {
	const { source: earlier, names } = script;
	try {
		const local = readLocalChange(document, script);
		if (local) return local;
		const source = parseAgain(earlier, document);
		return { source, names: readNames(source, names) };
	} catch {
		// What the parser cannot take from an earlier tree, it can parse.
		return readScript(document);
	}
}

/** The script after an edit of a few statements that stand together; undefined for others, for which nothing is changed. */
function readLocalChange(
	document: SourceDocument,
	{ source: earlier, names, tree: known }: Script,
): Script | undefined {
	const change = findLocalChange(earlier, parsedText(document.text));
	if (!change) return undefined;
	const tree = known ?? (change.delta === 0 ? undefined : nodesOf(earlier));
	change.replace();
	const after = namesAfter(names, change);
	change.move(tree);
	return { source: change.source, names: after ?? readNames(change.source, names), ...(tree && { tree }) };
}

function readNamesOf(source: ts.SourceFile): Script {
	return { source, names: readNames(source) };
}

/** Reads everything of a text. */
export function analyse(document: SourceDocument, script: Script, context: AnalysisContext): Analysis {
	try {
		return analyseScript(script, context);
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		return analyseScript(readScript({ ...document, text: '' }), context);
	}
}

export interface AnalysisContext {
	readonly entries: readonly ClientEntry[];
	readonly neighbours: Neighbours | undefined;
}

interface Reader {
	readonly resolve: ResolveReference;
	readonly paths: CataloguedPaths;
	readonly fields: FieldReader;
	readonly evaluate: Evaluate;
	readonly sites: SiteReader;
	readonly exported: ReadExport;
}

function createReader({ source, names }: Script, { entries, neighbours }: AnalysisContext): Reader {
	const resolve = createReferenceResolver(names);
	const paths = indexPaths(entries);
	const fields = new FieldReader(names);
	const imported = (module: string, path: string): Value | undefined =>
		isRelative(module) ? neighbours?.exportsOf(module)?.valueOf(path) : undefined;
	const importedClass = (module: string, path: string): DeclaredClass | undefined =>
		isRelative(module) ? neighbours?.exportsOf(module)?.probingClass(path) : undefined;
	const importsFiles = lazy(() => neighbours !== undefined && [...loadedModules(source, names)].some(isRelative));
	const evaluate = createEvaluator({
		names,
		resolve,
		siteOf: (call) => sites.siteOf(call),
		fieldValue: fields.valueOf,
		isFieldChanged: fields.isChanged,
		methodOf: fields.methodOf,
		getterOf: fields.getterOf,
		isProcessDefault: (reference) => !reference.path.includes('.') && paths.isSetup(reference),
		importsFiles,
		imported,
	});
	const sites = new SiteReader({ names, resolve, paths, evaluate, importedClass });
	const exported = createExportReader({ source, names, evaluate, imported });
	return { resolve, paths, fields, evaluate, sites, exported };
}

/** What a text exports, without looking for anything else in it. */
export function readExports(script: Script, context: AnalysisContext): Exports {
	const { exported, sites } = createReader(script, context);
	return {
		valueOf: exported,
		probingClass: (name) => {
			const found = exportsClass(script.source, name) ? sites.declaredClass(name) : undefined;
			return found?.subclass.options?.keepalive === true ? found : undefined;
		},
	};
}

function analyseScript(script: Script, context: AnalysisContext): Analysis {
	const { source, names } = script;
	const { resolve, paths, fields, evaluate, sites } = createReader(script, context);
	const siteOf = sites.siteOf.bind(sites);

	const calls = names.callsOf((name) => mayStandForModule(name, names, paths));
	const callOf = new Map<OpenSite, ts.CallExpression | ts.NewExpression>();
	for (const call of calls) {
		const site = siteOf(call);
		if (site) callOf.set(site, call);
	}
	const known = new Map<ts.Node, OpenSite>();
	const pauses = lazy(() => findPauses(source));
	const { methodOf } = fields;
	const parts = {
		names,
		fields,
		methodOf,
		evaluate,
		siteOf,
		isFluent: paths.isFluent,
		pauses,
		literals: createLiterals(fields),
		follow: createFollow(source),
		functionAround: createFunctionAround(),
		choiceAround: createChoiceAround(),
		known,
	};
	callOf.forEach((call, site) => linkUses(call, site, parts));
	linkStrays(names, known, callOf.keys());
	const givenTo = new Map<ts.Expression, CallSite>();
	callOf.forEach((call, site) => call.arguments?.forEach((argument) => givenTo.set(argument, site)));
	const setups = readSetups({ names, calls, resolve, paths, evaluate });
	const comments = findComments(source, 'keepalive-');
	const functionsNamed: Reading['functionsNamed'] = (name) => findFunctions(source, name);
	const modules = (): ReadonlySet<string> => allModules(script, context.neighbours);
	const runtime = readRuntime(script);
	const reading = { runtime, sites: [...callOf.keys()], setups, comments, modules, functionsNamed };
	const argumentsOf: Analysis['argumentsOf'] = (site) => sites.superCallOf(site) ?? callOf.get(site);
	return { source, names, resolve, reading, callOf, argumentsOf, givenTo };
}

/** False for a name that stands for nothing of a module anywhere in the text: a parameter, a function. */
function mayStandForModule(name: string, names: Names, { globals }: CataloguedPaths): boolean {
	return (
		globals.has(name) ||
		names.named(name).some(({ kind }) => kind === 'import' || kind === 'variable' || kind === 'class')
	);
}

/** Gives objects that leave the text what may concern any of them, and connections the timers that may keep them. */
function linkStrays(names: Names, known: ReadonlyMap<ts.Node, OpenSite>, sites: Iterable<OpenSite>): void {
	const ownerOf = (node: ts.Node): OpenSite | undefined => known.get(node);
	let strays: ReadonlySet<string> | undefined;
	let beats: readonly Beat[] | undefined;
	for (const site of sites) {
		site[isStray] = (member) =>
			site.escapes && (strays ??= readStrays({ names, ownerOf, methods: setters })).has(member);
		site[beat] = () =>
			(beats ??= readBeats(names, ownerOf)).find(({ owners }) => owners.length === 0 || owners.includes(site))?.span;
	}
}

function allModules({ source, names }: Script, neighbours: Neighbours | undefined): ReadonlySet<string> {
	const own = loadedModules(source, names);
	const theirs = [...own].filter(isRelative).flatMap((module) => [...(neighbours?.modulesOf(module) ?? [])]);
	return new Set([...own, ...theirs]);
}
