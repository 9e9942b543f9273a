import * as ts from 'typescript';
import type { Span } from '../model.js';
import type { beat, isStray } from '../sites.js';
import { type CallSite, type Property, type SocketOptions, type Subclass, type Use, type Value } from '../sites.js';
import { givenToBase, type Given } from './constructors.js';
import type { ModuleReference } from './declarations.js';
import { elsewhere } from './exports.js';
import { readSocketOptions } from './functions.js';
import { spanOf, staticName, unwrap } from './parse.js';
import type { CataloguedPaths, ResolveReference } from './references.js';
import { soleSource, type Names } from './scopes.js';
import type { Evaluate } from './values.js';

type Call = ts.CallExpression | ts.NewExpression;

const nowhere: Span = { start: 0, end: 0 };

/** JavaScript has none. */
export const noKeywords: CallSite['keywords'] = new Map();

/** A site while it is read: what is made of the object is filled in once all sites are known. */
export interface OpenSite extends CallSite {
	other?: NonNullable<CallSite['other']>;
	arguments: readonly Value[];
	boundTo: string | undefined;
	open: boolean;
	uses: readonly Use[];
	escapes: boolean;
	cut?: boolean;
	unused?: boolean;
	assigned?: ReadonlyMap<string, Property>;
	landsAs?: readonly string[];
	[isStray]?: (member: string) => boolean;
	[beat]?: () => Span | undefined;
}

/** A class that extends a catalogued one, and which one. */
export interface DeclaredClass {
	readonly reference: ModuleReference;
	readonly subclass: Subclass;
	/** What the catalogued class is given by constructors where this one is given `given`. */
	readonly construct?: (given: Given) => Given;
}

interface SiteParts {
	readonly names: Names;
	readonly resolve: ResolveReference;
	readonly paths: CataloguedPaths;
	readonly evaluate: Evaluate;
	/** A class of another file of the project. */
	importedClass(this: void, module: string, path: string): DeclaredClass | undefined;
}

/** Makes each catalogued call's site once, so that values and sites share it. */
export class SiteReader {
	readonly #parts: SiteParts;
	/** `null` for calls that are of no row. */
	readonly #sites = new Map<Call, OpenSite | null>();
	readonly #superCalls = new Map<CallSite, ts.CallExpression>();

	constructor(parts: SiteParts) {
		this.#parts = parts;
	}

