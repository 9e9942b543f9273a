import * as ts from 'typescript';

/** What an operator makes of two numbers; undefined for those that make no number. */
export function calculate(operator: ts.SyntaxKind, left: number, right: number): number | undefined {
	switch (operator) {
		case ts.SyntaxKind.PlusToken:
			return left + right;
		case ts.SyntaxKind.MinusToken:
			return left - right;
		case ts.SyntaxKind.AsteriskToken:
			return left * right;
		case ts.SyntaxKind.SlashToken:
			return left / right;
		case ts.SyntaxKind.PercentToken:
			return left % right;
		case ts.SyntaxKind.AsteriskAsteriskToken:
			return left ** right;
		default:
			return undefined;
	}
}
