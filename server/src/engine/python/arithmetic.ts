import type { Span } from '../model.js';
import type { Masked } from './mask.js';
import { outside, trim } from './statements.js';

/** Reads an operand; undefined where it is no visible number. */
export type ReadNumber = (span: Span) => number | undefined;

const literal =
	/^(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)$/;

/** The value of a number as Python writes it. */
export function numberOf(text: string): number | undefined {
	return literal.test(text) ? Number(text.replaceAll('_', '')) : undefined;
}

/**
 * The value of a sum, product or power of numbers. Undefined where the span is no arithmetic or an operand is not
 * visible.
 */
export function readArithmetic(masked: Masked, span: Span, readNumber: ReadNumber): number | undefined {
	const { code } = masked;
	const operators = readOperators(masked, span);
	const [split] = [...operators].sort((a, b) => a.rank - b.rank || b.at - a.at);
	if (split) {
		const left = readNumber(trim(masked, { start: span.start, end: split.at }));
		const right =
			left === undefined ? undefined : readNumber(trim(masked, { start: split.at + split.text.length, end: span.end }));
		return left === undefined || right === undefined ? undefined : apply(split.text, left, right);
	}
	const sign = code[span.start];
	if (sign !== '-' && sign !== '+') return undefined;
	const operand = readNumber(trim(masked, { start: span.start + 1, end: span.end }));
	return operand === undefined || sign === '+' ? operand : -operand;
}

interface Operator {
	readonly at: number;
	readonly text: string;
	/** The weakest binds last. */
	readonly rank: number;
}

const ranks: Readonly<Record<string, number>> = { '+': 0, '-': 0, '*': 1, '/': 1, '//': 1, '%': 1, '**': 2 };

/** Operators may be so many: a longer expression is data, not a timeout. */
const mostOperators = 30;

function readOperators(masked: Masked, span: Span): Operator[] {
	const { code } = masked;
	const found: Operator[] = [];
	for (const at of outside(masked, span, /\*\*|\/\/|[-+*/%]/)) {
		const text = /^(?:\*\*|\/\/|.)/.exec(code.slice(at, at + 2))?.[0] ?? '';
		const before = code.slice(span.start, at).trimEnd();
		const isSign = before === '' || /[-+*/%(,]$/.test(before) || /\d[eE]$/.test(before);
		if (!isSign) found.push({ at, text, rank: ranks[text] ?? 0 });
		if (found.length > mostOperators) return [];
	}
	return found;
}

function apply(operator: string, left: number, right: number): number | undefined {
	switch (operator) {
		case '+':
			return left + right;
		case '-':
			return left - right;
		case '*':
			return left * right;
		case '/':
			return right === 0 ? undefined : left / right;
		case '//':
			return right === 0 ? undefined : Math.floor(left / right);
		case '%':
			return right === 0 ? undefined : left - right * Math.floor(left / right);
		case '**':
			return left ** right;
		default:
			return undefined;
	}
}
