import { applyFixes } from './edits.js';
import type {
	CheckContext,
	CheckResult,
	FileChange,
	Finding,
	Fix,
	FixAllOptions,
	FixAllResult,
	Language,
	Project,
	SourceDocument,
} from './model.js';
import { joinPath, parentFolder } from './paths.js';

export interface FixAllRequest {
	readonly context: CheckContext;
	readonly options: FixAllOptions;
	check(this: void, document: SourceDocument, context: CheckContext): CheckResult;
	/** The text without the imports that the fixes left unused. */
	withoutUnused?(this: void, before: SourceDocument, after: SourceDocument): string;
}

/** Passes in which fixes make room for others, overlapping ones for one; code in the wild needs two. */
const mostPasses = 10;

/** Fixes a text until nothing is left to fix; other files are taken to be as the fixes want them. */
export function fixAll(document: SourceDocument, request: FixAllRequest): FixAllResult {
	const { context, options, check, withoutUnused } = request;
	let fixed = 0;
	let { text } = document;
	const files = new Map<string, FileChange>();
	let remaining = check({ ...document, text }, context);
	for (let pass = 0; pass < mostPasses; pass++) {
		const fixes = remaining.findings.flatMap((finding) => chooseFix(finding, options) ?? []);
		const { text: next, applied, files: changes } = applyFixes(text, fixes);
		if (applied.length === 0 || next === text) break;
		fixed += applied.length;
		text = next;
		for (const change of changes) {
			const { before } = files.get(change.path) ?? change;
			files.set(change.path, { ...change, before });
		}
		remaining = check({ ...document, text }, withChanges(context, [...files.values()], document.language));
	}
	const tidy = fixed > 0 ? withoutUnused?.(document, { ...document, text }) : undefined;
	if (tidy !== undefined && tidy !== text) {
		text = tidy;
		remaining = check({ ...document, text }, withChanges(context, [...files.values()], document.language));
	}
	return { text, fixed, remaining, files: [...files.values()] };
}

function chooseFix({ rule, fixes }: Finding, { rule: only, unsafe, otherFiles }: FixAllOptions): Fix | undefined {
	if (only && only !== rule) return undefined;
	return fixes.find(
		({ safety, files }) => (safety === 'safe' || unsafe) && (otherFiles === true || files === undefined),
	);
}

/** The same project with files of a language changed that are not written yet. */
export function withChanges(context: CheckContext, changes: readonly FileChange[], language: Language): CheckContext {
	const { project } = context;
	if (!project?.layoutOf || changes.length === 0) return context;
	const changed = new Map(changes.map(({ path, after }) => [path, after]));
	const documents = changes.map(({ path, after }): SourceDocument => ({ path, language, text: after }));
	const overlaid: Project = {
		resolve: (from, specifier) => {
			const wanted = withoutExtension(joinPath(parentFolder(from), specifier));
			return documents.find(({ path }) => withoutExtension(path) === wanted) ?? project.resolve(from, specifier);
		},
		setupFiles: (of) => project.setupFiles(of),
		layoutOf: (of) => {
			const layout = project.layoutOf?.(of);
			return {
				packageFolder: layout?.packageFolder ?? '',
				text: (path) => changed.get(path) ?? layout?.text(path),
			};
		},
	};
	return { ...context, project: overlaid };
}

function withoutExtension(path: string): string {
	return path.replace(/\.\w+$/, '');
}
