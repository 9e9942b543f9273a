import type { RemoteConsole } from 'vscode-languageserver';

/** Logs a problem of settings, configuration files or manifests, each sentence once. */
export type ProblemLog = (problems: readonly string[]) => void;

export function createProblemLog(console: RemoteConsole): ProblemLog {
	const told = new Set<string>();
	return (problems) => {
		for (const problem of problems.filter((text) => !told.has(text))) {
			told.add(problem);
			console.warn(problem);
		}
	};
}
