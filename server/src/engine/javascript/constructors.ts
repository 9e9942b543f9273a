import * as ts from 'typescript';
import type { Value } from '../sites.js';
import { visit } from './functions.js';
import { readObject } from './objects.js';
import { unwrap } from './parse.js';
import type { Names } from './scopes.js';
import type { Evaluate } from './values.js';

/** The arguments of a construction, and the call in the text that gives them. */
export interface Given {
	readonly values: readonly Value[];
	/** True where a spread may hide arguments. */
	readonly open: boolean;
	/** The `super(...)` that gives them in place of the `new`. */
	readonly superCall?: ts.CallExpression | undefined;
}

interface ConstructorParts {
	readonly names: Names;
	readonly evaluate: Evaluate;
}

/** What the class that another one extends is given where that one is given `given`. */
export function givenToBase(node: ts.ClassLikeDeclaration, given: Given, parts: ConstructorParts): Given {
	const constructor = node.members.find((each) => ts.isConstructorDeclaration(each) && each.body !== undefined);
	if (!constructor || !ts.isConstructorDeclaration(constructor)) return given;
	const call = superCallIn(constructor);
	if (!call) return { values: [], open: true };
	return readSuperCall(call, constructor, { ...parts, given });
}

function superCallIn({ body }: ts.ConstructorDeclaration): ts.CallExpression | undefined {
	let found: ts.CallExpression | undefined;
	visit(body ?? ts.factory.createBlock([]), (node) => {
		if (ts.isClassLike(node)) return false;
		if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword) found ??= node;
		return true;
	});
	return found;
}

function readSuperCall(
	call: ts.CallExpression,
	constructor: ts.ConstructorDeclaration,
	{ names, evaluate, given }: ConstructorParts & { readonly given: Given },
): Given {
	/** What the constructor was given where an expression is one of its parameters. */
	const passedOn = (expression: ts.Expression): Value | undefined => {
		const inner = unwrap(expression);
		const declaration = ts.isIdentifier(inner) ? names.declarationOf(inner) : undefined;
		const parameter = declaration?.assignments.length === 0 ? declaration.node : undefined;
		const index = parameter && ts.isParameter(parameter) ? constructor.parameters.indexOf(parameter) : -1;
		if (!parameter || !ts.isParameter(parameter) || index < 0 || parameter.dotDotDotToken) return undefined;
		const value = given.values[index];
		if (value && value.kind !== 'none') return value;
		if (given.open && !value) return undefined;
		const span = { start: inner.getStart(), end: inner.end };
		return parameter.initializer ? evaluate(parameter.initializer) : { kind: 'none', span };
	};
	const read = (expression: ts.Expression): Value => {
		const inner = unwrap(expression);
		const passed = passedOn(inner);
		if (passed) return passed;
		return ts.isObjectLiteralExpression(inner)
			? readObject(inner, [], (each) => passedOn(each) ?? evaluate(each))
			: evaluate(inner);
	};
	const [first] = call.arguments;
	if (call.arguments.length === 1 && first && isRestOf(first, constructor)) return given;
	const spread = call.arguments.findIndex((each) => ts.isSpreadElement(each));
	const plain = spread < 0 ? call.arguments : call.arguments.slice(0, spread);
	const isPassedOn = spread < 0 && plain.every((each, index) => isParameter(each, constructor.parameters[index]));
	const values = plain.map(read);
	while (values.at(-1)?.kind === 'none') values.pop();
	return { values, open: spread >= 0, superCall: isPassedOn ? given.superCall : call };
}

/** `super(...args)` in a constructor with the parameters `...args` only. */
function isRestOf(argument: ts.Expression, { parameters: [rest] }: ts.ConstructorDeclaration): boolean {
	return (
		ts.isSpreadElement(argument) &&
		rest?.dotDotDotToken !== undefined &&
		argument.expression.getText() === rest.name.getText()
	);
}

function isParameter(argument: ts.Expression, parameter: ts.ParameterDeclaration | undefined): boolean {
	return parameter !== undefined && !parameter.initializer && argument.getText() === parameter.name.getText();
}
