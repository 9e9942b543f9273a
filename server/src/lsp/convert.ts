import type {
	AnnotatedTextEdit,
	ChangeAnnotation,
	CreateFile,
	Diagnostic,
	Range,
	TextDocumentEdit,
	TextEdit,
	WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import type { Severity, Span } from '../engine/index.js';
import { ruleDocumentation } from '../workspace/documentation.js';
import type { ShownFinding } from './background.js';
import type { ClientFeatures } from './features.js';
import type { NewFile } from './file-changes.js';
import { DiagnosticSeverity } from './library.js';
import { type DocumentEdits, type Piece, toLocation } from './pieces.js';

/** The name under which findings show in the editor. */
export const diagnosticSource = 'keepalive';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
	error: DiagnosticSeverity.Error,
	warning: DiagnosticSeverity.Warning,
	information: DiagnosticSeverity.Information,
	hint: DiagnosticSeverity.Hint,
};

export function toRange(document: TextDocument, span: Span): Range {
	return { start: document.positionAt(span.start), end: document.positionAt(span.end) };
}

/** A finding as the client can show it. */
export function toDiagnostic(pieces: readonly Piece[], finding: ShownFinding, features: ClientFeatures): Diagnostic {
	const related = finding.related.map(({ span, message }) => ({ location: toLocation(pieces, span), message }));
	return {
		range: toLocation(pieces, finding.span).range,
		severity: severities[finding.severity],
		source: diagnosticSource,
		code: finding.rule,
		message: finding.message,
		...(features.codeDescription ? { codeDescription: { href: ruleDocumentation(finding.rule) } } : {}),
		...(features.relatedInformation && related.length > 0 ? { relatedInformation: related } : {}),
	};
}

export interface EditOptions {
	readonly features: ClientFeatures;
	/** The client asks first where it is given. */
	readonly confirm?: ChangeAnnotation | undefined;
	/** Only for a client that can. */
	readonly created?: readonly NewFile[];
}

/** Edits tied to versions of their documents where the client can. */
export function toWorkspaceEdit(
	changes: readonly DocumentEdits[],
	{ features, confirm, created = [] }: EditOptions,
): WorkspaceEdit {
	const plain = changes.map(({ document, edits, isOpen = true }) => ({
		textDocument: { uri: document.uri, version: isOpen ? document.version : null },
		edits: edits.map(({ span, text }): TextEdit => ({ range: toRange(document, span), newText: text })),
	}));
	if (!features.documentChanges) {
		return { changes: Object.fromEntries(plain.map(({ textDocument, edits }) => [textDocument.uri, edits])) };
	}
	const all: readonly (CreateFile | TextDocumentEdit)[] = [...created.flatMap(toCreation), ...plain];
	if (confirm === undefined || !features.changeAnnotations) {
		return { documentChanges: [...all] };
	}
	return { documentChanges: all.map(annotate), changeAnnotations: { confirm } };
}

/** An earlier file of that name makes the whole edit fail. */
function toCreation({ uri, text }: NewFile): [CreateFile, TextDocumentEdit] {
	const start = { line: 0, character: 0 };
	return [
		{ kind: 'create', uri, options: { overwrite: false, ignoreIfExists: false } },
		{ textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: text }] },
	];
}

function annotate(change: CreateFile | TextDocumentEdit): CreateFile | TextDocumentEdit {
	const annotationId = 'confirm';
	if (!('edits' in change)) {
		return { ...change, annotationId };
	}
	const edits = change.edits.map((edit) => ({ ...edit, annotationId }) as AnnotatedTextEdit);
	return { ...change, edits };
}
