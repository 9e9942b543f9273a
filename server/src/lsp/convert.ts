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

import type { Edit, Finding, Severity, Span } from '../engine/index.js';
import { ruleDocumentation } from './documentation.js';
import type { ClientFeatures } from './features.js';

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
export function toDiagnostic(document: TextDocument, finding: Finding, features: ClientFeatures): Diagnostic {
	const related = finding.related.map(({ span, message }) => ({
		location: { uri: document.uri, range: toRange(document, span) },
		message,
	}));
	return {
		range: toRange(document, finding.span),
		severity: severities[finding.severity],
		source: diagnosticSource,
		code: finding.rule,
		message: finding.message,
		...(features.codeDescription ? { codeDescription: { href: ruleDocumentation(finding.rule) } } : {}),
		...(features.relatedInformation && related.length > 0 ? { relatedInformation: related } : {}),
	};
}

/** Edits of one document, tied to its version where the client can; the client asks first where `confirm` is given. */
export function toWorkspaceEdit(
	document: TextDocument,
	edits: readonly Edit[],
	{ features, confirm }: { readonly features: ClientFeatures; readonly confirm?: ChangeAnnotation | undefined },
): WorkspaceEdit {
	const plain: TextEdit[] = edits.map(({ span, text }) => ({ range: toRange(document, span), newText: text }));
	if (!features.documentChanges) {
		return { changes: { [document.uri]: plain } };
	}
	const textDocument = { uri: document.uri, version: document.version };
	if (confirm === undefined || !features.changeAnnotations) {
		return { documentChanges: [{ textDocument, edits: plain }] };
	}
	const annotated: AnnotatedTextEdit[] = plain.map((edit) => ({ ...edit, annotationId: 'unsafe' }));
	return { documentChanges: [{ textDocument, edits: annotated }], changeAnnotations: { unsafe: confirm } };
}
