import * as ts from 'typescript';
import { lazyFor } from '../lazy.js';
import type { Declaration } from './declarations.js';
import { isAccess, memberName, unwrap, wrapping } from './parse.js';
import { soleSource, type Names } from './scopes.js';
import { returnsReceiver } from './values.js';

/** Where the result of a call goes. */
export interface Binding {
	/** As it is written in code: `agent`, `this.http`. */
	readonly name: string;
	/** Every later mention of it in the text. */
	readonly mentions: readonly ts.Expression[];
	/** True where the binding itself can be reached from elsewhere (`export const`). */
	readonly shared: boolean;
}

/** True for methods that return the object they are called on. */
export type IsFluent = (method: string) => boolean;

const returnsItself: IsFluent = (method) => returnsReceiver.has(method);

/** The outermost expression that is still the object a call made: assertions and chained `.on(...)` around it. */
export function sameObject(call: ts.Expression, isFluent = returnsItself): ts.Expression {
	let current = wrapping(call);
	for (;;) {
		const access = current.parent;
		if (!ts.isPropertyAccessExpression(access) || access.expression !== current) return current;
		const outer = access.parent;
		if (!ts.isCallExpression(outer) || outer.expression !== access || !isFluent(access.name.text)) return current;
		current = wrapping(outer);
	}
}

/** What a class says of `this.name`. */
interface Field {
	/** All that it is given; undefined where it cannot be seen. */
	readonly values: readonly (ts.Expression | undefined)[];
	readonly isChanged: boolean;
	readonly method: ts.MethodDeclaration | undefined;
	readonly getter: ts.GetAccessorDeclaration | undefined;
}

/** Class members that hold one value for the life of the object. */
export class FieldReader {
	readonly #names: Names;
	/** By name, and by the class around. */
	readonly #mentionsOf = lazyFor((name: string) => byClass(this.#names.thisAccessesOf(name)));
	readonly #membersOf = lazyFor(readMembers);
	/** Read once, however often they are mentioned. */
	readonly #fieldsOf = lazyFor((owner: ts.ClassLikeDeclaration) =>
		lazyFor((name: string) => this.#readField(owner, name)),
	);

	constructor(names: Names) {
		this.#names = names;
	}

	/** All of `this.name` in a class. */
	mentions(owner: ts.ClassLikeDeclaration, name: string): readonly ts.PropertyAccessExpression[] {
		return this.#mentionsOf(name).get(owner) ?? [];
	}

	#field(access: ts.PropertyAccessExpression): Field | undefined {
		const owner = classAround(access);
		return owner && this.#fieldsOf(owner)(access.name.text);
	}

	#readField(owner: ts.ClassLikeDeclaration, name: string): Field {
		const { initial = [], methods = [], accessors = [] } = this.#membersOf(owner).get(name) ?? {};
		const mentions = this.mentions(owner, name);
		const assigned = mentions.filter((mention) => isAssigned(mention));
		const values = assigned.map(({ parent }) => (ts.isBinaryExpression(parent) ? parent.right : undefined));
		const [method] = methods;
		const [getter] = accessors;
		return {
			values: [...values, ...initial],
			isChanged: mentions.some(({ parent }) => isAccess(parent) && isAssigned(parent)),
			method: methods.length === 1 && assigned.length === 0 ? method : undefined,
			getter: getter && accessors.length === 1 && ts.isGetAccessorDeclaration(getter) ? getter : undefined,
		};
	}

	/** The one value that `this.name` of the class around has: its initialiser, or its only assignment. */
	readonly valueOf = (access: ts.PropertyAccessExpression): ts.Expression | undefined => {
		const values = this.#field(access)?.values;
		return values?.length === 1 ? values[0] : undefined;
	};

	/** True where the class around writes to members of what `this.name` holds: `this.options.agent = ...`. */
	readonly isChanged = (access: ts.PropertyAccessExpression): boolean => this.#field(access)?.isChanged === true;

	/** The method of the class around that `this.name` is; undefined where it is also assigned. */
	readonly methodOf = (access: ts.PropertyAccessExpression): ts.MethodDeclaration | undefined =>
		this.#field(access)?.method;

	/** The getter of the class around that answers `this.name`; undefined where there is a setter, too. */
	readonly getterOf = (access: ts.PropertyAccessExpression): ts.GetAccessorDeclaration | undefined =>
		this.#field(access)?.getter;

	/** The binding of the object that `call` makes, where it has one. */
	bindingOf(call: ts.Expression, isFluent = returnsItself): Binding | undefined {
		const object = sameObject(call, isFluent);
		const { parent } = object;
		if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) && parent.initializer === object) {
			return this.#ofVariable(parent.name, parent);
		}
		if (ts.isParameter(parent) && parent.initializer === object) return this.#ofParameter(parent);
		if (ts.isPropertyDeclaration(parent)) return this.#ofField(parent.parent, parent.name.getText());
		if (!ts.isBinaryExpression(parent) || parent.right !== object || !isAssignment(parent)) return undefined;
		const target = unwrap(parent.left);
		if (ts.isIdentifier(target)) return this.#ofVariable(target, parent);
		if (!ts.isPropertyAccessExpression(target) || target.expression.kind !== ts.SyntaxKind.ThisKeyword)
			return undefined;
		const owner = classAround(target);
		return owner ? this.#ofField(owner, target.name.text) : undefined;
	}

	#ofField(owner: ts.ClassLikeDeclaration, name: string): Binding | undefined {
		if (this.#fieldsOf(owner)(name).values.length !== 1) return undefined;
		return { name: `this.${name}`, mentions: this.mentions(owner, name), shared: false };
	}

	/** A default, and the member that it is the default of in `constructor(private agent = ...)`. */
	#ofParameter(node: ts.ParameterDeclaration): Binding | undefined {
		const declaration = this.#names.declaredBy(node);
		if (!ts.isIdentifier(node.name) || !declaration || declaration.assignments.length > 0) return undefined;
		const owner = ts.isConstructorDeclaration(node.parent) ? node.parent.parent : undefined;
		const isMember = owner && ts.isParameterPropertyDeclaration(node, node.parent);
		const members = isMember ? this.mentions(owner, node.name.text) : [];
		return { name: node.name.text, mentions: [...declaration.references, ...members], shared: false };
	}

	#ofVariable(name: ts.Identifier, at: ts.Node): Binding | undefined {
		const declaration = ts.isVariableDeclaration(at) ? this.#declared(at) : this.#names.declarationOf(name);
		if (!declaration || !soleSource(declaration)) return undefined;
		return { name: name.text, mentions: declaration.references, shared: isExported(declaration.node) };
	}

	/** A declared name is not a mention of itself; its mentions lead back to it. */
	#declared(node: ts.VariableDeclaration): Declaration | undefined {
		return this.#names.declaredBy(node);
	}
}

