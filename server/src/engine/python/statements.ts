import type { Span } from '../model.js';
import { firstFrom } from '../ordered.js';
import { isBlank, isOpener, isWordAt, nameEnd, skipSpaces } from './characters.js';
import type { Masked } from './mask.js';

/** A module, function or class body: where names live. */
export interface Scope {
	/** Its place among all scopes; 0 is the module. */
	readonly index: number;
	readonly kind: 'module' | 'function' | 'class';
	/** `` for the module. */
	readonly name: string;
	readonly parent: Scope | undefined;
	/** Header and body. */
	readonly span: { readonly start: number; end: number };
	/** Brackets after the name: parameters or bases. */
	readonly brackets: Span | undefined;
	/** Functions and classes of the body. */
	readonly children: Scope[];
}

/** Statements of one indentation. */
export interface Block {
	readonly parent: Block | undefined;
	readonly scope: Scope;
	/** The header's indentation; -1 for the module. */
	readonly indent: number;
	/** `if`, `else`, `with`, `def` ...; `` for the module. */
	readonly keyword: string;
	/** The header, without its colon. */
	readonly header: Span;
	/** Equal for `if`, `elif` and `else` of one statement, and for the cases of one `match`. */
	readonly branches: number;
}

/** A simple statement, or the header of a compound one without its colon. */
export interface Statement extends Span {
	/** Its place among all statements. */
	readonly index: number;
	readonly block: Block;
	readonly line: Line;
	/** The block that it opens. */
	readonly body: Block | undefined;
}

/** A logical line. */
export interface Line extends Span {
	/** The index of its first statement. */
	readonly first: number;
}

export interface Layout {
	readonly module: Scope;
	/** In document order. */
	readonly statements: readonly Statement[];
	/** Those that import. */
	readonly imports: readonly Statement[];
	/** `global` and `nonlocal`. */
	readonly outer: readonly Statement[];
	/** True for a text with a `case` of `match`. */
	readonly hasCases: boolean;
	/** All but the module, in document order. */
	readonly scopes: readonly Scope[];
	/** The statement at or before the offset. */
	readonly statementAt: (offset: number) => Statement | undefined;
	/** Those that begin in the span. */
	readonly statementsIn: (span: Span) => readonly Statement[];
}

