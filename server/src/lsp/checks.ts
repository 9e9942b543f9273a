import { TextDocument } from 'vscode-languageserver-textdocument';

import type { CheckContext, CheckResult, Engine, SourceDocument } from '../engine/index.js';
import { defaultMaxFileSize } from '../workspace/read-source.js';
import type { Project, Projects } from './projects.js';

/** What was found in one version of a document. */
export interface Checked {
	/** The document as it was checked; later changes do not reach it. */
	readonly document: TextDocument;
	readonly source: SourceDocument;
	readonly context: CheckContext;
	readonly project: Project;
	readonly result: CheckResult;
}

/** Checks open documents, once per version. */
export interface Checks {
	/** What is in a document now; undefined where it is not to be checked. */
	check(document: TextDocument): Promise<Checked | undefined>;
	forget(uri: string): void;
}

const nothing: CheckResult = { clients: [], findings: [], suppressed: [] };

export function createChecks(engine: Engine, projects: Projects): Checks {
	const cache = new Map<string, { readonly key: string; readonly checked: Promise<Checked | undefined> }>();

	const check = async (document: TextDocument): Promise<Checked | undefined> => {
		const described = await projects.describe(document);
		if (described === undefined) {
			return undefined;
		}
		// From here on without a pause: the document may change in every one.
		const text = document.getText();
		const { uri, languageId, version } = document;
		const { project, context } = described;
		const source: SourceDocument = { ...described.source, text };
		const result = text.length <= defaultMaxFileSize ? engine.check(source, context) : nothing;
		return { document: TextDocument.create(uri, languageId, version, text), source, context, project, result };
	};
	return {
		check: (document) => {
			const key = `${document.version} ${projects.generation()}`;
			const known = cache.get(document.uri);
			if (known?.key === key) {
				return known.checked;
			}
			const checked = check(document);
			cache.set(document.uri, { key, checked });
			return checked;
		},
		forget: (uri) => void cache.delete(uri),
	};
}
