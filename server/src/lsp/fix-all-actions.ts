import type { CodeAction, TextDocuments, WorkspaceEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import type { FixAllOptions, RuleId } from '../engine/index.js';
import type { BackgroundEngine, ShownFinding } from './background.js';
import type { Checked, Checks } from './checks.js';
import { toWorkspaceEdit } from './convert.js';
import type { ClientFeatures } from './features.js';
import { toOtherFiles } from './file-changes.js';
import { CodeActionKind } from './library.js';
import { comparePieces, type Piece } from './pieces.js';

/** The kind of "fix everything that is safe", for fixing on save. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.keepalive`;

/**
 * The same for a whole notebook. A cell by itself is never fixed whole: editors would ask for each cell in turn and
 * apply the edits of the notebook as many times.
 */
export const notebookFixAllKind = `notebook.${fixAllKind}`;

export interface FixAllParts {
	readonly documents: TextDocuments<TextDocument>;
	readonly checks: Checks;
	readonly background: BackgroundEngine;
	readonly features: ClientFeatures;
}

/** What is needed to make the edit of a fix-all action once it is chosen. */
interface FixAllData {
	readonly uri: string;
	/** Versions of the documents it may change. */
	readonly versions: string;
	/** Only this rule; every rule where absent. */
	readonly rule?: RuleId;
}

/** "Fix all of this rule", where there is more than one. */
export async function fixRuleAction(rule: RuleId, checked: Checked, parts: FixAllParts): Promise<CodeAction[]> {
	const own = checked.allFindings.filter((finding) => finding.rule === rule);
	if (!(await areFixable(checked, own, 2))) {
		return [];
	}
	const title = `Fix all ${rule} in this ${checked.isCell ? 'notebook' : 'file'}`;
	return wholeTextAction({ title, kind: CodeActionKind.QuickFix }, { rule }, checked, parts);
}

/** "Fix everything", as the kinds that are asked for allow. */
export async function fixAllActions(
	checked: Checked,
	wanted: { readonly fixAll: boolean; readonly fixNotebook: boolean },
	parts: FixAllParts,
): Promise<CodeAction[]> {
	const isWanted = checked.isCell ? wanted.fixNotebook : wanted.fixAll;
	if (!isWanted || !(await areFixable(checked, checked.allFindings, 1))) {
		return [];
	}
	const kind = checked.isCell ? notebookFixAllKind : fixAllKind;
	return wholeTextAction({ title: 'Keepalive: Fix all auto-fixable problems', kind }, {}, checked, parts);
}

/** True where so many of the findings have a safe fix. */
export async function areFixable(
	{ fixesOf }: Pick<Checked, 'fixesOf'>,
	findings: readonly ShownFinding[],
	wanted: number,
): Promise<boolean> {
	let fixable = 0;
	// No further than needed, as looking at fixes writes them; most have one.
	for (let next = 0; next < findings.length && fixable < wanted;) {
		const some = findings.slice(next, next + Math.max(wanted, next));
		next += some.length;
		const written = await fixesOf(some);
		fixable += written.filter(({ fixes }) => fixes.some(({ safety }) => safety === 'safe')).length;
	}
	return fixable >= wanted;
}

/** The edit takes several checks to make, so it waits until it is wanted where the client can. */
async function wholeTextAction(
	action: CodeAction,
	options: Pick<FixAllOptions, 'rule'>,
	checked: Checked,
	parts: FixAllParts,
): Promise<CodeAction[]> {
	if (parts.features.resolveEdits) {
		const data: FixAllData = { uri: checked.document.uri, versions: versionsOf(checked.pieces), ...options };
		return [{ ...action, data }];
	}
	const edit = await fixAllEdit(checked, options, parts);
	return edit === undefined ? [] : [{ ...action, edit }];
}

function versionsOf(pieces: readonly Piece[]): string {
	return pieces.map(({ document: { uri, version } }) => `${uri} ${version}`).join('\n');
}

async function fixAllEdit(
	checked: Checked,
	options: Pick<FixAllOptions, 'rule'>,
	parts: FixAllParts,
	otherFiles = parts.features.createFiles,
): Promise<WorkspaceEdit | undefined> {
	const { background, features } = parts;
	const { source, context, project } = checked;
	const { text, files } = await background.fixAll(source, context, { ...options, otherFiles }, project.liveView());
	const changes = comparePieces(checked.pieces, source, text) ?? [];
	const others = toOtherFiles(files, { ...parts, project });
	if (others === undefined) {
		return fixAllEdit(checked, options, parts, false);
	}
	return changes.length === 0
		? undefined
		: toWorkspaceEdit([...changes, ...others.edits], { features, created: others.created });
}

/** Makes the edit of an action that was offered without one; none where the text has moved on since. */
export async function resolveFixAll(action: CodeAction, parts: FixAllParts): Promise<CodeAction> {
	if (action.edit !== undefined || action.data === undefined) {
		return action;
	}
	// It comes back as the client got it.
	const { uri, versions, rule } = action.data as FixAllData;
	const document = parts.documents.get(uri);
	const checked = document === undefined ? undefined : await parts.checks.check(document);
	if (checked === undefined || versionsOf(checked.pieces) !== versions) {
		return action;
	}
	const edit = await fixAllEdit(checked, rule === undefined ? {} : { rule }, parts);
	return edit === undefined ? action : { ...action, edit };
}