const compound = /(?:async[ \t]+)?(if|elif|else|for|while|with|try|except|finally|def|class|match|case)\b/y;
const definition = /(?:async[ \t]+)?(?:def|class)[ \t]+([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)/y;

/** Cuts masked text into statements, blocks and scopes by indentation. */
export function readLayout(masked: Masked): Layout {
	const builder = new LayoutBuilder(masked);
	const { code } = masked;
	const measure = code.includes('\t') ? columnsOf : lengthOf;
	for (let from = 0; from < code.length;) {
		visible.lastIndex = from;
		if (!visible.test(code)) break;
		const start = visible.lastIndex - 1;
		// Lines without anything are passed over.
		const line = start > from ? code.lastIndexOf('\n', start - 1) + 1 : from;
		const newline = code.indexOf('\n', start);
		const end = newline < 0 ? code.length : newline;
		builder.addLine(start, end, measure(code, line, start));
		from = end + 1;
	}
	return builder.finish();
}

const visible = /\S/g;

/** What `outside` looks for, with opening brackets; compiled once. */
const tokens = new Map<string, RegExp>();

function tokenFor({ source }: RegExp): RegExp {
	const known = tokens.get(source) ?? new RegExp(`[([{]|${source}`, 'g');
	tokens.set(source, known);
	return known;
}

/** Offsets of these characters at the depth of `span` itself, brackets passed over. */
export function* outside(masked: Masked, span: Span, wanted: RegExp): Generator<number> {
	const token = tokenFor(wanted);
	// A search in the whole text would run to its end for each span without a match.
	const text = masked.code.slice(span.start, span.end);
	for (let from = 0; ;) {
		token.lastIndex = from;
		const match = token.exec(text);
		if (!match) return;
		const [found] = match;
		const at = span.start + match.index;
		const closer = masked.closers.get(at);
		if (closer !== undefined) from = closer + 1 - span.start;
		else {
			// Others use the same expression while the caller looks at this place.
			from = match.index + Math.max(1, found.length);
			if (!isOpener(found.charCodeAt(0))) yield at;
		}
	}
}

/** The span without blanks at its ends. */
export function trim({ code }: Pick<Masked, 'code'>, span: Span): Span {
	let { start, end } = span;
	while (start < end && isBlank(code.charCodeAt(start))) start++;
	while (end > start && isBlank(code.charCodeAt(end - 1))) end--;
	return { start, end };
}

class LayoutBuilder {
	private readonly module: Scope;
	private readonly statements: Statement[] = [];
	private readonly imports: Statement[] = [];
	private readonly outer: Statement[] = [];
	private hasCases = false;
	private readonly scopes: Scope[] = [];
	private readonly blocks: Block[];
	private last: Block | undefined;
	private branches = 0;
	/** The first one behind the statements so far. */
	private semicolon = -1;

	constructor(private readonly masked: Masked) {
		const whole = { start: 0, end: masked.code.length };
		this.module = {
			index: 0,
			kind: 'module',
			name: '',
			parent: undefined,
			span: whole,
			brackets: undefined,
			children: [],
		};
		const header = { start: 0, end: 0 };
		this.blocks = [{ parent: undefined, scope: this.module, indent: -1, keyword: '', header, branches: 0 }];
	}

	finish(): Layout {
		const { module, statements, imports, outer, hasCases, scopes } = this;
		this.close(-1);
		const statementsIn = ({ start, end }: Span): readonly Statement[] =>
			statements.slice(firstFrom(statements, start, startOf), firstFrom(statements, end, startOf));
		const statementAt = createStatementAt(statements, this.masked.code.length);
		return { module, statements, imports, outer, hasCases, scopes, statementAt, statementsIn };
	}

	/** A line from its first character that is not blank. */
	addLine(start: number, lineEnd: number, indent: number): void {
		const { code } = this.masked;
		let end = lineEnd;
		while (isBlank(code.charCodeAt(end - 1))) end--;
		const line = { start, end, first: this.statements.length };
		this.close(indent);
		this.addStatements(line, line, indent);
	}

	private current(): Block {
		return (
			this.blocks.at(-1) ?? {
				parent: undefined,
				scope: this.module,
				indent: -1,
				keyword: '',
				header: this.module.span,
				branches: 0,
			}
		);
	}

	/** Leaves the blocks that a line of this indentation ends. */
	private close(indent: number): void {
		this.last = undefined;
		for (let block = this.current(); block.indent >= indent && block.parent; block = this.current()) {
			const { scope, parent } = block;
			if (scope !== parent.scope) scope.span.end = this.statements.at(-1)?.end ?? scope.span.end;
			this.last = block;
			this.blocks.pop();
		}
	}

	private addStatements(span: Span, line: Line, indent: number): void {
		const { code } = this.masked;
		const keyword = keywordAt(code, span.start);
		const colon = keyword === undefined ? undefined : this.headerEnd(span, keyword);
		if (keyword !== undefined && colon !== undefined) {
			const header = trim(this.masked, { start: span.start, end: colon });
			const { start, end } = header;
			const block = this.current();
			const body = this.openBlock(header, keyword, indent);
			this.statements.push({ start, end, index: this.statements.length, block, line, body });
			const rest = trim(this.masked, { start: colon + 1, end: span.end });
			this.blocks.push(body);
			if (rest.start < rest.end) this.addSimple(rest, line, body);
			return;
		}
		this.addSimple(span, line, this.current());
	}

	private addSimple(span: Span, line: Line, block: Block): void {
		let { start } = span;
		if (!this.hasSemicolon(span)) {
			this.add({ start, end: span.end }, line, block);
			return;
		}
		for (const end of [...outside(this.masked, span, /;/), span.end]) {
			const statement = trim(this.masked, { start, end });
			if (statement.start < statement.end) this.add(statement, line, block);
			start = end + 1;
		}
	}

	private add({ start, end }: Span, line: Line, block: Block): void {
		const { code } = this.masked;
		const statement: Statement = { start, end, index: this.statements.length, block, line, body: undefined };
		this.statements.push(statement);
		const first = code[start];
		if (first === 'i' || first === 'f') {
			if (code.startsWith('import', start) || code.startsWith('from', start)) this.imports.push(statement);
		} else if (first === 'g' || first === 'n') {
			if (isWordAt(code, 'global', start) || isWordAt(code, 'nonlocal', start)) this.outer.push(statement);
		}
	}

	/** Asked in document order, so that all semicolons are looked for once. */
	private hasSemicolon({ start, end }: Span): boolean {
		if (this.semicolon < start) {
			const found = this.masked.code.indexOf(';', start);
			this.semicolon = found < 0 ? Infinity : found;
		}
		return this.semicolon < end;
	}

	/** The colon that ends a header; undefined for `match` and `case` used as names, and for broken headers. */
	private headerEnd(span: Span, keyword: string): number | undefined {
		const { code } = this.masked;
		const isSoft = keyword === 'match' || keyword === 'case';
		const last = span.end - 1;
		if (isSoft && code[last] !== ':') return undefined;
		if (!isSoft && code.indexOf(':', span.start) === last && !code.startsWith('lambda', last - 6)) return last;
		let lambdas = 0;
		for (let at = span.start; at < span.end; at++) {
			const char = code.charCodeAt(at);
			if (isOpener(char)) at = this.masked.closers.get(at) ?? at;
			else if (char === 0x6c && isWordAt(code, 'lambda', at)) lambdas++;
			else if (char === 0x3d && isSoft && code[at - 1] !== ':') return undefined;
			else if (char === 0x3a && code[at + 1] !== '=') {
				if (lambdas === 0) return at;
				lambdas--;
			}
		}
		return undefined;
	}

	private openBlock(header: Span, keyword: string, indent: number): Block {
		const parent = this.current();
		this.hasCases ||= keyword === 'case';
		const continues = /^(?:elif|else|case)$/.test(keyword) && this.last?.parent === parent;
		const branches = continues ? (this.last?.branches ?? 0) : ++this.branches;
		const scope = keyword === 'def' || keyword === 'class' ? this.openScope(header, keyword, parent) : parent.scope;
		return { parent, scope, indent, keyword, header, branches };
	}

	private openScope(header: Span, keyword: 'def' | 'class', { scope: parent }: Block): Scope {
		definition.lastIndex = header.start;
		const match = definition.exec(this.masked.code);
		const name = match?.[1] ?? '';
		const nameEnd = match ? header.start + match[0].length : header.start;
		const [open] = outsideBrackets(this.masked, { start: nameEnd, end: header.end });
		const close = open === undefined ? undefined : this.masked.closers.get(open);
		const brackets = open === undefined || close === undefined ? undefined : { start: open, end: close + 1 };
		const kind = keyword === 'def' ? 'function' : 'class';
		const { start, end } = header;
		const index = this.scopes.length + 1;
		const scope: Scope = { index, kind, name, parent, span: { start, end }, brackets, children: [] };
		parent.children.push(scope);
		this.scopes.push(scope);
		return scope;
	}
}

/** The opening round brackets of a header, type parameters passed over. */
function outsideBrackets({ code, closers }: Masked, { start, end }: Span): number[] {
	for (let at = start; at < end; at++) {
		if (code[at] === '(') return [at];
		if (code[at] === '[') at = closers.get(at) ?? end;
	}
	return [];
}

/** The keyword of a compound statement that may begin at the offset. */
function keywordAt(code: string, start: number): string | undefined {
	const keywords = compoundKeywords.get(code.charCodeAt(start));
	for (const keyword of keywords ?? []) {
		if (!isWordAt(code, keyword, start)) continue;
		if (keyword !== 'async') return keyword;
		compound.lastIndex = start;
		return compound.exec(code)?.[1];
	}
	return undefined;
}

/** By the code of their first letter. */
const compoundKeywords: ReadonlyMap<number, readonly string[]> = new Map(
	['async', 'class case', 'def', 'else elif except', 'for finally', 'if', 'match', 'try', 'while with'].map(
		(keywords) => [keywords.charCodeAt(0), keywords.split(' ')],
	),
);

const tab = 9;

function lengthOf(_code: string, start: number, end: number): number {
	return end - start;
}

function columnsOf(code: string, start: number, end: number): number {
	let column = 0;
	for (let at = start; at < end; at++) column = code.charCodeAt(at) === tab ? column + 8 - (column % 8) : column + 1;
	return column;
}

const startOf = ({ start }: Span): number => start;

/** Each name asks several times, so that a search by halves takes longer than a list of all offsets. */
function createStatementAt(
	statements: readonly Statement[],
	length: number,
): (offset: number) => Statement | undefined {
	let indexes: Int32Array | undefined;
	return (offset) => {
		indexes ??= indexOffsets(statements, length);
		return statements[indexes[Math.min(offset, length)] ?? -1];
	};
}

/** The index of the statement at or before each offset. */
function indexOffsets(statements: readonly Statement[], length: number): Int32Array {
	const indexes = new Int32Array(length + 1).fill(-1);
	for (const { start, index } of statements) indexes.fill(index, start, statements[index + 1]?.start);
	return indexes;
}

/** Longer statements are read once instead. */
const longestPlainCall = 200;

/** True for a short `name(...)` without any `=`, which binds nothing: most statements are told by it without being kept. */
export function isPlainCall(code: string, { start, end, body }: Statement): boolean {
	if (body || end - start > longestPlainCall) return false;
	const name = nameEnd(code, start);
	if (name === start || code[skipSpaces(code, name)] !== '(') return false;
	return !isWordAt(code, 'del', start) && !isWordAt(code, 'import', start) && !code.slice(start, end).includes('=');
}
