import type { Helper } from '../catalogue/recipes.js';
import type { CreationForm } from '../catalogue/schema.js';
import type { OptionChange, Placed, SharedModule, Writer } from '../front-end.js';
import { applyEdits } from '../edits.js';
import type { Edit, Span } from '../model.js';
import type { CallSite, Use } from '../sites.js';
import type { Binding } from './bindings.js';
import { openerAfter } from './chains.js';
import { tidyImports } from './import-lines.js';
import { findImportSection, ImportWriter, type ImportSection } from './import-writer.js';
import { maskPython } from './mask.js';
import { optionText, setOption } from './option-writer.js';
import type { ReadText } from './read.js';
import { createSocketOptionsReader } from './socket-options.js';
import { readLayout, type Scope, type Statement } from './statements.js';
import { adapt, lineEnd, lineIndent, lineStart, readStyle, type Style } from './style.js';
import { writeSuppression } from './suppress.js';
import { findUnusedImports, keepsImports, mayLeaveUnused, withRemovals } from './unused-imports.js';

/** A text of which each fix makes an import unused would be read again for each; an import that stays is no error. */
const mostReread = 4_000_000;

/** Places text in one document that was read. */
export class PythonWriter implements Writer {
	readonly isTyped = false;
	private readonly style: Style;
	private readonly section: ImportSection | undefined;
	private readonly imports: ImportWriter | undefined;
	/** Where helpers are declared; undefined where they cannot be. */
	private readonly declarations: number | undefined;
	private readonly usable = new Map<string, boolean>();
	/** Characters that were read to find unused imports. */
	private reread = 0;

	/** @param helpers all that recipes may declare; @param known first names of catalogued modules. */
	constructor(
		private readonly read: ReadText,
		private readonly helpers: readonly Helper[],
		known: ReadonlySet<string>,
		/** Of the document. */
		private readonly path = '',
	) {
		this.style = readStyle(read.masked, read.layout);
		this.section = findImportSection(read);
		this.imports = this.section && new ImportWriter(read, this.section, this.style, known);
		this.declarations = this.declarationOffset();
	}

	importName(module: string, name: string | undefined): Placed | undefined {
		return this.imports?.place(module, name);
	}

	importShared({ specifier }: SharedModule, name: string): Placed | undefined {
		const { names, layout } = this.read;
		const bindings = names.bindings.of(name, layout.module);
		if (!bindings) return this.imports?.placeShared(specifier, name);
		const [{ source } = { source: undefined }] = bindings;
		return source?.kind === 'import' && this.isUsable(name, bindings) ? { local: name, edits: [] } : undefined;
	}

	helperText({ text }: Helper): string {
		return text;
	}

	declareHelper({ name }: Helper, text: string): Placed | undefined {
		const { names, layout } = this.read;
		const bindings = names.bindings.of(name, layout.module);
		if (bindings) return this.isUsable(name, bindings) ? { local: name, edits: [] } : undefined;
		const offset = this.declarations;
		if (offset === undefined) return undefined;
		const { eol } = this.style;
		const declaration: Edit = { span: at(offset), text: eol.repeat(3) + adapt(text, this.style), rank: 1 };
		const separator = this.imports?.separator();
		return { local: name, edits: [declaration, ...this.fillers(offset), ...(separator ? [separator] : [])] };
	}

	/** True for a helper that is there already, from an earlier fix or written by hand; not for another thing of its name. */
	private isUsable(name: string, [binding, ...others]: readonly Binding[]): boolean {
		const known = this.usable.get(name);
		if (known !== undefined) return known;
		const source = binding?.source;
		const isImported = source?.kind === 'import' && source.dotted.endsWith(`.${name}`);
		const isDeclared = (source?.kind === 'function' || source?.kind === 'class') && this.sendsProbes(source.scope);
		const usable = others.length === 0 && (isImported || isDeclared);
		this.usable.set(name, usable);
		return usable;
	}

	private sendsProbes(scope: Scope): boolean {
		const { names, chains } = this.read;
		const reader = createSocketOptionsReader(names, chains, () => undefined);
		const options = scope.kind === 'class' ? reader.ofClass(scope) : reader.ofFunction(scope);
		return options?.keepalive === true;
	}

