import * as ts from 'typescript';
import type { ModuleReference } from './declarations.js';
import type { SetupSite, Value } from '../sites.js';
import { isAccess, memberName, spanOf, unwrap } from './parse.js';
import type { CataloguedPaths, ResolveReference } from './references.js';
import { soleSource, type Names } from './scopes.js';
import type { Evaluate } from './values.js';

interface SetupParts {
	readonly names: Names;
	/** Those that may be of a module. */
	readonly calls: readonly (ts.CallExpression | ts.NewExpression)[];
	readonly resolve: ResolveReference;
	readonly paths: CataloguedPaths;
	readonly evaluate: Evaluate;
}

/** Statements that configure the process: assignments to catalogued members, and calls of catalogued setters. */
export function readSetups({ names, calls, resolve, paths, evaluate }: SetupParts): SetupSite[] {
	const find = (target: ts.Expression, node: ts.Node, value: ts.Expression | undefined): SetupSite[] => {
		const reference = resolve(target);
		const variable = reference?.module === '' ? /^process\.env\.(\w+)$/.exec(reference.path)?.[1] : undefined;
		if (variable !== undefined && value) return [ofVariable(variable, evaluate(value), node)];
		if (!reference || !value || !paths.isSetup(reference)) return [];
		if (isFrozen(reference)) return [];
		const { module, path } = reference;
		return [{ module, path, operator: '=', value: evaluate(value), span: spanOf(node) }];
	};
	/** `Object.assign(https.globalAgent, { keepAlive: true })` sets one member after the other. */
	const findMerged = (call: ts.CallExpression | ts.NewExpression): SetupSite[] => {
		const callee = resolve(call.expression);
		if (callee?.module !== '' || callee.path !== 'Object.assign') return [];
		const [target, ...given] = call.arguments ?? [];
		const reference = target && resolve(target);
		if (!reference) return [];
		return given.flatMap((each) => {
			const value = evaluate(each);
			const properties = value.kind === 'object' ? [...value.properties] : [];
			return properties.flatMap(([name, property]): SetupSite[] => {
				const path = reference.path === '' ? name : `${reference.path}.${name}`;
				if (!paths.isSetup({ ...reference, path }) || isFrozen({ ...reference, path })) return [];
				return [{ module: reference.module, path, operator: '=', value: property.value, span: property.span }];
			});
		});
	};
	/** `subscribe(channel, listener)`, and `channel(name).subscribe(listener)`. */
	const findKeyed = (call: ts.CallExpression | ts.NewExpression): SetupSite[] => {
		const reference = resolve(call.expression) ?? memberOfCall(call.expression, names, resolve);
		if (!reference || !paths.isSetup(reference)) return [];
		const { module, path, key: own } = { key: undefined, ...reference };
		const given = [...(own === undefined ? [] : [own]), ...(call.arguments ?? [])];
		const [key, listener] = given.map((argument) => evaluate(argument));
		if (key?.kind !== 'string' || key.value === undefined || !listener) return [];
		return [{ module, path, operator: '=', key: key.value, value: listener, span: spanOf(call) }];
	};
	return [
		...calls.flatMap(findKeyed),
		...calls.flatMap(findMerged),
		...names.memberAssignments.flatMap((node) => find(node.left, node, node.right)),
		// `setGlobalDispatcher(agent)` assigns its argument.
		...calls.flatMap((call) => find(call.expression, call, call.arguments?.[0])),
	].sort((a, b) => a.span.start - b.span.start);
}

/** A namespace object is frozen: `import * as http` and then `http.globalAgent = ...` throws or changes a copy. */
function isFrozen({ namespace, path }: ModuleReference): boolean {
	return namespace && !path.includes('.');
}

/** A variable of the environment, under the name that it has in the catalogue whatever the language; its value is a text. */
function ofVariable(key: string, value: Value, node: ts.Node): SetupSite {
	const text: Value =
		value.kind === 'number' ? { kind: 'string', value: String(value.value), span: value.span } : value;
	return { module: 'os', path: 'environ', operator: '=', key, value: text, span: spanOf(node) };
}

/** A member of what calling a module's function with a name gives: `channel('http.client.request.start').subscribe`. */
function memberOfCall(
	expression: ts.Expression,
	names: Names,
	resolve: ResolveReference,
): (ModuleReference & { readonly key: ts.Expression | undefined }) | undefined {
	const access = unwrap(expression);
	if (!isAccess(access)) return undefined;
	const receiver = unwrap(access.expression);
	const declaration = ts.isIdentifier(receiver) ? names.declarationOf(receiver) : undefined;
	const made = declaration ? soleSource(declaration)?.expression : receiver;
	const call = made && unwrap(made);
	const name = memberName(access);
	if (!call || !ts.isCallExpression(call) || name === undefined) return undefined;
	const maker = resolve(call.expression);
	return maker && { ...maker, path: `${maker.path}().${name}`, key: call.arguments[0] };
}
