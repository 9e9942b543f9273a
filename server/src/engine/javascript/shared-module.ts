import * as ts from 'typescript';
import { sharedModuleNames } from '../catalogue/recipes.js';
import type { SharedModule, SharedModuleRequest } from '../front-end.js';
import type { SourceDocument } from '../model.js';
import { baseName, foldersUpTo, isBelow, joinPath, parentFolder, pathFrom } from '../paths.js';
import { isModule } from './imports.js';
import { loadedModules, isRelative } from './modules.js';
import { isTypeScript, parseScript } from './parse.js';
import type { Script } from './analysis.js';
import { endingStyle, type EndingStyle } from './specifiers.js';

/** Folders at the top of a package in which its sources lie: a compiler may take nothing outside of them. */
const sourceFolders: readonly string[] = ['src', 'source', 'lib', 'app'];

/** Finds the module for the helpers of a document, or where to make it. */
export function findSharedModule(
	{ path }: SourceDocument,
	{ source, names }: Script,
	{ layout, setting }: SharedModuleRequest,
): SharedModule | undefined {
	const isEsm = isModule(source);
	if (isTypeScript(path) && (!isEsm || source.statements.some((each) => ts.isImportEqualsDeclaration(each)))) {
		return undefined;
	}
	const top = layout.packageFolder;
	const isModulePackage = packageType(layout.text(joinPath(top, 'package.json'))) === 'module';
	const ending = moduleEnding(path, isModulePackage);
	const read = (file: string): string | undefined => layout.text(file);
	const file = setting?.path === undefined ? usualPlace(path, top, ending, read) : wantedPlace(setting, top, ending);
	// The module itself declares what others import.
	if (file === undefined || file === path) return undefined;
	const text = read(file);
	const isOther =
		text !== undefined &&
		!isTypeScript(file) &&
		isModule(parseScript({ path: file, language: 'javascript', text })) !== isEsm;
	if (isOther || twins(file).some((each) => read(each) !== undefined)) return undefined;
	const neighbours = [...loadedModules(source, names)].filter(isRelative);
	const style = endingStyle({ path, top, isEsm, isModulePackage, neighbours, read });
	return { path: file, text, specifier: specifierOf(path, file, style) };
}

/** The extension by which the module is of the kind that the document can load. */
function moduleEnding(path: string, isModulePackage: boolean): string {
	const language = isTypeScript(path) ? 'ts' : 'js';
	if (/\.m[jt]s$/i.test(path)) return isModulePackage ? `.${language}` : `.m${language}`;
	if (/\.c[jt]s$/i.test(path)) return isModulePackage ? `.c${language}` : `.${language}`;
	return `.${language}`;
}

function usualPlace(
	path: string,
	top: string,
	ending: string,
	read: (file: string) => string | undefined,
): string | undefined {
	const name = sharedModuleNames.javascript + ending;
	const around = foldersUpTo(path, top);
	const sources = sourceFolders.map((folder) => joinPath(top, folder));
	const known = [...around, ...sources].find((folder) => read(joinPath(folder, name)) !== undefined);
	const folder = known ?? sources.find((each) => isBelow(path, each)) ?? around.at(-1);
	return folder === undefined ? undefined : joinPath(folder, name);
}

/** Below whichever lies deeper, the folder of the configuration or the package; only with the extension it has to have. */
function wantedPlace(
	{ folder, path = '' }: NonNullable<SharedModuleRequest['setting']>,
	top: string,
	ending: string,
): string | undefined {
	const given = /\.[cm]?[jt]s$/i.exec(path)?.[0];
	if (given !== undefined && given !== ending) return undefined;
	return joinPath(isBelow(folder, top) ? folder : top, given === undefined ? path + ending : path);
}

/** Files that would be taken for the module, or it for them. */
function twins(file: string): string[] {
	const [, stem = '', kind = '', language = ''] = /^(.*)\.([cm]?)([jt])s$/i.exec(file) ?? [];
	return [`${stem}.${kind}${language === 't' ? 'j' : 't'}s`];
}

function packageType(manifest: string | undefined): unknown {
	try {
		return (JSON.parse(manifest ?? '{}') as { readonly type?: unknown } | null)?.type;
	} catch {
		// A manifest that nobody can read says nothing.
		return undefined;
	}
}

function specifierOf(path: string, file: string, style: EndingStyle): string {
	const relative = pathFrom(parentFolder(path), file);
	const base = relative.startsWith('.') ? relative : `./${relative}`;
	const [ending = ''] = /\.[cm]?[jt]s$/.exec(baseName(base)) ?? [];
	const stem = base.slice(0, base.length - ending.length);
	if (style === 'source') return base;
	// Only `.js` and `.ts` are found without being named.
	if (style === 'none' && ending.length === 3) return stem;
	return stem + ending.replace('ts', 'js');
}
