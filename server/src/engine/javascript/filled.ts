import * as ts from 'typescript';
import { calledFunction } from './called.js';
import type { Declaration } from './declarations.js';
import { isAccess, memberName, unwrap } from './parse.js';
import type { Names } from './scopes.js';

interface FilledParts {
	readonly names: Names;
	/** The method of the class around that `this.name` is. */
	methodOf(this: void, access: ts.PropertyAccessExpression): ts.MethodDeclaration | undefined;
}

/**
 * True where a function that an object is handed to puts something into it: one of this text that writes to the members
 * of its parameter, or one of another whose name says so.
 */
export function isFilledElsewhere({ references }: Declaration, parts: FilledParts): boolean {
	return references.some((reference) => {
		const { parent } = reference;
		if (!ts.isCallExpression(parent)) return false;
		const index = parent.arguments.indexOf(reference);
		return index >= 0 && fills(unwrap(parent.expression), index, parts);
	});
}

function fills(callee: ts.Expression, index: number, parts: FilledParts): boolean {
	const parameter = calledFunction(callee, parts)?.parameters[index];
	if (parameter) return (parts.names.declaredBy(parameter)?.memberWrites.length ?? 0) > 0;
	const name = ts.isIdentifier(callee) ? callee.text : isAccess(callee) ? memberName(callee) : undefined;
	return name !== undefined && filling.test(name);
}

/** `applyToHTTPSOptions(options)`, `addAgent(options)`. */
const filling = /^(?:add|apply|attach|configure|inject|prepare)[A-Z]/;
