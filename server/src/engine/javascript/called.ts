import * as ts from 'typescript';
import { soleSource, type Names } from './scopes.js';
import { unwrap } from './parse.js';

interface CalledParts {
	readonly names: Names;
	/** The method of the class around that `this.name` is. */
	methodOf(this: void, access: ts.PropertyAccessExpression): ts.MethodDeclaration | undefined;
}

/** The function of the text that a call names: a declared one, one that a name holds, or a method of the class around. */
export function calledFunction(
	callee: ts.Expression,
	{ names, methodOf }: CalledParts,
): ts.FunctionLikeDeclaration | undefined {
	if (ts.isIdentifier(callee)) {
		const declaration = names.declarationOf(callee);
		if (!declaration) return undefined;
		if (ts.isFunctionDeclaration(declaration.node)) {
			return declaration.assignments.length === 0 ? declaration.node : undefined;
		}
		const source = soleSource(declaration);
		const value = source && source.path.length === 0 ? unwrap(source.expression) : undefined;
		return value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) ? value : undefined;
	}
	const isOwn = ts.isPropertyAccessExpression(callee) && callee.expression.kind === ts.SyntaxKind.ThisKeyword;
	return isOwn ? methodOf(callee) : undefined;
}

/** What stands for an object in the function of the text that it is handed to: the mentions of its parameter there. */
export function mentionsInCalled(object: ts.Expression, parts: CalledParts): readonly ts.Expression[] {
	const { parent } = object;
	if (!ts.isCallExpression(parent) || parent.expression === object) return nothing;
	const called = calledFunction(unwrap(parent.expression), parts);
	if (!called) return nothing;
	const index = parent.arguments.indexOf(object);
	if (parent.arguments.slice(0, index).some((each) => ts.isSpreadElement(each))) return nothing;
	const parameter = called.parameters[index];
	if (!parameter || parameter.dotDotDotToken || !ts.isIdentifier(parameter.name)) return nothing;
	const declaration = parts.names.declaredBy(parameter);
	return declaration && declaration.assignments.length === 0 ? declaration.references : nothing;
}

const nothing: readonly ts.Expression[] = [];