	/** After the imports and the helpers that are there, but before anything that may need them while the module loads. */
	private declarationOffset(): number | undefined {
		const { layout, masked, reading } = this.read;
		if (!this.section) return undefined;
		const ends = layout.module.children
			.filter(({ name }) => this.helpers.some((helper) => helper.name === name))
			.map(({ span }) => lineEnd(masked.text, span.end));
		const offset = Math.max(this.section.end, ...ends);
		const isTooLate = reading.sites.some(
			({ callee: { start } }) => start < offset && !layout.statementAt(start)?.block.scope.parent,
		);
		return isTooLate ? undefined : offset;
	}

	/** Two empty lines between the declarations and what follows. */
	private fillers(offset: number): Edit[] {
		const { text } = this.read.masked;
		const [blank = ''] = /^\s*/.exec(text.slice(offset, offset + 1000)) ?? [];
		const lines = blank.split('\n').length - 2;
		if (offset + blank.length >= text.length || lines >= 2) return [];
		return [{ span: at(offset), text: this.style.eol.repeat(2 - Math.max(0, lines)), rank: 2 }];
	}

	optionText(site: CallSite, form: CreationForm, option: string): string | undefined {
		return optionText(this.read.masked, site, form, option);
	}

	setOption(site: CallSite, form: CreationForm, change: OptionChange): readonly Edit[] | undefined {
		return setOption(this.read.masked, this.style, site, form, change);
	}

	replaceCallee({ callee, subclass }: CallSite, text: string): readonly Edit[] | undefined {
		return subclass ? undefined : [{ span: callee, text: adapt(text, this.style) }];
	}

	append({ extent }: CallSite, text: string): readonly Edit[] | undefined {
		return [{ span: at(extent.end), text: adapt(text, this.style) }];
	}

	statementsAfter({ extent, boundTo, items }: CallSite, lines: readonly string[]): readonly Edit[] | undefined {
		const { layout, masked } = this.read;
		const statement = layout.statementAt(extent.start);
		if (!statement || (boundTo === undefined && !items)) return undefined;
		const place = statement.body ? this.placeInBody(statement, extent) : this.placeAfter(statement, extent);
		if (!place) return undefined;
		const { eol } = this.style;
		const text = lines.map((line) => eol + place.indent + adapt(line, this.style)).join('');
		return [{ span: at(lineEnd(masked.text, place.offset)), text }];
	}

	/** First in the body of `with ... as name:`. */
	private placeInBody({ body, line, end }: Statement, extent: Span): Place | undefined {
		const { layout, masked } = this.read;
		const blank = /^\s*/.exec(masked.code.slice(line.end))?.[0].length ?? 0;
		const first = layout.statementAt(line.end + blank);
		const isItem = /^\s+as\b/.test(masked.code.slice(extent.end, end));
		if (body?.keyword !== 'with' || !isItem || first?.block !== body || first.line === line) return undefined;
		return { offset: line.end, indent: lineIndent(masked.text, first.start) };
	}

	/** After `name = call`, where the statement has its line to itself and its value is the call alone. */
	private placeAfter({ start, end, line }: Statement, extent: Span): Place | undefined {
		const { code, text } = this.read.masked;
		const isWhole = extent.end === end && /=\s*(?:await\s+)?$/.test(code.slice(start, extent.start));
		if (!isWhole || line.start !== start || line.end !== end) return undefined;
		return { offset: end, indent: text.slice(lineStart(text, start), start) };
	}

	replaceArguments({ callee, extent }: Pick<Use, 'callee' | 'extent'>, text: string): readonly Edit[] | undefined {
		const opener = openerAfter(this.read.masked, callee.end);
		return opener === undefined ? undefined : [{ span: { start: opener + 1, end: extent.end - 1 }, text }];
	}

	tidy(edits: readonly Edit[]): readonly Edit[] {
		return tidyImports(edits);
	}

	alone(edits: readonly Edit[]): readonly Edit[] | undefined {
		if (keepsImports(this.path) || this.reread >= mostReread || !mayLeaveUnused(this.read, edits)) return undefined;
		this.reread += this.read.masked.text.length;
		const text = applyEdits(this.read.masked.text, edits);
		const after = maskPython(text);
		const spans = findUnusedImports(this.read, { masked: after, layout: readLayout(after) });
		return spans.length === 0 ? undefined : withRemovals(edits, text, spans);
	}

	suppress(span: Span, rule: string): Edit | undefined {
		return writeSuppression(this.read.masked, this.read.layout, span, rule);
	}
}

interface Place {
	/** On the line after which the text goes. */
	readonly offset: number;
	readonly indent: string;
}

function at(offset: number): Span {
	return { start: offset, end: offset };
}
