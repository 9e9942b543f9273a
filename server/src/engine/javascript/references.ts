import * as ts from 'typescript';
import { PathIndex, rootOf } from '../catalogue/path-index.js';
import type { ClientEntry } from '../catalogue/schema.js';
import { lazyFor } from '../lazy.js';
import { moduleName, type ModuleReference, type Source } from './declarations.js';
import { isAccess, memberName, staticName, unwrap } from './parse.js';
import { soleSource, type Names } from './scopes.js';

/** Which member of which module an expression stands for; undefined where the text does not show it. */
export type ResolveReference = (expression: ts.Expression) => ModuleReference | undefined;

/** Aliases of aliases are followed so far. */
const deepest = 12;

export function createReferenceResolver(names: Names): ResolveReference {
	const propertyOf = createPropertyReader(names);
	function resolve(expression: ts.Expression, depth: number): ModuleReference | undefined {
		if (depth > deepest) return undefined;
		const inner = unwrap(expression);
		if (ts.isIdentifier(inner)) return resolveName(inner, depth);
		if (isAccess(inner)) {
			const held = propertyOf(inner);
			if (held) return resolveHeld(depth)(held);
			const owner = resolve(inner.expression, depth + 1);
			const name = memberName(inner);
			return owner && name !== undefined ? member(owner, name) : undefined;
		}
		// Compiled code calls `(0, module.name)(...)`, so that `this` is not the module.
		if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.CommaToken) {
			return resolve(inner.right, depth + 1);
		}
		if (ts.isConditionalExpression(inner)) return resolveEither([inner.whenTrue, inner.whenFalse], depth);
		if (ts.isBinaryExpression(inner) && isDefaulting(inner)) {
			// `module.default || module`: the one that is there is the same module.
			const found = resolveEither([inner.left, inner.right], depth);
			return found?.other ? undefined : found;
		}
		const bound = boundFunction(inner);
		if (bound) return resolve(bound, depth + 1);
		const imported = ts.isAwaitExpression(inner) ? unwrap(inner.expression) : inner;
		return ts.isCallExpression(imported) ? resolveImportCall(imported) : undefined;
	}

	const resolveHeld = lazyFor((depth: number) =>
		lazyFor((sides: readonly ts.Expression[]) => resolveEither(sides, depth)),
	);

	function resolveEither(sides: readonly ts.Expression[], depth: number): ModuleReference | undefined {
		return eitherOf(sides.map((side) => resolve(side, depth + 1)));
	}

	function resolveName(identifier: ts.Identifier, depth: number): ModuleReference | undefined {
		const declaration = names.declarationOf(identifier);
		if (!declaration)
			return { module: '', path: globals.has(identifier.text) ? '' : identifier.text, namespace: false };
		if (declaration.kind === 'import') return declaration.imported;
		const source = soleSource(declaration);
		return source && resolveSource(source, depth + 1);
	}

	function resolveSource({ expression, path }: Source, depth: number): ModuleReference | undefined {
		const owner = resolve(expression, depth);
		return owner && path.reduce(member, owner);
	}

	function resolveImportCall(call: ts.CallExpression): ModuleReference | undefined {
		const [specifier] = call.arguments;
		if (specifier && interop.test(calleeName(call.expression))) {
			// What compilers make of an import is a copy, unless it is the default.
			const module = resolve(specifier, deepest - 2);
			return module && { ...module, namespace: true };
		}
		if (!specifier || !ts.isStringLiteralLike(specifier)) return undefined;
		const isImport = call.expression.kind === ts.SyntaxKind.ImportKeyword;
		return isImport || isRequire(call.expression)
			? { module: moduleName(specifier.text), path: '', namespace: isImport }
			: undefined;
	}

	/** The global `require`, or the one that an ES module makes with `createRequire`. */
	function isRequire(callee: ts.Expression): boolean {
		if (!ts.isIdentifier(callee) || callee.text !== 'require') return false;
		const declaration = names.declarationOf(callee);
		const made = declaration && soleSource(declaration)?.expression;
		return (
			!declaration ||
			(made !== undefined && ts.isCallExpression(made) && resolve(made.expression, 1)?.path === 'createRequire')
		);
	}

	return lazyFor((expression: ts.Expression) => {
		const found = resolve(expression, 0);
		return found && asGlobal(found);
	});
}

/** `secure ? https : http` is known where both sides are. */
function eitherOf([first, ...others]: readonly (ModuleReference | undefined)[]): ModuleReference | undefined {
	if (!first) return undefined;
	const different = others.filter((other) => other?.module !== first.module || other.path !== first.path);
	const [other] = different;
	if (different.length === 0) return first;
	return other && different.length === 1 ? { ...first, other } : undefined;
}

/** `https.get` in `https.get.bind(https)`, where no argument is bound. */
function boundFunction(node: ts.Expression): ts.Expression | undefined {
	if (!ts.isCallExpression(node)) return undefined;
	const { expression, arguments: given } = node;
	const isBind = ts.isPropertyAccessExpression(expression) && expression.name.text === 'bind' && given.length === 1;
	return isBind ? expression.expression : undefined;
}

/** `a || b`, `a ?? b`. */
export function isDefaulting({ operatorToken }: ts.BinaryExpression): boolean {
	const { kind } = operatorToken;
	return kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken;
}

