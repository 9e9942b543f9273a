import type { CancellationToken, TextDocuments, WorkDoneProgressReporter, WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';

import type { CheckContext, Engine, FileChange, FixAllResult, SourceDocument } from '../engine/index.js';
import { scan, unlessAborted } from '../workspace/scan.js';
import type { BackgroundEngine } from './background.js';
import type { Checks } from './checks.js';
import { toWorkspaceEdit } from './convert.js';
import type { ClientFeatures } from './features.js';
import { toOtherFiles } from './file-changes.js';
import { areFixable } from './fix-all-actions.js';
import { comparePieces, type DocumentEdits, type Piece, wholeText } from './pieces.js';
import type { Project, Projects } from './projects.js';

export interface WorkspaceFixParts {
	readonly documents: TextDocuments<TextDocument>;
	readonly checks: Checks;
	readonly engine: Engine;
	readonly background: BackgroundEngine;
	readonly projects: Projects;
	readonly features: ClientFeatures;
}

export interface WorkspaceFixCaller {
	readonly progress: WorkDoneProgressReporter;
	/** Any of them ends it. */
	readonly tokens: readonly CancellationToken[];
}

/** One edit with every safe fix of the workspace. */
export interface WorkspaceFixEdit {
	readonly files: number;
	readonly fixed: number;
	readonly cancelled: boolean;
	/** Absent where there is nothing to fix. */
	readonly edit?: WorkspaceEdit;
}

/** What is to be fixed in one text. */
interface Fixable {
	readonly pieces: readonly Piece[];
	/** False where the client has no version of it that an edit could be tied to. */
	readonly isOpen: boolean;
	readonly source: SourceDocument;
	readonly context: CheckContext;
	/** True where it has a finding with a safe fix. */
	isFixable(this: void): Promise<boolean>;
	readonly project: Project;
}

/** Fixes open documents as they are in the editor, and all other files of the workspace as they are on disk. */
export async function fixWorkspace(parts: WorkspaceFixParts, caller: WorkspaceFixCaller): Promise<WorkspaceFixEdit> {
	const controller = new AbortController();
	const listeners = caller.tokens.map((token) => token.onCancellationRequested(() => controller.abort()));
	caller.progress.begin('Keepalive: fixing', undefined, undefined, true);
	try {
		return await collectFixes(parts, caller.progress, controller.signal);
	} finally {
		caller.progress.done();
		listeners.forEach((listener) => listener.dispose());
	}
}

async function collectFixes(
	parts: WorkspaceFixParts,
	progress: WorkDoneProgressReporter,
	signal: AbortSignal,
	otherFiles = parts.features.createFiles,
): Promise<WorkspaceFixEdit> {
	const { documents, checks, engine, background, projects, features } = parts;
	const changes: DocumentEdits[] = [];
	const modules = new Map<Project, Map<string, FileChange>>();
	const seen = new Set<string>();
	let fixed = 0;
	const add = async ({ pieces, isOpen, source, context, isFixable, project }: Fixable): Promise<void> => {
		if (!(await isFixable())) {
			return;
		}
		// The modules are taken to be as the fixes of earlier files want them.
		const own = modules.get(project) ?? new Map<string, FileChange>();
		modules.set(project, own);
		const live = isOpen ? project.liveView() : undefined;
		const view = { ...(live ?? project.diskView()), changes: [...own.values()] };
		const after = await fixedUnlessAborted(background.fixAll(source, context, { otherFiles }, view), signal);
		if (after === undefined) {
			return;
		}
		const edits = comparePieces(pieces, source, after.text) ?? [];
		if (edits.length > 0) {
			fixed += after.fixed;
			changes.push(...edits.map((each) => ({ ...each, isOpen })));
			after.files.forEach((change) => own.set(change.path, mergeChanges(own.get(change.path), change)));
		}
	};
	for (const document of documents.all()) {
		const checked = await checks.check(document);
		seen.add(URI.parse(document.uri).fsPath);
		// The first cell stands for its notebook.
		if (checked !== undefined && checked.start === 0) {
			const isFixable = () => areFixable(checked, checked.allFindings, 1);
			await add({ ...checked, isFixable, isOpen: true });
		}
	}
	for (const project of await projects.all()) {
		if (project.editor.enable && !signal.aborted) {
			await fixOnDisk(project, { engine, background, progress, signal, seen, add });
		}
	}
	const cancelled = signal.aborted;
	if (changes.length === 0 || cancelled) {
		return { files: 0, fixed: 0, cancelled };
	}
	const others = [...modules].map(([project, own]) => toOtherFiles([...own.values()], { ...parts, project }));
	const mended = new Set(changes.map(({ document }) => document.uri));
	// Two edits of one module would be made from the same text, each without the other.
	const isMendedToo = others.some((each) => each?.edits.some(({ document }) => mended.has(document.uri)));
	if (others.includes(undefined) || isMendedToo) {
		return collectFixes(parts, progress, signal, false);
	}
	const confirm = {
		label: 'Send TCP keepalive probes',
		description: 'Safe fixes of Keepalive Lint.',
		needsConfirmation: true,
	};
	const created = others.flatMap((each) => each?.created ?? []);
	const edits = [...changes, ...others.flatMap((each) => each?.edits ?? [])];
	const edit = toWorkspaceEdit(edits, { features, confirm, created });
	return { files: edits.length + created.length, fixed, cancelled, edit };
}

/** Undefined once the signal is aborted; what a thread still does is nobody's any more. */
async function fixedUnlessAborted(
	fixes: Promise<FixAllResult>,
	signal: AbortSignal,
): Promise<FixAllResult | undefined> {
	try {
		return await unlessAborted(fixes, signal);
	} catch (error) {
		if (signal.aborted) {
			return undefined;
		}
		throw error;
	}
}

function mergeChanges(earlier: FileChange | undefined, change: FileChange): FileChange {
	return { ...change, before: (earlier ?? change).before };
}

interface DiskFixes {
	readonly engine: Engine;
	readonly background: BackgroundEngine;
	readonly progress: WorkDoneProgressReporter;
	/** Paths that are dealt with. */
	readonly seen: Set<string>;
	readonly signal: AbortSignal;
	readonly add: (file: Fixable) => Promise<void>;
}

async function fixOnDisk(project: Project, fixes: DiskFixes): Promise<void> {
	const { engine, background, progress, signal, seen, add } = fixes;
	const { root, configuration, targets } = project;
	await scan({
		engine,
		checkAside: background.checkAside(project),
		paths: [root],
		cwd: root,
		configuration,
		targets,
		onFile: async ({ path, relativePath, language, text, context, result }) => {
			// Workspace folders may lie in each other.
			if (!seen.has(path)) {
				seen.add(path);
				const source = { path: relativePath, language, text: withoutMark(text) };
				const document = TextDocument.create(URI.file(path).toString(), '', 0, source.text);
				const isFixable = () =>
					Promise.resolve(result.findings.some(({ fixes }) => fixes.some(({ safety }) => safety === 'safe')));
				await add({ pieces: wholeText(document), isOpen: false, source, context, isFixable, project });
			}
		},
		onSkipped: () => undefined,
		onProgress: ({ done }) => progress.report(`${done} file${done === 1 ? '' : 's'}`),
		signal,
	});
}

/** Editors do not count a byte order mark among the characters of a text. */
function withoutMark(text: string): string {
	return text.replace(/^\uFEFF/, '');
}
