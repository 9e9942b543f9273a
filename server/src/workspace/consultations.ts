import { createHash } from 'node:crypto';

import type { Project, SourceDocument } from '../engine/index.js';

/** A question that a check asked about other files, and what identifies the answer. Plain data. */
export type Consultation =
	| { readonly kind: 'resolve'; readonly from: string; readonly specifier: string; readonly answer: string }
	| { readonly kind: 'setup'; readonly of: string; readonly answer: string };

/** Writes down what checks ask of other files. */
export interface ConsultationRecorder {
	/** Answers as the recorded project does; one object for all checks, as the engine remembers by it. */
	readonly project: Project;
	/**
	 * What the result for a file depends on: its questions, and those of every file that it was answered with, as the
	 * engine asks about a file once and then remembers.
	 */
	consultationsOf(path: string): readonly Consultation[];
}

interface Asked {
	readonly consultation: Consultation;
	/** Paths of the documents that were the answer. */
	readonly paths: readonly string[];
}

export function recordConsultations(project: Project): ConsultationRecorder {
	const byAsker = new Map<string, Map<string, Asked>>();
	const write = (asker: string, question: string, asked: Asked): void => {
		const known = byAsker.get(asker) ?? new Map<string, Asked>();
		known.set(question, asked);
		byAsker.set(asker, known);
	};
	return {
		project: {
			...project,
			resolve: (from, specifier) => {
				const found = project.resolve(from, specifier);
				const consultation = { kind: 'resolve', from, specifier, answer: digestOf(found) } as const;
				write(from, `resolve ${specifier}`, { consultation, paths: found === undefined ? [] : [found.path] });
				return found;
			},
			setupFiles: (of) => {
				const found = project.setupFiles(of);
				const consultation = { kind: 'setup', of, answer: digestOfAll(found) } as const;
				write(of, 'setup', { consultation, paths: found.map(({ path }) => path) });
				return found;
			},
		},
		consultationsOf: (path) => {
			const askers = new Set([path]);
			const consultations: Consultation[] = [];
			// A set goes on with what is added to it on the way.
			for (const asker of askers) {
				for (const { consultation, paths } of byAsker.get(asker)?.values() ?? []) {
					consultations.push(consultation);
					paths.forEach((each) => askers.add(each));
				}
			}
			return consultations;
		},
	};
}

/** True where every question is still answered as it was. */
export function stillHold(project: Project, consultations: readonly Consultation[]): boolean {
	return consultations.every((each) =>
		each.kind === 'resolve'
			? digestOf(project.resolve(each.from, each.specifier)) === each.answer
			: digestOfAll(project.setupFiles(each.of)) === each.answer,
	);
}

/** What many files are answered with is hashed once. */
const digests = new WeakMap<SourceDocument | readonly SourceDocument[], string>();

function digestOfAll(documents: readonly SourceDocument[]): string {
	const known = digests.get(documents) ?? hash(documents.map(digestOf).join(' '));
	digests.set(documents, known);
	return known;
}

function digestOf(document: SourceDocument | undefined): string {
	if (document === undefined) {
		return '';
	}
	const known = digests.get(document) ?? hash(`${document.path}\0${document.text}`);
	digests.set(document, known);
	return known;
}

function hash(text: string): string {
	return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
