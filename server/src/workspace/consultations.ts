import type { Project, ProjectLayout, SourceDocument } from '../engine/index.js';
import { sha256 } from './sha256.js';

/** A question that a check asked about other files, and what identifies the answer. Plain data. */
export type Consultation =
	| { readonly kind: 'resolve'; readonly from: string; readonly specifier: string; readonly answer: string }
	| { readonly kind: 'setup'; readonly of: string; readonly answer: string }
	| { readonly kind: 'folder'; readonly of: string; readonly answer: string }
	| { readonly kind: 'text'; readonly of: string; readonly path: string; readonly answer: string };

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

type Write = (asker: string, question: string, asked: Asked) => void;

export function recordConsultations(project: Project): ConsultationRecorder {
	const byAsker = new Map<string, Map<string, Asked>>();
	const write: Write = (asker, question, asked) => {
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
			...(project.layoutOf !== undefined && {
				layoutOf: (of: string): ProjectLayout => recordLayout(of, project, write),
			}),
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

function recordLayout(of: string, project: Project, write: Write): ProjectLayout {
	const layout = layoutOf(project, of);
	const consultation = { kind: 'folder', of, answer: layout.packageFolder } as const;
	write(of, 'folder', { consultation, paths: [] });
	return {
		packageFolder: layout.packageFolder,
		text: (path) => {
			const text = layout.text(path);
			write(of, `text ${path}`, { consultation: { kind: 'text', of, path, answer: digestOfText(text) }, paths: [] });
			return text;
		},
	};
}

function layoutOf(project: Project, of: string): ProjectLayout {
	return project.layoutOf?.(of) ?? { packageFolder: '', text: () => undefined };
}

/** True where every question is still answered as it was. */
export function stillHold(project: Project, consultations: readonly Consultation[]): boolean {
	return consultations.every((each) => answerOf(project, each) === each.answer);
}

function answerOf(project: Project, asked: Consultation): string {
	switch (asked.kind) {
		case 'resolve':
			return digestOf(project.resolve(asked.from, asked.specifier));
		case 'setup':
			return digestOfAll(project.setupFiles(asked.of));
		case 'folder':
			return layoutOf(project, asked.of).packageFolder;
		case 'text':
			return digestOfText(layoutOf(project, asked.of).text(asked.path));
	}
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

/** What is not there is told from what is empty. */
function digestOfText(text: string | undefined): string {
	return text === undefined ? '' : hash(text);
}

function hash(text: string): string {
	return sha256(text).slice(0, 32);
}
