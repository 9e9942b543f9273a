import type * as ts from 'typescript';
import type { ClientEntry } from '../catalogue/schema.js';
import type { SourceDocument } from '../model.js';
import type { CallSite, Reading } from '../sites.js';
import { FieldReader } from './bindings.js';
import { SiteReader } from './call-sites.js';
import { findComments } from './comments.js';
import { findFunctions } from './functions.js';
import { parseScript } from './parse.js';
import { createReferenceResolver, indexPaths, type ResolveReference } from './references.js';
import { readNames, type Names } from './scopes.js';
import { readSetups } from './setups.js';
import { linkUses } from './uses.js';
import { createEvaluator } from './values.js';

/** A text with everything that was read from it; the writer places its edits by the same tree. */
export interface Analysis {
	readonly source: ts.SourceFile;
	readonly names: Names;
	readonly resolve: ResolveReference;
	readonly reading: Reading;
	/** The call a site was read from. */
	readonly callOf: ReadonlyMap<CallSite, ts.CallExpression | ts.NewExpression>;
	/** The site that an expression is an argument of. */
	readonly givenTo: ReadonlyMap<ts.Expression, CallSite>;
}

/** Reads a text; one that is nested too deep for the parser's call stack gives nothing. */
export function analyse(document: SourceDocument, entries: readonly ClientEntry[]): Analysis {
	try {
		return analyseSource(parseScript(document), entries);
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		return analyseSource(parseScript({ ...document, text: '' }), entries);
	}
}

function analyseSource(source: ts.SourceFile, entries: readonly ClientEntry[]): Analysis {
	const names = readNames(source);
	const resolve = createReferenceResolver(names);
	const paths = indexPaths(entries);
	const fields = new FieldReader(names);
	const evaluate = createEvaluator({
		names,
		resolve,
		siteOf: (call) => sites.siteOf(call),
		fieldValue: fields.valueOf,
	});
	const sites = new SiteReader({ names, resolve, paths, evaluate });
	const siteOf = sites.siteOf.bind(sites);

	const callOf = new Map<CallSite, ts.CallExpression | ts.NewExpression>();
	for (const call of names.calls) {
		const site = siteOf(call);
		if (site) callOf.set(site, call);
	}
	for (const call of names.calls) {
		const site = siteOf(call);
		if (site) linkUses(call, site, { fields, evaluate, siteOf, isFluent: paths.isFluent });
	}
	const givenTo = new Map<ts.Expression, CallSite>();
	for (const [site, call] of callOf) for (const argument of call.arguments ?? []) givenTo.set(argument, site);
	const setups = readSetups({ names, resolve, paths, evaluate });
	const comments = findComments(source, 'keepalive-');
	const functionsNamed: Reading['functionsNamed'] = (name) => findFunctions(source, name);
	const reading = { sites: [...callOf.keys()], setups, comments, functionsNamed };
	return { source, names, resolve, reading, callOf, givenTo };
}