	siteOf(call: Call): OpenSite | undefined {
		const known = this.#sites.get(call);
		if (known !== undefined) return known ?? undefined;
		const made = this.#find(call);
		const extent = made ? spanOf(call, this.#parts.names.source) : nowhere;
		const site: OpenSite | undefined = made && {
			module: made.reference.module,
			path: made.reference.path,
			isNew: ts.isNewExpression(call),
			callee: { start: extent.start, end: call.expression.end },
			extent,
			arguments: [],
			keywords: noKeywords,
			open: (call.arguments ?? []).some((argument) => ts.isSpreadElement(argument)),
			boundTo: undefined,
			uses: [],
			escapes: false,
			subclass: made.subclass,
		};
		if (site && made?.reference.other) site.other = made.reference.other;
		// Set before its arguments are read: a listener among them may name the object itself.
		this.#sites.set(call, site ?? null);
		if (site) this.#readGiven(call, site, made?.construct);
		return site;
	}

	/** The `super(...)` that gives the arguments of a site in place of its own call. */
	superCallOf(site: CallSite): ts.CallExpression | undefined {
		return this.#superCalls.get(site);
	}

	#readGiven(call: Call, site: OpenSite, construct: DeclaredClass['construct']): void {
		const own: Given = { values: readArguments(call, this.#parts.evaluate), open: site.open };
		const { values, open, superCall } = construct?.(own) ?? own;
		site.arguments = values;
		site.open = open;
		if (superCall) this.#superCalls.set(site, superCall);
	}

	#find(call: Call): (Omit<DeclaredClass, 'subclass'> & { readonly subclass: Subclass | undefined }) | undefined {
		const reference = this.#parts.resolve(call.expression);
		if (reference && this.#isSite(reference)) return { reference, subclass: undefined };
		if (!ts.isNewExpression(call)) return undefined;
		const declared = this.#classOf(call.expression);
		if (declared) return this.#readSubclass(declared, 0);
		const found = reference?.other
			? undefined
			: this.#parts.importedClass(reference?.module ?? '', reference?.path ?? '');
		if (!found) return undefined;
		const { options } = found.subclass;
		const span = spanOf(call.expression);
		const subclass: Subclass = { ...found.subclass, options: options && elsewhere(options), span };
		return { reference: found.reference, subclass };
	}

	/** A class at the top of the file that extends a catalogued one. */
	declaredClass(name: string): DeclaredClass | undefined {
		const node = this.#parts.names.topLevel.get(name)?.node;
		return node && ts.isClassDeclaration(node) ? this.#readSubclass(node, 0) : undefined;
	}

	#isSite({ other, ...reference }: ModuleReference): boolean {
		const { isSite } = this.#parts.paths;
		return isSite(reference) && (!other || isSite(other));
	}

	/** The class of the file that an expression names. */
	#classOf(expression: ts.Expression): ts.ClassLikeDeclaration | undefined {
		const inner = unwrap(expression);
		if (ts.isClassExpression(inner)) return inner;
		if (!ts.isIdentifier(inner)) return undefined;
		const declaration = this.#parts.names.declarationOf(inner);
		if (!declaration || declaration.assignments.length > 0) return undefined;
		if (ts.isClassLike(declaration.node)) return declaration.node;
		const source = soleSource(declaration);
		return source && source.path.length === 0 && ts.isClassExpression(source.expression)
			? source.expression
			: undefined;
	}

	#readSubclass(node: ts.ClassLikeDeclaration, depth: number): DeclaredClass | undefined {
		const base = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]
			?.expression;
		if (!base || depth > 5) return undefined;
		const own = this.#parts.resolve(base);
		const declared = own && this.#parts.paths.isSite(own) ? undefined : this.#classOf(base);
		const inherited = declared && this.#readSubclass(declared, depth + 1);
		const reference = inherited?.reference ?? (own && this.#parts.paths.isSite(own) ? own : undefined);
		if (!reference) return undefined;
		const members = node.members.map(({ name }) => name && staticName(name)).filter((name) => name !== undefined);
		const subclass: Subclass = {
			name: node.name?.text ?? '',
			options:
				readSocketOptions(node, this.#parts.evaluate) ?? (makesSockets(node) ? unseen : inherited?.subclass.options),
			members: [...members, ...(inherited?.subclass.members ?? [])],
			span: spanOf(node),
		};
		const construct = (given: Given): Given => {
			const passed = givenToBase(node, given, this.#parts);
			return inherited?.construct?.(passed) ?? passed;
		};
		return { reference, subclass, construct };
	}
}

/** What a class does to sockets that it gets from code which cannot be seen. */
const unseen: SocketOptions = { keepalive: 'unknown', idle: 'unknown', keepsDefaults: true, unportable: [] };

/** True for a class with a `createConnection` that neither asks the class it extends nor connects by Node's own means. */
function makesSockets(node: ts.ClassLikeDeclaration): boolean {
	return node.members.some(
		(each) => staticName(each.name) === 'createConnection' && !/createConnection|connect\s*\(/.test(bodyOf(each)),
	);
}

function bodyOf(member: ts.ClassElement): string {
	if (ts.isMethodDeclaration(member)) return member.body?.getText() ?? 'createConnection';
	return ts.isPropertyDeclaration(member) ? (member.initializer?.getText() ?? '') : '';
}

/** Arguments up to the first spread, which hides the positions of the rest. */
export function readArguments(call: Call, evaluate: Evaluate): Value[] {
	const given = call.arguments ?? [];
	const spread = given.findIndex((argument) => ts.isSpreadElement(argument));
	return given.slice(0, spread < 0 ? given.length : spread).map((argument) => evaluate(argument));
}
