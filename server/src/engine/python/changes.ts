import type { Span } from '../model.js';
import { identifier, isWordAt, nameEnd, skipSpaces } from './characters.js';

/** What a statement changes that holds a list or a dict: `name += ...`, `name[key] = ...`, `self.name.append(...)`. */
export function changedTarget(code: string, { start, end }: Span): string | undefined {
	if (!mayChange(code, start)) return undefined;
	const text = code.slice(start, end);
	const [, target, how] = changePattern.exec(text) ?? [];
	return how === '[' && !subscriptAssignment.test(text) ? undefined : target;
}

const changing = ['append', 'extend', 'insert', 'update', 'setdefault', 'pop', 'clear', 'remove'];

const changePattern = new RegExp(
	`^((?:(?:self|cls)[ \\t]*\\.[ \\t]*)?${identifier})[ \\t]*(\\[|\\+=|\\.[ \\t]*(?:${changing.join('|')})[ \\t]*\\()`,
);

/** One subscript and a value; what is bound by longer targets is not followed. */
const subscriptAssignment = /^[^=[\]]*\[[^\]]*\]\s*=(?!=)/;

/** False for most statements that begin with a name, before the expression is tried. */
function mayChange(code: string, start: number): boolean {
	const end = nameEnd(code, start);
	const next = skipSpaces(code, end);
	switch (end === start ? '' : code[next]) {
		case '[':
		case '+':
			return true;
		case '.': {
			const member = skipSpaces(code, next + 1);
			const isOwn = isWordAt(code, 'self', start) || isWordAt(code, 'cls', start);
			return changing.some((method) => isWordAt(code, method, member)) || (isOwn && mayChange(code, member));
		}
		default:
			return false;
	}
}
