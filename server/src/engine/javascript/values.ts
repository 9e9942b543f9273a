import * as ts from 'typescript';
import { lazyFor } from '../lazy.js';
import type { Span } from '../model.js';
import type { CallSite, Value } from '../sites.js';
import { calculate } from './arithmetic.js';
import { membersDeclared, type Declaration, type ModuleReference, type Source } from './declarations.js';
import { relocate } from './exports.js';
import { isFilledElsewhere } from './filled.js';
import { readFunction, type FunctionValue } from './functions.js';
import { guessKind, isNoString } from './guesses.js';
import { readLocality } from './localities.js';
import { isRelative } from './modules.js';
import { eitherObject, isSame, mergeObjects, readArray, readItems, readMember, readObject } from './objects.js';
import { isAccess, isCallOrNew, memberName, spanOf, unwrap } from './parse.js';
import { isDefaulting, type ResolveReference } from './references.js';
import { soleSource, type Names } from './scopes.js';
import { joinStrings, readTemplate } from './strings.js';

/** Evaluates expressions as far as the text alone decides them. */
export type Evaluate = (expression: ts.Expression) => Value;

export interface EvaluatorParts {
	readonly names: Names;
	readonly resolve: ResolveReference;
	/** The catalogued call that an expression makes. */
	siteOf(call: ts.CallExpression | ts.NewExpression): CallSite | undefined;
	/** The one value that `this.member` of the class around has. */
	fieldValue(access: ts.PropertyAccessExpression): ts.Expression | undefined;
	/** True where the class around writes to members of `this.member`. */
	isFieldChanged(access: ts.PropertyAccessExpression): boolean;
	/** The method of the class around that `this.name` is. */
	methodOf(this: void, access: ts.PropertyAccessExpression): ts.MethodDeclaration | undefined;
	getterOf(this: void, access: ts.PropertyAccessExpression): ts.GetAccessorDeclaration | undefined;
	/** True for what a process uses where nothing else is given (`https.globalAgent`). */
	isProcessDefault(reference: ModuleReference): boolean;
	/** Whether the text loads other files of the project, and what one of them exports. */
	importsFiles(this: void): boolean;
	imported(this: void, module: string, path: string): Value | undefined;
}

/** Aliases, members and calls are followed so far. */
const deepest = 200;

export function createEvaluator(parts: EvaluatorParts): Evaluate {
	return new Evaluator(parts).evaluate;
}

/** Stands for a value that is being made. */
const running: Value = { kind: 'unknown', span: { start: 0, end: 0 } };

class Evaluator {
	readonly #parts: EvaluatorParts;
	readonly #known = new Map<ts.Expression, Value>();
	/** How many values are being made, each for another. */
	#depth = 0;
	/** How often there was no value because it was being made, or too far away. */
	#cuts = 0;
	/** Objects with what is written to their members later, and functions, which may be named often. */
	readonly #written = new Map<Declaration, Value>();
	readonly #functions = new Map<ts.Node, FunctionValue>();
	readonly #isFilled = lazyFor((declaration: Declaration) => isFilledElsewhere(declaration, this.#parts));
	readonly #membersOf = lazyFor(membersDeclared);

	constructor(parts: EvaluatorParts) {
		this.#parts = parts;
	}

	readonly evaluate: Evaluate = (expression) => {
		const inner = unwrap(expression);
		const known = this.#known.get(inner);
		if (known && known !== running) return known;
		// A value that is made of itself has none; so has one that is too far away.
		if (known || this.#depth > deepest) {
			this.#cuts++;
			return { kind: 'unknown', span: spanOf(inner) };
		}
		this.#known.set(inner, running);
		this.#depth++;
		const value = this.#named(inner, this.#compute(inner));
		this.#depth--;
		this.#known.set(inner, value);
		return value;
	};

	/** The value with what names say of where it leads, as an address that cannot be seen. */
	#named(node: ts.Expression, value: Value): Value {
		if (value.kind !== 'string' && value.kind !== 'unknown') return value;
		const local = readLocality(node, this.#parts.names) ?? value.local;
		return local === value.local ? value : { ...value, local: local === false ? undefined : local };
	}

