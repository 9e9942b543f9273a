import type { Language } from '../engine/index.js';

/** What is checked, by extension. */
const languageByExtension: ReadonlyMap<string, Language> = new Map([
	['.ts', 'javascript'],
	['.tsx', 'javascript'],
	['.mts', 'javascript'],
	['.cts', 'javascript'],
	['.js', 'javascript'],
	['.jsx', 'javascript'],
	['.mjs', 'javascript'],
	['.cjs', 'javascript'],
	['.py', 'python'],
]);

/** The language of a file that holds code, or cells of code, on the command line. */
export function scannedLanguageOf(path: string): Language | undefined {
	return languageOf(path) ?? (path.toLowerCase().endsWith('.ipynb') ? 'python' : undefined);
}

/** Every extension that is checked, with its dot, in lower case. */
export const extensions: readonly string[] = [...languageByExtension.keys()];

// Declarations make no clients.
const declarationFile = /\.d\.[mc]?ts$/;

/** The language of a file by its name, or undefined where there is nothing to check. */
export function languageOf(path: string): Language | undefined {
	const dot = path.lastIndexOf('.');
	if (dot < 0) {
		return undefined;
	}
	const lower = path.slice(dot).toLowerCase();
	return lower.endsWith('ts') && declarationFile.test(path) ? undefined : languageByExtension.get(lower);
}
