import { createHash } from 'node:crypto';

import type { Project, SourceDocument } from '../engine/index.js';

/** A question that a check asked about other files, and what identifies the answer. Plain data. */
export type Consultation =
	| { readonly kind: 'resolve'; readonly from: string; readonly specifier: string; readonly answer: string }
	| { readonly kind: 'setup'; readonly of: string; readonly answer: string };

/** A project that answers as before and writes down what it is asked. */
export function recordConsultations(project: Project): {
	readonly project: Project;
	/** Each question once, as far as it was asked by now. */
	consultations(): readonly Consultation[];
} {
	const asked = new Map<string, Consultation>();
	const write = (consultation: Consultation): void => {
		const { answer, ...question } = consultation;
		void answer;
		asked.set(JSON.stringify(question), consultation);
	};
	return {
		project: {
			resolve: (from, specifier) => {
				const found = project.resolve(from, specifier);
				write({ kind: 'resolve', from, specifier, answer: digest([found]) });
				return found;
			},
			setupFiles: (of) => {
				const found = project.setupFiles(of);
				write({ kind: 'setup', of, answer: digest(found) });
				return found;
			},
		},
		consultations: () => [...asked.values()],
	};
}

/** True where every question is still answered as it was. */
export function stillHold(project: Project, consultations: readonly Consultation[]): boolean {
	return consultations.every((each) =>
		each.kind === 'resolve'
			? digest([project.resolve(each.from, each.specifier)]) === each.answer
			: digest(project.setupFiles(each.of)) === each.answer,
	);
}

/** A file that many others import is hashed once. */
const digests = new WeakMap<SourceDocument, string>();

function digest(documents: readonly (SourceDocument | undefined)[]): string {
	return documents.map((document) => (document === undefined ? '' : digestOf(document))).join(' ');
}

function digestOf(document: SourceDocument): string {
	const known =
		digests.get(document) ??
		createHash('sha256').update(`${document.path}\0`).update(document.text).digest('hex').slice(0, 32);
	digests.set(document, known);
	return known;
}
