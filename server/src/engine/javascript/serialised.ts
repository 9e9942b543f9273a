import * as ts from 'typescript';
import { lazyFor } from '../lazy.js';
import { calledMember } from './bindings.js';
import { isAccess, isCallOrNew, memberName, unwrap, wrapping } from './parse.js';
import type { Names } from './scopes.js';

/** Functions that take a function for its text, which runs in a page, a worker or a context of its own. */
const takers = new Set([
	'$$eval', '$eval', 'Function', 'Script', 'Worker', 'addInitScript', 'eval', 'evaluate', 'evaluateAsync', 'evaluateHandle',
	'evaluateOnNewDocument', 'execute', 'executeAsync', 'executeAsyncScript', 'executeScript', 'runInContext',
	'runInNewContext', 'runInThisContext', 'serialize', 'waitForFunction',
]); // prettier-ignore

/** Tells what is within a function whose text is taken, so that what it names has to be in it; each is looked at once. */
export function createRunsElsewhere(names: Names): (node: ts.Node) => boolean {
	const isTakenAsText = lazyFor((node: ts.SignatureDeclaration) => isSerialised(node, names));
	return (node) => {
		for (let current = node.parent; !ts.isSourceFile(current); current = current.parent) {
			if (ts.isFunctionLike(current) && isTakenAsText(current)) return true;
		}
		return false;
	};
}

function isSerialised(node: ts.SignatureDeclaration, names: Names): boolean {
	const own = ts.isArrowFunction(node) || ts.isFunctionExpression(node) ? [wrapping(node)] : [];
	const mentions = [...own, ...mentionsOf(node, names)];
	return mentions.some((mention) => isTaken(mention, names, 0)) || isTextOfMember(node, names);
}

function mentionsOf(node: ts.SignatureDeclaration, names: Names): readonly ts.Expression[] {
	const { parent } = node;
	const declared = ts.isVariableDeclaration(parent) ? parent : node;
	return names.declaredBy(declared)?.references ?? [];
}

/** Functions of the file that hand functions on are followed so far. */
const deepest = 3;

function isTaken(mention: ts.Expression, names: Names, depth: number): boolean {
	if (calledMember(mention)?.name === 'toString') return true;
	const { parent } = wrapping(mention);
	if (ts.isTemplateSpan(parent)) return true;
	if (ts.isBinaryExpression(parent)) return parent.operatorToken.kind === ts.SyntaxKind.PlusToken;
	if (!isCallOrNew(parent) || parent.expression === wrapping(mention)) return false;
	const callee = unwrap(parent.expression);
	const name = ts.isIdentifier(callee) ? callee.text : isAccess(callee) ? memberName(callee) : undefined;
	if (name === 'String' || (name !== undefined && takers.has(name))) return true;
	const parameter = parameterOf(parent, wrapping(mention), names);
	const given = parameter && depth < deepest ? (names.declaredBy(parameter)?.references ?? []) : [];
	return given.some((each) => isTaken(each, names, depth + 1));
}

/** The parameter of a function of this file that takes an argument. */
function parameterOf(
	{ expression, arguments: values }: ts.CallExpression | ts.NewExpression,
	argument: ts.Expression,
	names: Names,
): ts.ParameterDeclaration | undefined {
	const declared = ts.isIdentifier(expression) ? names.declarationOf(expression)?.node : undefined;
	const called = declared && ts.isVariableDeclaration(declared) ? declared.initializer : declared;
	return called && ts.isFunctionLike(called) ? called.parameters[values?.indexOf(argument) ?? -1] : undefined;
}

/** `tasks.download.toString()` where the function is what some object has as `download`. */
function isTextOfMember({ name, parent }: ts.SignatureDeclaration, names: Names): boolean {
	const property = ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent) ? parent.name : name;
	const assigned = ts.isBinaryExpression(parent) && isAccess(parent.left) ? memberName(parent.left) : undefined;
	const own = assigned ?? property?.getText();
	if (own === undefined) return false;
	return names.callsNamed('toString').some(({ expression }) => {
		const owner = isAccess(expression) ? unwrap(expression.expression) : undefined;
		return owner !== undefined && isAccess(owner) && memberName(owner) === own;
	});
}
