import { URI } from 'vscode-uri';

import type { CheckContext, Environment, SourceDocument } from '../engine/index.js';
import type { ClosedFiles } from './closed-files.js';
import type { Guard } from './guard.js';
import type { CheckableDocument, Projects } from './projects.js';
import type { FileDescription, FolderStatus, ServerStatus } from './protocol.js';

export interface StatusParts {
	readonly version: string;
	readonly projects: Projects;
	readonly closedFiles: ClosedFiles;
	readonly guard: Guard;
}

/** Everything that answers "is it working, and against what does it check". */
export async function describeStatus(parts: StatusParts, file: FileDescription | null): Promise<ServerStatus> {
	const { version, projects, closedFiles, guard } = parts;
	const folders = (await projects.all()).map(({ root, editor, configuration }): FolderStatus => {
		// Any name will do: settings hold for folders.
		const { settings, source, problems } = configuration.settingsFor(URI.file(`${root}/folder`).fsPath);
		return {
			path: root,
			enabled: editor.enable,
			environment: nameEnvironment(settings.environment),
			...(source === undefined ? {} : { configuration: source }),
			problems,
		};
	});
	return {
		version,
		node: process.versions.node,
		folders,
		file,
		results: closedFiles.counts() ?? null,
		lastError: guard.lastError() ?? null,
	};
}

/** What a document is checked against, as the client shows it. */
export function describeFile({ context, source, configurationFile }: CheckableDocument): FileDescription {
	return {
		environment: nameEnvironment(context.environment),
		runtime: runtimeOf(context, source.language),
		...(configurationFile === undefined ? {} : { configuration: configurationFile }),
		packages: [...context.target.packages[source.language]].map(([name, { version, source: origin }]) => ({
			name,
			version,
			source: origin,
		})),
	};
}

function nameEnvironment({ name, idleTimeout }: Environment): { readonly name: string; readonly idleTimeout: number } {
	return { name, idleTimeout };
}

function runtimeOf({ target }: CheckContext, language: SourceDocument['language']): string {
	const { version, source } = language === 'python' ? target.python : target.node;
	return `${language === 'python' ? 'Python' : 'Node.js'} ${version} (${source})`;
}
