import * as ts from 'typescript';
import { foldersUpTo, joinPath, parentFolder } from '../paths.js';
import { isTypeScript } from './parse.js';

/** How relative imports name a file: by the extension it has once compiled, by its own, or by none. */
export type EndingStyle = 'compiled' | 'source' | 'none';

export interface EndingRequest {
	/** Of the importing file. */
	readonly path: string;
	/** The folder of its package. */
	readonly top: string;
	readonly isEsm: boolean;
	/** True where `package.json` says `"type": "module"`. */
	readonly isModulePackage: boolean;
	/** The relative specifiers of the file. */
	readonly neighbours: readonly string[];
	read(this: void, path: string): string | undefined;
}

/** The style of the file's other imports; where there are none, what its loader or compiler demands. */
export function endingStyle(request: EndingRequest): EndingStyle {
	const { path, isEsm, isModulePackage, neighbours } = request;
	const scripts = neighbours.filter(
		(each) => !/\.(?!(?:[cm]?[jt]sx?)$)(?:json|css|scss|less|svg|png|node|wasm|vue)$/.test(each),
	);
	const [first] = scripts;
	if (first !== undefined) return styleOf(first);
	if (!isTypeScript(path)) return isEsm ? 'compiled' : 'none';
	const isNodeEsm = /\.mts$/i.test(path) || (isModulePackage && !/\.cts$/i.test(path));
	const options = readCompilerOptions(request);
	if (options['allowImportingTsExtensions'] === true || options['rewriteRelativeImportExtensions'] === true) {
		return 'source';
	}
	const resolution = options['moduleResolution'] ?? options['module'];
	return isNodeEsm && !isBundler(resolution) ? 'compiled' : 'none';
}

function styleOf(specifier: string): EndingStyle {
	const [, language] = /\.[cm]?([jt])sx?$/.exec(specifier) ?? [];
	if (language === undefined) return 'none';
	return language === 'j' ? 'compiled' : 'source';
}

function isBundler(resolution: unknown): boolean {
	return typeof resolution === 'string' && resolution.toLowerCase() === 'bundler';
}

/**
 * The settings of the nearest `tsconfig.json`, or `jsconfig.json`, those that it extends included as far as they can be
 * read.
 */
export function readCompilerOptions({
	path,
	top,
	read,
}: Pick<EndingRequest, 'path' | 'top' | 'read'>): Readonly<Record<string, unknown>> {
	const config = foldersUpTo(path, top)
		.flatMap((folder) => ['tsconfig.json', 'jsconfig.json'].map((name) => joinPath(folder, name)))
		.find((each) => read(each) !== undefined);
	return config === undefined ? {} : optionsIn(config, { top, read }, 0);
}

/** Configurations extend each other so deep, or in a circle. */
const deepest = 5;

function optionsIn(
	path: string,
	project: Pick<EndingRequest, 'top' | 'read'>,
	depth: number,
): Readonly<Record<string, unknown>> {
	const text = project.read(path);
	if (text === undefined || depth > deepest) return {};
	const { config } = ts.parseConfigFileTextToJson(path, text) as {
		readonly config?: { readonly extends?: unknown; readonly compilerOptions?: Readonly<Record<string, unknown>> };
	};
	const bases = [config?.extends ?? []].flat().filter((each) => typeof each === 'string');
	const inherited = bases.map((base) => {
		const found = placesOf(base, path, project.top).find((each) => project.read(each) !== undefined);
		return found === undefined ? {} : optionsIn(found, project, depth + 1);
	});
	return Object.assign({}, ...inherited, config?.compilerOptions) as Readonly<Record<string, unknown>>;
}

function placesOf(base: string, path: string, top: string): string[] {
	const isRelative = base.startsWith('.');
	const file = isRelative ? joinPath(parentFolder(path), base) : joinPath(top, `node_modules/${base}`);
	return [file, `${file}.json`, joinPath(file, 'tsconfig.json')];
}
