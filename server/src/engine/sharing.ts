import type { ClientEntry } from './catalogue/schema.js';
import type { FrontEnd, Placed, SharedModule, Writer } from './front-end.js';
import type { CheckContext, Environment, FileChange, ProjectLayout, SourceDocument } from './model.js';
import { lazyFor } from './lazy.js';
import { TemplateWriter } from './templates.js';
import { type Syntax, syntaxOf } from './versions.js';

/** The module of the project in which the fixes of one document may put helpers. */
export interface Sharing {
	/** As the paths of documents are. */
	readonly path: string;
	/** True where the project asks for it. */
	readonly isPreferred: boolean;
	/** Starts one fix. */
	begin(): HelperSharer;
}

/** Takes the helpers of one fix. */
export interface HelperSharer {
	/** The local name of a helper in the text of `writer`, with the import of it. */
	use(name: string, writer: Writer): Placed | undefined;
	/** What becomes of the module; undefined where the helpers cannot be placed in it. */
	finish(): readonly FileChange[] | undefined;
}

interface SharingParts {
	readonly frontEnd: FrontEnd;
	readonly entries: readonly ClientEntry[];
}

/** Undefined where nothing is known of the project, or the document could not load the module. */
export function createSharing(
	document: SourceDocument,
	{ project, sharedModules, environment, target }: CheckContext,
	{ frontEnd, entries }: SharingParts,
): Sharing | undefined {
	const layout = project?.layoutOf?.(document.path);
	const setting = sharedModules?.[document.language];
	const module = layout && frontEnd.findSharedModule(document, { entries, layout, setting });
	if (!module) return undefined;
	const syntax = syntaxOf(document.language, target);
	// Most fixes of a text want the same helpers, and each would read the module.
	const changes = lazyFor((names: string) =>
		changeModule(module, names === '' ? [] : names.split(' '), {
			document,
			environment,
			syntax,
			frontEnd,
			entries,
			layout,
		}),
	);
	return {
		path: module.path,
		isPreferred: setting !== undefined,
		begin: () => {
			const names = new Set<string>();
			return {
				use: (name, writer) => {
					names.add(name);
					return writer.importShared(module, name);
				},
				finish: () => changes([...names].join(' ')),
			};
		},
	};
}

interface ChangeParts extends SharingParts {
	readonly layout: ProjectLayout;
	readonly document: SourceDocument;
	readonly environment: Environment;
	readonly syntax: Syntax;
}

function changeModule(
	module: SharedModule,
	names: readonly string[],
	{ document, environment, syntax, frontEnd, entries, layout }: ChangeParts,
): readonly FileChange[] | undefined {
	const writer = frontEnd.createModuleWriter(module, document, { entries, layout });
	const templates = new TemplateWriter({ environment, helpers: frontEnd.helpers, writer, syntax });
	for (const name of names) templates.declareHelper(name);
	const after = templates.failed ? undefined : writer.finish(templates.edits, names);
	if (after === undefined) return undefined;
	return after === module.text ? [] : [{ path: module.path, before: module.text, after }];
}
