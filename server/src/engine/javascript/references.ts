import * as ts from 'typescript';
import { PathIndex, rootOf } from '../catalogue/path-index.js';
import type { ClientEntry } from '../catalogue/schema.js';
import { moduleName, type ModuleReference, type Source } from './declarations.js';
import { isAccess, memberName, unwrap } from './parse.js';
import { soleSource, type Names } from './scopes.js';

/** Which member of which module an expression stands for; undefined where the text does not show it. */
export type ResolveReference = (expression: ts.Expression) => ModuleReference | undefined;

/** Aliases of aliases are followed so far. */
const deepest = 12;

export function createReferenceResolver(names: Names): ResolveReference {
	function resolve(expression: ts.Expression, depth: number): ModuleReference | undefined {
		if (depth > deepest) return undefined;
		const inner = unwrap(expression);
		if (ts.isIdentifier(inner)) return resolveName(inner, depth);
		if (isAccess(inner)) {
			const owner = resolve(inner.expression, depth + 1);
			const name = memberName(inner);
			return owner && name !== undefined ? member(owner, name) : undefined;
		}
		// Compiled code calls `(0, module.name)(...)`, so that `this` is not the module.
		if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.CommaToken) {
			return resolve(inner.right, depth + 1);
		}
		if (ts.isConditionalExpression(inner)) return resolveEither(inner, depth);
		const imported = ts.isAwaitExpression(inner) ? unwrap(inner.expression) : inner;
		return ts.isCallExpression(imported) ? resolveImportCall(imported) : undefined;
	}

	/** `secure ? https : http` is known where both sides are. */
	function resolveEither(
		{ whenTrue, whenFalse }: ts.ConditionalExpression,
		depth: number,
	): ModuleReference | undefined {
		const first = resolve(whenTrue, depth + 1);
		const other = resolve(whenFalse, depth + 1);
		if (!first || !other) return undefined;
		return first.module === other.module && first.path === other.path ? first : { ...first, other };
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

	const known = new Map<ts.Expression, ModuleReference | undefined>();
	return (expression) => {
		if (known.has(expression)) return known.get(expression);
		const found = resolve(expression, 0);
		const reference = found && asGlobal(found);
		known.set(expression, reference);
		return reference;
	};
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