	#compute(node: ts.Expression): Value {
		const span = spanOf(node, this.#parts.names.source);
		if (ts.isNumericLiteral(node)) return { kind: 'number', value: Number(node.text), span };
		if (ts.isStringLiteralLike(node)) return { kind: 'string', value: node.text, span };
		if (ts.isTemplateExpression(node)) return readTemplate(node, this.evaluate);
		if (node.kind === ts.SyntaxKind.TrueKeyword) return { kind: 'boolean', value: true, span };
		if (node.kind === ts.SyntaxKind.FalseKeyword) return { kind: 'boolean', value: false, span };
		if (node.kind === ts.SyntaxKind.NullKeyword || ts.isVoidExpression(node)) return { kind: 'none', span };
		if (ts.isObjectLiteralExpression(node)) return readObject(node, [], this.evaluate);
		if (ts.isArrayLiteralExpression(node)) return readArray(node, this.evaluate);
		if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return readFunction(node, this.evaluate);
		if (ts.isIdentifier(node)) return this.#ofOtherFile(node) ?? this.#ofName(node, span);
		if (isAccess(node)) return this.#ofOtherFile(node) ?? this.#ofMember(node, span);
		if (isCallOrNew(node)) return this.#ofOtherFile(node) ?? this.#ofCall(node, span);
		if (ts.isPrefixUnaryExpression(node)) return this.#ofUnary(node, span);
		if (ts.isBinaryExpression(node)) return this.#ofBinary(node, span);
		if (ts.isConditionalExpression(node)) return this.#either(node.whenTrue, node.whenFalse, span);
		return { kind: 'unknown', span };
	}

	/** What a relative import brings; nothing where this file changes it. */
	#ofOtherFile(node: ts.Expression): Value | undefined {
		const reference = this.#parts.importsFiles() ? this.#parts.resolve(node) : undefined;
		if (!reference || reference.other || !isRelative(reference.module) || this.#isWritten(node)) return undefined;
		const value = this.#parts.imported(reference.module, reference.path);
		return value && value.kind !== 'unknown' ? relocate(value, node) : undefined;
	}

