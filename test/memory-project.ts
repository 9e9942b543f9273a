import { posix } from 'node:path';
import { defaultEnvironment } from '../server/src/engine/catalogue/environments.js';
import type {
	CheckContext,
	Language,
	Project,
	SharedModuleSetting,
	SourceDocument,
} from '../server/src/engine/index.js';

/** Texts by path. */
export type Files = Readonly<Record<string, string>>;

const manifests: Readonly<Record<Language, string>> = { javascript: 'package.json', python: 'pyproject.toml' };

/** A project of texts in memory. */
export function memoryProject(files: Files, language: Language): Project {
	const documents = new Map(
		Object.entries(files).map(([path, text]): [string, SourceDocument] => [path, { path, language, text }]),
	);
	const folderOf = (path: string): string => (path.includes('/') ? posix.dirname(path) : '');
	const packageFolder = (path: string): string => {
		const folder = folderOf(path);
		const isPackage = folder === '' || files[`${folder}/${manifests[language]}`] !== undefined;
		return isPackage ? folder : packageFolder(folder);
	};
	const endings = ['', '.ts', '.js', '.cjs', '.mjs', '.py'];
	return {
		resolve: (from, specifier) => {
			const wanted = posix.join(folderOf(from), specifier);
			const names = [wanted.replace(/\.([cm]?)js$/, '.$1ts'), ...endings.map((ending) => wanted + ending)];
			return names.map((name) => documents.get(name)).find((each) => each !== undefined);
		},
		setupFiles: () => [],
		layoutOf: (of) => ({ packageFolder: packageFolder(of), text: (path) => files[path] }),
	};
}

export interface ProjectOptions {
	/** Asks for a shared module. */
	readonly shared?: SharedModuleSetting;
	readonly node?: string;
}

export function languageOfPath(path: string): Language {
	return path.endsWith('.py') ? 'python' : 'javascript';
}

/** What a file of such a project is checked with. */
export function memoryContext(
	files: Files,
	path: string,
	{ shared, node = '22.12.0' }: ProjectOptions = {},
): CheckContext {
	const language = languageOfPath(path);
	return {
		environment: defaultEnvironment,
		target: {
			node: { version: node, source: 'test' },
			python: { version: '3.11.0', source: 'test' },
			packages: { javascript: new Map(), python: new Map() },
		},
		rules: {},
		project: memoryProject(files, language),
		...(shared && { sharedModules: { [language]: shared } }),
	};
}
