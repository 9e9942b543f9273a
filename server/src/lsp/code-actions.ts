import type { CodeAction, CodeActionParams, Connection, Diagnostic, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import type { Edit, Engine, Fix } from '../engine/index.js';
import type { BackgroundEngine, ShownFinding } from './background.js';
import type { Checked, Checks } from './checks.js';
import { toDiagnostic, toWorkspaceEdit } from './convert.js';
import type { ClientFeatures } from './features.js';
import { areCurrent, toOtherFiles } from './file-changes.js';
import { fixAllActions, fixAllKind, fixRuleAction, notebookFixAllKind, resolveFixAll } from './fix-all-actions.js';
import type { Guard } from './guard.js';
import { CodeActionKind } from './library.js';
import { splitEdits } from './pieces.js';
import { openDocumentationCommand } from './protocol.js';

/** The kinds this server offers. */
export const codeActionKinds: readonly string[] = [CodeActionKind.QuickFix, fixAllKind, notebookFixAllKind];

/** The editor's command that lets the user choose an environment; takes the address of a document. */
const selectEnvironmentCommand = 'keepalive.selectEnvironment';

export interface CodeActionParts {
	readonly connection: Connection;
	readonly documents: TextDocuments<TextDocument>;
	readonly checks: Checks;
	readonly engine: Engine;
	readonly background: BackgroundEngine;
	readonly features: ClientFeatures;
	readonly guard: Guard;
}

/** Offers fixes for the findings in a range, and for the whole document; all from the text as it is now. */
export function serveCodeActions(parts: CodeActionParts): void {
	const { connection, documents, checks, features, guard } = parts;
	connection.onCodeAction((params, token) =>
		guard.answer<CodeAction[]>({ name: 'Code actions', empty: [], token }, async () => {
			const wanted = wantedKinds(params.context.only);
			const document = documents.get(params.textDocument.uri);
			if (document === undefined || !(wanted.quickFix || wanted.fixAll || wanted.fixNotebook)) {
				return [];
			}
			const known = await checks.check(document);
			const isStale = known !== undefined && wanted.quickFix && !(await areFixesCurrent(known, params));
			const checked = isStale ? await checks.checkAgain(document) : known;
			if (checked === undefined || checked.allFindings.length === 0) {
				return [];
			}
			const quick = wanted.quickFix ? await quickFixes(checked, params, parts) : [];
			return [...quick, ...(await fixAllActions(checked, wanted, parts))];
		}),
	);
	if (features.resolveEdits) {
		connection.onCodeActionResolve((action, token) =>
			guard.answer<CodeAction>({ name: 'Code action', empty: action, token }, () => resolveFixAll(action, parts)),
		);
	}
}

function wantedKinds(only: readonly string[] | undefined) {
	const wants = (kind: string) =>
		only === undefined || only.some((asked) => kind === asked || kind.startsWith(`${asked}.`));
	// Who asks for everything looks at one place of one cell.
	const fixNotebook = only !== undefined && wants(notebookFixAllKind);
	return { quickFix: wants(CodeActionKind.QuickFix), fixAll: wants(fixAllKind), fixNotebook };
}

/** A finding in the range, with the client's own diagnostic for it. */
interface Named {
	readonly finding: ShownFinding;
	readonly diagnostics: Diagnostic[];
}

/** Only these are asked for their fixes, which are written then. */
function findingsIn({ document, start, findings }: Checked, { range }: CodeActionParams): readonly ShownFinding[] {
	const from = start + document.offsetAt(range.start);
	const to = start + document.offsetAt(range.end);
	return findings.filter(({ span }) => span.start <= to && span.end >= from);
}

/** False where fixes change other files that are no longer as they were. */
async function areFixesCurrent(checked: Checked, params: CodeActionParams): Promise<boolean> {
	const written = await checked.fixesOf(findingsIn(checked, params));
	return areCurrent(
		written.flatMap(({ fixes }) => fixes.flatMap(({ files }) => files ?? [])),
		checked.project,
	);
}

async function quickFixes(checked: Checked, params: CodeActionParams, parts: CodeActionParts): Promise<CodeAction[]> {
	const diagnosticOf = createDiagnostics(checked, params, parts);
	const named = findingsIn(checked, params).map((finding): Named => ({
		finding,
		diagnostics: [diagnosticOf(finding)],
	}));
	const written = await checked.fixesOf(named.map(({ finding }) => finding));
	const fixes = named.flatMap(({ diagnostics }, place) =>
		(written[place]?.fixes ?? [])
			.flatMap((fix) => fixAction(fix, checked, parts).map((action) => ({ fix, action })))
			.map(({ fix, action }, index) => {
				const isPreferred = index === 0 && fix.safety === 'safe';
				return { ...action, ...(isPreferred ? { isPreferred } : {}), diagnostics };
			}),
	);
	const rules = firstOfRules(named);
	const wholeText = await Promise.all(rules.map(({ finding }) => fixRuleAction(finding.rule, checked, parts)));
	const suppressions = await Promise.all(named.map((each) => suppressAction(each, checked, parts)));
	return [
		...fixes,
		...wholeText.flat(),
		...suppressions.flat(),
		...rules.flatMap((each) => suppressInFileAction(each, checked, parts)),
		...(named.some(isAboutIdleTime) ? environmentAction(checked, parts) : []),
		...rules.flatMap((each) => documentationAction(each, parts)),
	];
}

/** The client's own objects for findings, as some compare by these. */
function createDiagnostics(
	{ pieces }: Checked,
	{ context }: CodeActionParams,
	{ features }: CodeActionParts,
): (finding: ShownFinding) => Diagnostic {
	const known = new Map([...context.diagnostics].reverse().map((each) => [identify(each), each]));
	return (finding) => {
		const own = toDiagnostic(pieces, finding, features);
		return known.get(identify(own)) ?? own;
	};
}

function identify({ code, message, range: { start } }: Diagnostic): string {
	return JSON.stringify([start.line, start.character, code, message]);
}

function firstOfRules(named: readonly Named[]): readonly Named[] {
	return named.filter(
		({ finding }, index) => named.findIndex((other) => other.finding.rule === finding.rule) === index,
	);
}

/** None where the client cannot make the edits, in other files for one. */
function fixAction(fix: Fix, checked: Checked, { documents, features }: CodeActionParts): CodeAction[] {
	const own = splitEdits(checked.pieces, fix.edits);
	const others = toOtherFiles(fix.files ?? [], { project: checked.project, documents, features });
	if (own === undefined || others === undefined) {
		return [];
	}
	const isSafe = fix.safety === 'safe';
	const confirm = isSafe
		? undefined
		: { label: fix.title, needsConfirmation: true, description: 'May change more than the probes.' };
	// A client that cannot ask has only the title to warn with.
	const title = isSafe || features.changeAnnotations ? fix.title : `${fix.title} (may change more than the probes)`;
	return [
		{
			title,
			kind: CodeActionKind.QuickFix,
			edit: toWorkspaceEdit([...own, ...others.edits], { features, confirm, created: others.created }),
		},
	];
}

async function suppressAction(
	{ finding, diagnostics }: Named,
	checked: Checked,
	parts: CodeActionParts,
): Promise<CodeAction[]> {
	if (finding.rule === 'unused-suppression') {
		return [];
	}
	const title = `Disable ${finding.rule} for this line`;
	const edit = await checked.suppress(finding);
	return commentAction(title, edit, diagnostics, checked, parts);
}

function suppressInFileAction({ finding, diagnostics }: Named, checked: Checked, parts: CodeActionParts): CodeAction[] {
	if (finding.rule === 'unused-suppression') {
		return [];
	}
	const title = `Disable ${finding.rule} for this ${checked.isCell ? 'notebook' : 'file'}`;
	return commentAction(title, parts.engine.suppressInFile(checked.source, finding.rule), diagnostics, checked, parts);
}

function commentAction(
	title: string,
	edit: Edit | undefined,
	diagnostics: Diagnostic[],
	{ pieces }: Checked,
	{ features }: CodeActionParts,
): CodeAction[] {
	const changes = edit && splitEdits(pieces, [edit]);
	if (changes === undefined) {
		return [];
	}
	return [{ title, kind: CodeActionKind.QuickFix, diagnostics, edit: toWorkspaceEdit(changes, { features }) }];
}

/** Whether another idle timeout could make another finding of it. */
function isAboutIdleTime({ finding: { rule } }: Named): boolean {
	return rule === 'long-wait-without-keepalive' || rule === 'missing-keepalive' || rule === 'late-keepalive';
}

function environmentAction({ context, document }: Checked, { features }: CodeActionParts): CodeAction[] {
	if (!features.editorCommands.includes(selectEnvironmentCommand)) {
		return [];
	}
	const { name, idleTimeout } = context.environment;
	const title = `Change the environment (${name}, ${idleTimeout} s)`;
	const command = { title, command: selectEnvironmentCommand, arguments: [document.uri] };
	return [{ title, kind: CodeActionKind.QuickFix, command }];
}

function documentationAction({ finding, diagnostics }: Named, { features }: CodeActionParts): CodeAction[] {
	if (!features.showDocument) {
		return [];
	}
	const title = `Show documentation for ${finding.rule}`;
	const command = { title, command: openDocumentationCommand, arguments: [finding.rule] };
	return [{ title, kind: CodeActionKind.QuickFix, command, diagnostics }];
}
