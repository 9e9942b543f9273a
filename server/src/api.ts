/**
 * The programmatic interface of the npm package.
 *
 * ```js
 * import { createEngine, openProject } from 'keepalive-lint';
 *
 * const engine = createEngine();
 * const project = openProject(process.cwd());
 * const path = 'src/client.ts';
 * const document = { path, language: 'javascript', text: await readFile(path, 'utf8') };
 * const { context } = project.fileFor(path);
 * const { findings, clients } = engine.check(document, context);
 * ```
 */
import { resolve } from 'node:path';

import type { CheckContext } from './engine/index.js';
import { createConfiguration } from './workspace/configuration.js';
import { createProjectFiles } from './workspace/project-files.js';
import { contextOf } from './workspace/settings.js';
import { createTargets } from './workspace/targets.js';

export { createEngine, applyEdits, type Engine } from './engine/index.js';
export type {
	Assessment,
	CheckContext,
	CheckResult,
	Edit,
	Environment,
	FileChange,
	Finding,
	Fix,
	FixAllOptions,
	FixAllResult,
	Language,
	Probe,
	Project,
	ProjectLayout,
	RuleId,
	RuleLevel,
	Severity,
	SharedModuleSetting,
	SourceDocument,
	Span,
	Target,
	Version,
	Wait,
	Wrapper,
} from './engine/index.js';
export {
	customEnvironment,
	defaultEnvironment,
	environments,
	findEnvironment,
} from './engine/catalogue/environments.js';
export { type Rule, rules } from './engine/rules/index.js';
export { languageOf } from './workspace/languages.js';

/** What a project says of one file. */
export interface ProjectFile {
	/** What to check it with. */
	readonly context: CheckContext;
	/** True where an `exclude` glob matches it. */
	readonly excluded: boolean;
	/** What is wrong with its configuration files and manifests, one sentence each. */
	readonly problems: readonly string[];
}

/** Configuration files, manifests and neighbouring files of a folder; what was read is kept. */
export interface OpenProject {
	/**
	 * Never throws. The path is absolute or relative to the folder; the file itself is not read. The documents that are
	 * checked with the context have paths relative to the folder, so that what they import is found.
	 */
	fileFor(path: string): ProjectFile;
}

/** Reads settings, versions and other files of the project the way the command line does in this folder. */
export function openProject(folder: string): OpenProject {
	const root = resolve(folder);
	const configuration = createConfiguration(root);
	const targets = createTargets(root);
	const isExcluded = (path: string): boolean => configuration.settingsFor(path).excluded;
	const project = createProjectFiles({ cwd: root, isExcluded });
	return {
		fileFor: (path) => {
			const absolute = resolve(root, path);
			const { settings, excluded, problems } = configuration.settingsFor(absolute);
			const context = { ...contextOf(settings, targets.targetFor(absolute, settings)), project };
			return { context, excluded, problems: [...problems, ...targets.problems()] };
		},
	};
}
