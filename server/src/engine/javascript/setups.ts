import type * as ts from 'typescript';
import type { SetupSite } from '../sites.js';
import { spanOf } from './parse.js';
import type { CataloguedPaths, ResolveReference } from './references.js';
import type { Names } from './scopes.js';
import type { Evaluate } from './values.js';

interface SetupParts {
	readonly names: Names;
	readonly resolve: ResolveReference;
	readonly paths: CataloguedPaths;
	readonly evaluate: Evaluate;
}

/** Statements that configure the process: assignments to catalogued members, and calls of catalogued setters. */
export function readSetups({ names, resolve, paths, evaluate }: SetupParts): SetupSite[] {
	const find = (target: ts.Expression, node: ts.Node, value: ts.Expression | undefined): SetupSite[] => {
		const reference = resolve(target);
		if (!reference || !value || !paths.isSetup(reference)) return [];
		// A namespace object is frozen: `import * as http` and then `http.globalAgent = ...` throws or changes a copy.
		if (reference.namespace && !reference.path.includes('.')) return [];
		const { module, path } = reference;
		return [{ module, path, operator: '=', value: evaluate(value), span: spanOf(node) }];
	};
	return [
		...names.memberAssignments.flatMap((node) => find(node.left, node, node.right)),
		// `setGlobalDispatcher(agent)` assigns its argument.
		...names.calls.flatMap((call) => find(call.expression, call, call.arguments?.[0])),
	].sort((a, b) => a.span.start - b.span.start);
}