function byClass(accesses: readonly ts.PropertyAccessExpression[]) {
	const found = new Map<ts.ClassLikeDeclaration, ts.PropertyAccessExpression[]>();
	for (const access of accesses) {
		const owner = classAround(access);
		if (!owner) continue;
		const mentions = found.get(owner);
		if (mentions) mentions.push(access);
		else found.set(owner, [access]);
	}
	return found;
}

/** True where the expression is the target of an assignment. */
export function isAssigned(node: ts.Expression): boolean {
	const { parent } = node;
	return ts.isBinaryExpression(parent) && parent.left === node && isAssignment(parent);
}

function isAssignment(node: ts.BinaryExpression): boolean {
	const { kind } = node.operatorToken;
	return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** What a class declares under one name. */
interface Members {
	/** What it is before anything is assigned; undefined where that cannot be seen. */
	readonly initial: (ts.Expression | undefined)[];
	readonly methods: ts.MethodDeclaration[];
	readonly accessors: ts.AccessorDeclaration[];
}

function readMembers(owner: ts.ClassLikeDeclaration): ReadonlyMap<string, Members> {
	const found = new Map<string, Members>();
	const named = (name: ts.PropertyName | ts.BindingName): Members => {
		const key = name.getText();
		const members = found.get(key) ?? { initial: [], methods: [], accessors: [] };
		found.set(key, members);
		return members;
	};
	for (const member of owner.members) {
		if (ts.isPropertyDeclaration(member)) {
			if (member.initializer) named(member.name).initial.push(member.initializer);
		} else if (ts.isMethodDeclaration(member)) named(member.name).methods.push(member);
		else if (ts.isAccessor(member)) named(member.name).accessors.push(member);
		else if (ts.isConstructorDeclaration(member)) {
			for (const name of parameterProperties(member))
				named(name).initial.push(ts.isIdentifier(name) ? name : undefined);
		}
	}
	return found;
}

/** `constructor(private agent = ...)` declares a member that callers decide, as they do the parameter. */
function parameterProperties(node: ts.ConstructorDeclaration): readonly ts.BindingName[] {
	return node.parameters
		.filter((parameter) => ts.isParameterPropertyDeclaration(parameter, node))
		.map(({ name }) => name);
}

function classAround(node: ts.Node): ts.ClassLikeDeclaration | undefined {
	let current: ts.Node = node.parent;
	while (!ts.isSourceFile(current)) {
		if (ts.isClassLike(current)) return current;
		if (ts.isFunctionDeclaration(current) || ts.isFunctionExpression(current)) return undefined;
		current = current.parent;
	}
	return undefined;
}

function isExported(node: ts.Node): boolean {
	if (!ts.isVariableDeclaration(node) || !ts.isVariableStatement(node.parent.parent)) return false;
	return node.parent.parent.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}

/** `object.method` of a call, where `node` is the object. */
export function calledMember(node: ts.Expression):
	| {
			readonly access: ts.PropertyAccessExpression | ts.ElementAccessExpression;
			readonly call: ts.CallExpression;
			readonly name: string;
	  }
	| undefined {
	const access = node.parent;
	if (!isAccess(access) || access.expression !== node) return undefined;
	const name = memberName(access);
	const call = access.parent;
	if (name === undefined || !ts.isCallExpression(call) || call.expression !== access) return undefined;
	return { access, call, name };
}
