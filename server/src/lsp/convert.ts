import {
	type AnnotatedTextEdit,
	type ChangeAnnotation,
	type Diagnostic,
	DiagnosticSeverity,
	type Range,
	type TextEdit,
	type WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import type { Finding, Severity, Span } from '../engine/index.js';
import { ruleDocumentation } from '../workspace/documentation.js';
import type { ClientFeatures } from './features.js';
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
export function toDiagnostic(pieces: readonly Piece[], finding: Finding, features: ClientFeatures): Diagnostic {
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

/** Edits tied to versions of their documents where the client can; the client asks first where `confirm` is given. */
export function toWorkspaceEdit(
	changes: readonly DocumentEdits[],
	{ features, confirm }: { readonly features: ClientFeatures; readonly confirm?: ChangeAnnotation | undefined },
): WorkspaceEdit {
	const plain = changes.map(({ document, edits, isOpen = true }) => ({
		textDocument: { uri: document.uri, version: isOpen ? document.version : null },
		edits: edits.map(({ span, text }): TextEdit => ({ range: toRange(document, span), newText: text })),
	}));
	if (!features.documentChanges) {
		return { changes: Object.fromEntries(plain.map(({ textDocument, edits }) => [textDocument.uri, edits])) };
	}
	if (confirm === undefined || !features.changeAnnotations) {
		return { documentChanges: plain };
	}
	const annotated = plain.map(({ textDocument, edits }) => ({
		textDocument,
		edits: edits.map((edit): AnnotatedTextEdit => ({ ...edit, annotationId: 'confirm' })),
	}));
	return { documentChanges: annotated, changeAnnotations: { confirm } };
}
