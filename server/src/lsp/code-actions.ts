import {
	type CodeAction,
	CodeActionKind,
	type CodeActionParams,
	type Connection,
	type TextDocuments,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import type { Engine, Finding, Fix, FixAllOptions, RuleId } from '../engine/index.js';
import type { Checked, Checks } from './checks.js';
import { openDocumentationCommand } from './commands.js';
import { toDiagnostic, toWorkspaceEdit } from './convert.js';
import type { ClientFeatures } from './features.js';
import type { Guard } from './guard.js';
import { findChanges } from './text-changes.js';

/** The kind of "fix everything that is safe", for fixing on save. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.keepalive`;

/** The kinds this server offers. */
export const codeActionKinds: readonly string[] = [CodeActionKind.QuickFix, fixAllKind];

export interface CodeActionParts {
	readonly connection: Connection;
	readonly documents: TextDocuments<TextDocument>;
	readonly checks: Checks;
	readonly engine: Engine;
	readonly features: ClientFeatures;
	readonly guard: Guard;
}

/** What is needed to make the edit of a fix-all action once it is chosen. */
interface FixAllData {
	readonly uri: string;
	readonly version: number;
	/** Only this rule; every rule where absent. */
	readonly rule?: RuleId;
}

/** Offers fixes for the findings in a range, and for the whole document; all from the text as it is now. */
export function serveCodeActions(parts: CodeActionParts): void {
	const { connection, documents, checks, features, guard } = parts;
	connection.onCodeAction((params, token) =>
		guard.answer<CodeAction[]>({ name: 'Code actions', empty: [], token }, async () => {
			const wanted = wantedKinds(params.context.only);
			const document = documents.get(params.textDocument.uri);
			if (document === undefined || !(wanted.quickFix || wanted.fixAll)) {
				return [];
			}
			const checked = await checks.check(document);
			if (checked === undefined || checked.result.findings.length === 0) {
				return [];
			}
			return [
				...(wanted.quickFix ? quickFixes(checked, params, parts) : []),
				...(wanted.fixAll ? fixAllActions(checked, parts) : []),
			];
		}),
	);
	if (features.resolveEdits) {
		connection.onCodeActionResolve((action, token) =>
			guard.answer<CodeAction>({ name: 'Code action', empty: action, token }, () => resolve(action, parts)),
		);
	}
}

function wantedKinds(only: readonly string[] | undefined) {
	const wants = (kind: string) =>
		only === undefined || only.some((asked) => kind === asked || kind.startsWith(`${asked}.`));
	return { quickFix: wants(CodeActionKind.QuickFix), fixAll: wants(fixAllKind) };
}

function quickFixes(checked: Checked, { range, context }: CodeActionParams, parts: CodeActionParts): CodeAction[] {
	const { document, result } = checked;
	const start = document.offsetAt(range.start);
	const end = document.offsetAt(range.end);
	const touched = result.findings.filter(({ span }) => span.start <= end && span.end >= start);
	const diagnosticOf = (finding: Finding) => {
		const own = toDiagnostic(document, finding, parts.features);
		// The client knows its own object; some compare by it.
		const known = context.diagnostics.find(
			({ code, message, range: { start: at } }) =>
				code === own.code &&
				message === own.message &&
				at.line === own.range.start.line &&
				at.character === own.range.start.character,
		);
		return known ?? own;
	};
	const named = touched.map((finding) => ({ finding, diagnostics: [diagnosticOf(finding)] }));
	const fixes = named.flatMap(({ finding, diagnostics }) =>
		finding.fixes.map((fix, index) => ({ ...fixAction(fix, index, checked, parts), diagnostics })),
	);
	const rules = [...new Set(touched.map(({ rule }) => rule))];
	const wholeFile = rules.flatMap((rule) => fixRuleAction(rule, checked, parts));
	const suppressions = named.flatMap(({ finding, diagnostics }) =>
		suppressAction(finding, checked, parts).map((action) => ({ ...action, diagnostics })),
	);
	return [...fixes, ...wholeFile, ...suppressions, ...documentationActions(named, parts)];
}

function fixAction(fix: Fix, index: number, { document }: Checked, { features }: CodeActionParts): CodeAction {
	const isSafe = fix.safety === 'safe';
	const confirm = isSafe
		? undefined
		: { label: fix.title, needsConfirmation: true, description: 'May change more than the probes.' };
	// A client that cannot ask has only the title to warn with.
	const title = isSafe || features.changeAnnotations ? fix.title : `${fix.title} (may change more than the probes)`;
	return {
		title,
		kind: CodeActionKind.QuickFix,
		...(isSafe && index === 0 ? { isPreferred: true } : {}),
		edit: toWorkspaceEdit(document, fix.edits, { features, confirm }),
	};
}

function isSafelyFixable(finding: Finding): boolean {
	return finding.fixes.some((fix) => fix.safety === 'safe');
}

function fixRuleAction(rule: RuleId, checked: Checked, parts: CodeActionParts): CodeAction[] {
	const fixable = checked.result.findings.filter((finding) => finding.rule === rule && isSafelyFixable(finding));
	if (fixable.length < 2) {
		return [];
	}
	return wholeFileAction(
		{ title: `Fix all ${rule} in this file`, kind: CodeActionKind.QuickFix },
		{ rule },
		checked,
		parts,
	);
}

function fixAllActions(checked: Checked, parts: CodeActionParts): CodeAction[] {
	if (!checked.result.findings.some(isSafelyFixable)) {
		return [];
	}
	return wholeFileAction({ title: 'Keepalive: Fix all auto-fixable problems', kind: fixAllKind }, {}, checked, parts);
}

/** The edit takes several checks to make, so it waits until it is wanted where the client can. */
function wholeFileAction(
	action: CodeAction,
	options: Pick<FixAllOptions, 'rule'>,
	checked: Checked,
	parts: CodeActionParts,
): CodeAction[] {
	if (parts.features.resolveEdits) {
		const { uri, version } = checked.document;
		const data: FixAllData = { uri, version, ...options };
		return [{ ...action, data }];
	}
	const edit = fixAllEdit(checked, options, parts);
	return edit === undefined ? [] : [{ ...action, edit }];
}

function fixAllEdit(checked: Checked, options: Pick<FixAllOptions, 'rule'>, { engine, features }: CodeActionParts) {
	const { text } = engine.fixAll(checked.source, checked.context, options);
	const changes = findChanges(checked.source.text, text);
	return changes.length === 0 ? undefined : toWorkspaceEdit(checked.document, changes, { features });
}

async function resolve(action: CodeAction, parts: CodeActionParts): Promise<CodeAction> {
	if (action.edit !== undefined || action.data === undefined) {
		return action;
	}
	// It comes back as the client got it.
	const { uri, version, rule } = action.data as FixAllData;
	const document = parts.documents.get(uri);
	const checked = document === undefined ? undefined : await parts.checks.check(document);
	if (checked === undefined || checked.document.version !== version) {
		// The text has moved on; an edit made for it now would not be what was offered.
		return action;
	}
	const edit = fixAllEdit(checked, rule === undefined ? {} : { rule }, parts);
	return edit === undefined ? action : { ...action, edit };
}

function suppressAction(finding: Finding, checked: Checked, { engine, features }: CodeActionParts): CodeAction[] {
	if (finding.rule === 'unused-suppression') {
		return [];
	}
	const edit = engine.suppress(checked.source, finding);
	if (edit === undefined) {
		return [];
	}
	return [
		{
			title: `Disable ${finding.rule} for this line`,
			kind: CodeActionKind.QuickFix,
			edit: toWorkspaceEdit(checked.document, [edit], { features }),
		},
	];
}

function documentationActions(
	named: readonly { readonly finding: Finding; readonly diagnostics: CodeAction['diagnostics'] }[],
	{ features }: CodeActionParts,
): CodeAction[] {
	if (!features.showDocument) {
		return [];
	}
	const firstOfRule = named.filter(
		({ finding }, index) => named.findIndex((other) => other.finding.rule === finding.rule) === index,
	);
	return firstOfRule.map(({ finding: { rule }, diagnostics }) => {
		const title = `Show documentation for ${rule}`;
		const command = { title, command: openDocumentationCommand, arguments: [rule] };
		return { title, kind: CodeActionKind.QuickFix, command, ...(diagnostics === undefined ? {} : { diagnostics }) };
	});
}