/** Finds the values that a member of an object literal may have: one, or each of them where the name is computed. */
function createPropertyReader(names: Names) {
	const propertiesOf = lazyFor(readProperties);
	return (access: ts.PropertyAccessExpression | ts.ElementAccessExpression): readonly ts.Expression[] | undefined => {
		const literal = literalNamed(unwrap(access.expression), names);
		if (!literal) return undefined;
		const { named, all } = propertiesOf(literal);
		const name = memberName(access);
		return name === undefined ? all : named.get(name);
	};
}

/** What the properties of an object literal are, up to the first that is no plain value. */
interface Properties {
	/** The first one of a name. */
	readonly named: ReadonlyMap<string, readonly ts.Expression[]>;
	/** Undefined where there are none, or others. */
	readonly all: readonly ts.Expression[] | undefined;
}

function readProperties({ properties }: ts.ObjectLiteralExpression): Properties {
	const named = new Map<string, readonly ts.Expression[]>();
	const values: ts.Expression[] = [];
	for (const property of properties) {
		const isValue = ts.isPropertyAssignment(property) || ts.isShorthandPropertyAssignment(property);
		if (!isValue) return { named, all: undefined };
		const value = ts.isPropertyAssignment(property) ? property.initializer : property.name;
		const name = staticName(property.name);
		if (name !== undefined && !named.has(name)) named.set(name, [value]);
		values.push(value);
	}
	return { named, all: values.length > 0 ? values : undefined };
}

function literalNamed(node: ts.Expression, names: Names): ts.ObjectLiteralExpression | undefined {
	if (ts.isObjectLiteralExpression(node)) return node;
	const declaration = ts.isIdentifier(node) ? names.declarationOf(node) : undefined;
	const source = declaration && declaration.memberWrites.length === 0 ? soleSource(declaration) : undefined;
	const value = source && source.path.length === 0 ? unwrap(source.expression) : undefined;
	return value && ts.isObjectLiteralExpression(value) ? value : undefined;
}

/** `process` is a global of Node that may be imported, too. */
function asGlobal(reference: ModuleReference): ModuleReference {
	if (reference.module !== 'process') return reference;
	const path = reference.path === '' ? 'process' : `process.${reference.path}`;
	return { ...reference, module: '', path, namespace: false };
}

/** Helpers by which compiled code loads modules: `https_1 = __importDefault(require('https'))`. */
const interop = /^_*(?:importStar|importDefault|interopRequireDefault|interopRequireWildcard|toESM)$/;

function calleeName(callee: ts.Expression): string {
	if (ts.isIdentifier(callee)) return callee.text;
	return isAccess(callee) ? (memberName(callee) ?? '') : '';
}

/** Names of the global object itself. */
const globals = new Set(['globalThis', 'global']);

/** `default` is what CommonJS interop puts between a module and its members. */
function member(owner: ModuleReference, name: string): ModuleReference {
	if (name === 'default' && owner.module !== '') return owner;
	const path = owner.path ? `${owner.path}.${name}` : name;
	return { ...owner, path, ...(owner.other && { other: member(owner.other, name) }) };
}

/** The paths that the catalogue names. */
export interface CataloguedPaths {
	isSite(this: void, reference: Member): boolean;
	isSetup(this: void, reference: Member): boolean;
	/** True for a method that returns the object a call of this path makes. */
	isFluent(this: void, reference: Member, method: string): boolean;
	/** What the path of anything global may begin with, with those that are read whatever the catalogue holds. */
	readonly globals: ReadonlySet<string>;
}

type Member = Pick<ModuleReference, 'module' | 'path'>;

export function indexPaths(entries: readonly ClientEntry[]): CataloguedPaths {
	const known = indexes.get(entries) ?? makeIndex(entries);
	indexes.set(entries, known);
	return known;
}

const indexes = new WeakMap<readonly ClientEntry[], CataloguedPaths>();

function makeIndex(entries: readonly ClientEntry[]): CataloguedPaths {
	const sites = new PathIndex<readonly string[]>();
	const setups = new PathIndex<true>();
	// `Object.assign` sets members of what is catalogued.
	const starts = new Set([...globals, 'process', 'Object']);
	const addSite = (module: string, path: string, fluent: readonly string[]): void => {
		sites.add(module, path, fluent);
		if (module === '') starts.add(rootOf(path));
	};
	for (const entry of entries) {
		const modules = entry.global ? [...entry.modules, ''] : entry.modules;
		for (const module of modules) {
			for (const { paths, fluent = [] } of entry.forms) for (const path of paths) addSite(module, path, fluent);
		}
		for (const type of entry.timeoutTypes ?? []) for (const path of type.paths) addSite(type.module, path, []);
		for (const { paths, module: other } of entry.setups ?? []) {
			for (const module of other === undefined ? modules : [other])
				for (const path of paths) {
					setups.add(module, path, true);
					if (module === '') starts.add(rootOf(path));
				}
		}
	}
	return {
		isSite: ({ module, path }) => sites.find(module, path).length > 0,
		isSetup: ({ module, path }) => setups.find(module, path).length > 0,
		globals: starts,
		isFluent: ({ module, path }, method) => sites.find(module, path).some((fluent) => fluent.includes(method)),
	};
}
