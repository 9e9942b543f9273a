import { l10n, Position, workspace, type WorkspaceEdit } from 'vscode';

import { type FixArguments, fixAllInWorkspaceCommand, type WorkspaceFixes } from '../../server/src/lsp/protocol.js';
import { executeWithProgress } from './progress.js';
import { whileBusy } from './scan.js';
import type { Session } from './session.js';
import { countFiles, countFindings, showInStatusBar } from './wording.js';

type ServerEdit = NonNullable<WorkspaceFixes['edit']>;

/** Applies the safe fixes of the whole workspace after a preview; answers what became of them. */
export async function fixWorkspace(session: Session): Promise<WorkspaceFixes | undefined> {
	const fixes = await whileBusy(session, () => askForFixes(session));
	if (fixes === undefined) {
		return undefined;
	}
	const applied = fixes.edit !== undefined && (await applyEdit(session, fixes.edit));
	showInStatusBar(describeFixes({ ...fixes, applied }));
	return { ...fixes, applied };
}

/** As a refactoring, so that files which are not open are saved (`files.refactoring.autoSave`). */
async function applyEdit(session: Session, edit: ServerEdit): Promise<boolean> {
	return workspace.applyEdit(await toEdit(session, edit), { isRefactoring: true });
}

async function askForFixes({ client }: Session): Promise<WorkspaceFixes> {
	const fixes = await executeWithProgress<WorkspaceFixes | null>(client, {
		title: l10n.t('Keepalive: looking for fixes'),
		command: fixAllInWorkspaceCommand,
		// The preview stays until the user decides; the progress must not.
		argument: { apply: false } satisfies FixArguments,
	});
	if (fixes === null) {
		throw new Error(l10n.t('The fixes could not be made; the output has the reason.'));
	}
	return fixes;
}

/**
 * An edit that needs confirmation makes the editor show a preview, but unticked, so that "Apply" would do nothing. So
 * one that changes nothing asks for the preview, and the fixes are ticked.
 */
async function toEdit({ client }: Session, { changeAnnotations = {}, ...edit }: ServerEdit): Promise<WorkspaceEdit> {
	const ticked = Object.entries(changeAnnotations).map(([id, annotation]) => [
		id,
		{ ...annotation, needsConfirmation: false },
	]);
	const converted = await client.protocol2CodeConverter.asWorkspaceEdit({
		...edit,
		changeAnnotations: Object.fromEntries(ticked) as NonNullable<ServerEdit['changeAnnotations']>,
	});
	const [first] = converted.entries();
	if (first !== undefined) {
		const label = l10n.t('Preview of all fixes');
		converted.insert(first[0], new Position(0, 0), '', { label, needsConfirmation: true });
	}
	return converted;
}

function describeFixes({ files, fixed, applied, cancelled }: WorkspaceFixes): string {
	if (cancelled) {
		return l10n.t('Keepalive: cancelled, nothing was changed.');
	}
	if (fixed === 0) {
		return l10n.t('Keepalive: there is nothing to fix.');
	}
	return applied
		? l10n.t('Keepalive: fixed {0} in {1}.', countFindings(fixed), countFiles(files))
		: l10n.t('Keepalive: the fixes were not applied.');
}