	#isWritten(node: ts.Expression): boolean {
		let root = unwrap(node);
		while (isAccess(root)) root = unwrap(root.expression);
		const declaration = ts.isIdentifier(root) ? this.#parts.names.declarationOf(root) : undefined;
		return declaration !== undefined && declaration.memberWrites.length > 0;
	}

	#ofName(node: ts.Identifier, span: Span): Value {
		const { names } = this.#parts;
		const declaration = names.declarationOf(node) ?? names.declaredBy(node.parent);
		if (!declaration) return globalValue(node.text, span);
		if (declaration.kind === 'function' && ts.isFunctionDeclaration(declaration.node)) {
			return declaration.assignments.length > 0
				? { kind: 'unknown', span }
				: { ...this.#functionAt(declaration.node), span };
		}
		const source = soleSource(declaration);
		const value = source && this.#ofSource(source, declaration, span);
		const otherwise = this.#ofDefault(declaration, span);
		if (otherwise && value?.kind === 'none') return otherwise;
		if (value && (value.kind !== 'unknown' || value.made)) return value;
		const isPlain = otherwise?.kind === 'number' || otherwise?.kind === 'call';
		return (isPlain ? otherwise : undefined) ?? guessKind(declaration, span) ?? { kind: 'unknown', span };
	}

	/** What a name holds where nobody says anything; of what others may decide, only numbers and objects made here count. */
	#ofDefault({ node, assignments }: Declaration, span: Span): Value | undefined {
		const isDefaulted = ts.isParameter(node) || ts.isBindingElement(node);
		if (!isDefaulted || !node.initializer || !ts.isIdentifier(node.name) || assignments.length > 0) return undefined;
		return { ...this.evaluate(node.initializer), span };
	}

	#ofSource({ expression, path }: Source, declaration: Declaration, span: Span): Value {
		const inner = unwrap(expression);
		const isOwnLiteral = path.length === 0 && declaration.memberWrites.length > 0;
		if (isOwnLiteral && ts.isObjectLiteralExpression(inner)) {
			return { ...this.#withWrites(inner, declaration), span };
		}
		let value = this.evaluate(inner);
		if (value.kind === 'object' && this.#isFilled(declaration)) value = { ...value, open: true };
		for (const name of path) value = readMember(value, name, span);
		const isGuess = value.kind === 'string' && value.value === undefined && isNoString(declaration);
		return isGuess ? { kind: 'unknown', span } : { ...value, span };
	}

	#withWrites(literal: ts.ObjectLiteralExpression, declaration: Declaration): Value {
		return this.#once(this.#written, declaration, () => readObject(literal, declaration.memberWrites, this.evaluate));
	}

	#functionAt(node: ts.FunctionLikeDeclaration): FunctionValue {
		return this.#once(this.#functions, node, () => readFunction(node, this.evaluate));
	}

	/** The same at each mention, unless it was read in the middle of itself. */
	#once<K, V>(made: Map<K, V>, key: K, make: () => V): V {
		const known = made.get(key);
		if (known) return known;
		const before = this.#cuts;
		const value = make();
		if (this.#cuts === before) made.set(key, value);
		return value;
	}

	#ofMember(node: ts.PropertyAccessExpression | ts.ElementAccessExpression, span: Span): Value {
		const name = memberName(node);
		if (ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword) {
			const field = this.#parts.fieldValue(node);
			const value = field && this.evaluate(field);
			if (value?.kind === 'object' && this.#parts.isFieldChanged(node)) return { ...value, open: true, span };
			if (value && value.kind !== 'unknown') return { ...value, span };
			const own = this.#ofOwnFunction(node, span);
			if (own && own.kind !== 'unknown') return own;
		} else if (name !== undefined) {
			const member = this.#ofDeclared(node.expression, name, span);
			if (member) return member;
			const reference = this.#parts.resolve(node);
			const known = reference?.module === '' ? globalValue(reference.path, span) : undefined;
			if (known && known.kind !== 'unknown') return known;
			if (reference && this.#parts.isProcessDefault(reference)) return { kind: 'none', span };
			const value = readMember(this.evaluate(node.expression), name, span);
			if (value.kind !== 'unknown') return value;
		}
		return (name === undefined ? undefined : guessKind({ name }, span)) ?? { kind: 'unknown', span };
	}

	/** `this.name` as a method, or as what a getter answers. */
	#ofOwnFunction(node: ts.PropertyAccessExpression, span: Span): Value | undefined {
		const method = this.#parts.methodOf(node);
		if (method) return { ...this.#functionAt(method), span };
		const getter = this.#parts.getterOf(node);
		const results = getter ? this.#functionAt(getter).results : [];
		const [result] = results;
		return result && results.length === 1 ? { ...result, span } : undefined;
	}

	/** A member of an enumeration or a static one of a class that is given its value there, and no other. */
	#ofDeclared(owner: ts.Expression, name: string, span: Span): Value | undefined {
		const declaration = ts.isIdentifier(owner) ? this.#parts.names.declarationOf(owner) : undefined;
		const member = declaration && this.#membersOf(declaration).get(name);
		if (!member) return undefined;
		if (!ts.isMethodDeclaration(member)) {
			return member.initializer && { ...this.evaluate(member.initializer), span };
		}
		return { ...this.#functionAt(member), span };
	}

	#ofCall(node: ts.CallExpression | ts.NewExpression, span: Span): Value {
		const site = this.#parts.siteOf(node);
		if (site) return { kind: 'call', site, span };
		const callee = unwrap(node.expression);
		const reference = this.#parts.resolve(callee);
		// The legacy parser returns request options under a name that often promises a URL.
		if (reference?.path === 'parse' && reference.module === 'url')
			return { kind: 'object', properties: new Map(), open: true, span };
		if (reference && isUrl(reference.module, reference.path)) return this.#ofUrl(node.arguments ?? [], span);
		const [first] = node.arguments ?? [];
		if (reference?.module === '' && first) {
			if (passThrough.has(reference.path)) return { ...this.evaluate(first), span };
			if (toNumber.has(reference.path)) return this.#ofNumeral(first, span);
		}
		if (reference?.module === '' && reference.path === 'Object.assign' && ts.isCallExpression(node)) {
			return mergeObjects(readItems(node.arguments, this.evaluate), span);
		}
		if (ts.isNewExpression(node)) return { kind: 'unknown', span, ...(!isUrlName(callee) && { made: true }) };
		const chained = this.#ofChain(callee, span);
		if (chained) return chained;
		const called = this.#functionOf(callee);
		const [result] = called?.kind === 'function' && called.results.length === 1 ? called.results : [];
		if (result && result.kind !== 'unknown') return { ...result, span };
		const name = calleeName(callee);
		if (name !== undefined && stringMethods.has(name)) return { kind: 'string', value: undefined, span };
		return (name === undefined ? undefined : guessKind({ name }, span)) ?? { kind: 'unknown', span };
	}

	/** A function of this file, a method of the class around, or a function of another file. */
	#functionOf(callee: ts.Expression): Value | undefined {
		if (ts.isIdentifier(callee)) return this.evaluate(callee);
		if (!ts.isPropertyAccessExpression(callee)) return undefined;
		if (callee.expression.kind === ts.SyntaxKind.ThisKeyword) return this.#ofOwnFunction(callee, spanOf(callee));
		return this.#ofOtherFile(callee) ?? this.#ofDeclared(callee.expression, callee.name.text, spanOf(callee));
	}

	/** `net.connect(...).setKeepAlive(true, 60_000)` is still the connection. */
	#ofChain(callee: ts.Expression, span: Span): Value | undefined {
		if (!ts.isPropertyAccessExpression(callee) || !returnsReceiver.has(callee.name.text)) return undefined;
		const receiver = this.evaluate(callee.expression);
		return receiver.kind === 'call' ? { ...receiver, span } : undefined;
	}

	#ofUrl(values: readonly ts.Expression[], span: Span): Value {
		const [path, base] = values.map((value) => this.evaluate(value));
		const absolute = [path, base].find(
			(value) => value?.kind === 'string' && /^[a-z][a-z\d+.-]*:/i.test(value.value ?? ''),
		);
		return { kind: 'string', value: absolute?.kind === 'string' ? absolute.value : undefined, span };
	}

	#ofUnary(node: ts.PrefixUnaryExpression, span: Span): Value {
		if (node.operator === ts.SyntaxKind.PlusToken) return this.#ofNumeral(node.operand, span);
		const operand = this.evaluate(node.operand);
		if (node.operator === ts.SyntaxKind.ExclamationToken) {
			return operand.kind === 'boolean' ? { ...operand, value: !operand.value, span } : { kind: 'unknown', span };
		}
		if (operand.kind !== 'number') return { kind: 'unknown', span };
		return node.operator === ts.SyntaxKind.MinusToken
			? { ...operand, value: -operand.value, span }
			: { kind: 'unknown', span };
	}

	/** The number that a text stands for: `Number('5000')`, `parseInt(process.env.TIMEOUT ?? '5000', 10)`. */
	#ofNumeral(expression: ts.Expression, span: Span): Value {
		const inner = unwrap(expression);
		const value = this.evaluate(inner);
		if (value.kind === 'number') return { ...value, span };
		if (value.kind !== 'string') return { kind: 'unknown', span };
		if (value.value !== undefined) {
			const isNumber = /^\s*\d+(?:\.\d+)?\s*$/.test(value.value);
			return isNumber ? { kind: 'number', value: Number(value.value), span } : { kind: 'unknown', span };
		}
		return ts.isBinaryExpression(inner) && isDefaulting(inner) && isHidden(this.evaluate(inner.left))
			? this.#ofNumeral(inner.right, span)
			: { kind: 'unknown', span };
	}

	#ofBinary(node: ts.BinaryExpression, span: Span): Value {
		const { kind } = node.operatorToken;
		if (isDefaulting(node)) return this.#withDefault(node, span);
		if (kind === ts.SyntaxKind.AmpersandAmpersandToken) {
			const value = this.evaluate(node.right);
			return value.kind === 'object' ? eitherObject({ kind: 'none', span }, value, span) : { kind: 'unknown', span };
		}
		if (kind === ts.SyntaxKind.EqualsToken) return { ...this.evaluate(node.right), span };
		const left = this.evaluate(node.left);
		const right = this.evaluate(node.right);
		if (left.kind === 'number' && right.kind === 'number') {
			const value = calculate(kind, left.value, right.value);
			return value === undefined ? { kind: 'unknown', span } : { kind: 'number', value, span };
		}
		const text = left.kind === 'string' || right.kind === 'string';
		return kind === ts.SyntaxKind.PlusToken && text ? joinStrings([left, right], span) : { kind: 'unknown', span };
	}

	/** `given || 5000`, `given ?? 5000`: what cannot be seen leaves the number that stands for it where it is not given. */
	#withDefault({ left, operatorToken, right }: ts.BinaryExpression, span: Span): Value {
		const given = this.evaluate(left);
		const isFalsy = operatorToken.kind === ts.SyntaxKind.BarBarToken && (given.kind === 'number' || given.kind === 'boolean') && !given.value; // prettier-ignore
		if (given.kind === 'none' || isFalsy) return { ...this.evaluate(right), span };
		if (given.kind === 'number' || given.kind === 'call') return { ...given, span };
		const other = this.evaluate(right);
		return isHidden(given) && other.kind === 'number' ? { ...other, span } : this.#either(left, right, span);
	}

	/** One of two values: known where they agree, of known type where one says it. */
	#either(first: ts.Expression, second: ts.Expression, span: Span): Value {
		const [a, b] = [this.evaluate(first), this.evaluate(second)];
		if (isSame(a, b)) return { ...a, span };
		const kinds = [a.kind, b.kind];
		if (kinds.includes('object') && kinds.every((kind) => kind === 'object' || kind === 'none')) {
			return eitherObject(a, b, span);
		}
		// A default for an environment variable or a parameter has the type of what it stands in for.
		const isString = kinds.every((kind) => kind === 'string' || kind === 'unknown') && kinds.includes('string');
		return isString ? { kind: 'string', value: undefined, span } : { kind: 'unknown', span };
	}
}

