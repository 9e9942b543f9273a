import type { Helper, OptionText } from './catalogue/recipes.js';
import type { ClientEntry, CreationForm } from './catalogue/schema.js';
import type { Edit, Project, ProjectLayout, SharedModuleSetting, SourceDocument, Span } from './model.js';
import type { CallSite, Reading, Use } from './sites.js';

/** One language: reads call sites from a text, and places text for fixes. */
export interface FrontEnd {
	/**
	 * Never throws: broken syntax gives fewer sites. `entries` are those of the front end's language; `project` gives the
	 * texts that relative imports mean. What is known of `earlier`, a state of the document before an edit, may be used up.
	 */
	read(document: SourceDocument, entries: readonly ClientEntry[], project?: Project, earlier?: SourceDocument): Reading;
	/** Helpers its recipes may name. */
	readonly helpers: readonly Helper[];
	/** A writer for the text that was read; `undefined` answers mean that the text cannot be placed safely. */
	createWriter(document: SourceDocument, parts: WriterParts): Writer;
	/** Where a document's helpers may be shared; undefined where it cannot be known how the document would load them. */
	findSharedModule(document: SourceDocument, request: SharedModuleRequest): SharedModule | undefined;
	/** A text after its fixes without the imports that they left unused, those by which others import set aside. */
	withoutUnused?(before: SourceDocument, after: SourceDocument, entries: readonly ClientEntry[]): string;
	/** A writer for a shared module that is there, or for a new one that is written like `example`. */
	createModuleWriter(module: SharedModule, example: SourceDocument, parts: WriterParts): ModuleWriter;
}

export interface WriterParts {
	readonly entries: readonly ClientEntry[];
	/** Absent where nothing is known of the project. */
	readonly layout?: ProjectLayout | undefined;
}

export interface SharedModuleRequest {
	readonly entries: readonly ClientEntry[];
	readonly layout: ProjectLayout;
	/** Where the project wants the module; absent where it does not say. */
	readonly setting: SharedModuleSetting | undefined;
}

/** A module in which files of a project share what fixes declare. */
export interface SharedModule {
	/** As the paths of documents are. */
	readonly path: string;
	/** Its present text; undefined where it is to be created. */
	readonly text: string | undefined;
	/** By what the document loads it: `./keepalive-agent.js`, `..tcp_keepalive`. */
	readonly specifier: string;
}

/** Places declarations in a text. */
export type DeclarationWriter = Pick<Writer, 'importName' | 'helperText' | 'declareHelper'>;

/** Extends or makes a shared module. */
export interface ModuleWriter extends DeclarationWriter {
	/** The module's text with edits, the names it declares exported; undefined where they cannot be. */
	finish(edits: readonly Edit[], names: readonly string[]): string | undefined;
}

/**
 * Every method answers the edits for one small change; the caller composes and merges them. Imports have rank 0 or
 * none, declarations rank 1, so that several fixes may insert at one place.
 */
export interface Writer {
	/**
	 * The local name of a module (or of a name in it), reused or imported once; `isPlain` where the runtime does not know
	 * its own modules by a prefix.
	 */
	importName(module: string, name: string | undefined, isPlain?: boolean): Placed | undefined;
	/** True for a document whose types are checked: what a library's types do not know is an error in it. */
	readonly isTyped: boolean;
	/** The helper's template for this document (TypeScript or JavaScript). */
	helperText(helper: Helper): string;
	/** The local name of a helper that a shared module exports, reused or imported once. */
	importShared(module: SharedModule, name: string): Placed | undefined;
	/** The name of a helper, with the edit that declares it unless the text has it. `text` is expanded already. */
	declareHelper(helper: Helper, text: string): Placed | undefined;
	/** The present text of an option or keyword, without its name. */
	optionText(site: CallSite, form: CreationForm, option: string): string | undefined;
	/** Adds or replaces an option (dotted path). Replaces only literal values unless `force`. */
	setOption(site: CallSite, form: CreationForm, change: OptionChange): readonly Edit[] | undefined;
	replaceCallee(site: CallSite, text: string): readonly Edit[] | undefined;
	append(site: CallSite, text: string): readonly Edit[] | undefined;
	statementsAfter(site: CallSite, lines: readonly string[]): readonly Edit[] | undefined;
	/** Replaces the arguments of a call on the created object. */
	replaceArguments(use: Pick<Use, 'callee' | 'extent'>, text: string): readonly Edit[] | undefined;
	/** True where the code around a call runs elsewhere, without the names of this text. */
	runsElsewhere?(site: CallSite): boolean;
	/** The edits of one fix with the imports among them in the order of the language's formatters. */
	tidy?(edits: readonly Edit[]): readonly Edit[];
	/** Edits of one fix that also take out the imports which nothing needs after them; undefined where there are none. */
	alone?(edits: readonly Edit[]): readonly Edit[] | undefined;
	/** An edit that puts a suppression comment for the line of `span`, in the language's syntax. */
	suppress(span: Span, rule: string): Edit | undefined;
}

export interface OptionChange {
	readonly option: string;
	readonly text: string;
	readonly force: boolean;
	/** The call on the created object whose options they are; absent: the creation's own. */
	readonly of?: Use;
	/** More options of the same object. */
	readonly also?: readonly OptionText[];
}

/** A name to use in inserted text and the edits that make it exist. */
export interface Placed {
	readonly local: string;
	readonly edits: readonly Edit[];
}