/** Methods of emitters, requests and sockets that return the object itself. */
export const returnsReceiver: ReadonlySet<string> = new Set([
	'on', 'once', 'addListener', 'prependListener', 'prependOnceListener', 'off', 'removeListener', 'removeAllListeners',
	'setMaxListeners', 'setKeepAlive', 'setNoDelay', 'setTimeout', 'setEncoding', 'ref', 'unref',
]); // prettier-ignore

/** Functions that return their first argument, or a string of it. */
const passThrough = new Set(['Object.freeze', 'Object.seal', 'String']);

/** Functions that make a number of their first argument. */
const toNumber = new Set(['Number', 'parseInt', 'parseFloat', 'Number.parseInt', 'Number.parseFloat']);

const stringMethods = new Set([
	'toString',
	'trim',
	'concat',
	'replace',
	'replaceAll',
	'join',
	'stringify',
	'slice',
	'toLowerCase',
]);

function isUrl(module: string, path: string): boolean {
	return path === 'URL' && (module === '' || module === 'url');
}

/** A class whose objects are addresses: `Url` of url-parse, `URI`. */
function isUrlName(callee: ts.Expression): boolean {
	return /ur[il]$/i.test(calleeName(callee) ?? '');
}

function globalValue(path: string, span: Span): Value {
	if (path === 'undefined') return { kind: 'none', span };
	if (path === 'Infinity' || path === 'Number.POSITIVE_INFINITY') return { kind: 'number', value: Infinity, span };
	if (path === 'NaN') return { kind: 'number', value: NaN, span };
	if (path === 'Number.MAX_SAFE_INTEGER') return { kind: 'number', value: Number.MAX_SAFE_INTEGER, span };
	return guessKind({ name: path.slice(path.lastIndexOf('.') + 1) }, span) ?? { kind: 'unknown', span };
}

/** True for what others decide: a parameter, a variable of the environment. */
function isHidden(value: Value): boolean {
	return value.kind === 'unknown' || (value.kind === 'string' && value.value === undefined);
}

function calleeName(callee: ts.Expression): string | undefined {
	if (ts.isIdentifier(callee)) return callee.text;
	return isAccess(callee) ? memberName(callee) : undefined;
}
