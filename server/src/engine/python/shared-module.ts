import { sharedModuleNames } from '../catalogue/recipes.js';
import type { SharedModule, SharedModuleRequest } from '../front-end.js';
import type { SourceDocument } from '../model.js';
import { baseName, foldersUpTo, isBelow, joinPath, parentFolder, pathFrom } from '../paths.js';
import { moduleOf } from './imports.js';
import type { ReadText } from './read.js';

/** What the file's own imports and the files around it tell of how Python finds modules for it. */
interface Evidence {
	/** The file's folder. */
	readonly folder: string;
	/** The folder of its package, in the sense of manifests. */
	readonly project: string;
	/** Modules as the file names them: `os.path`, `..client`, `.`. */
	readonly modules: readonly string[];
	/** True for what is run by its path. */
	readonly isScript: boolean;
	/** The file's own name as a module. */
	readonly stem: string;
	text(this: void, path: string): string | undefined;
	exists(this: void, path: string): boolean;
}

/** Files that say what a project is made of. */
const manifests = ['pyproject.toml', 'setup.py', 'setup.cfg'];

/** Files that may say how its programs are started. */
const starters = [
	'Dockerfile',
	'Procfile',
	'docker-compose.yml',
	'compose.yml',
	'compose.yaml',
	'Makefile',
	'README.md',
];

/** Finds the module for the helpers of a document, or where to make it. */
export function findSharedModule(
	{ path }: SourceDocument,
	read: ReadText,
	{ layout, setting }: SharedModuleRequest,
): SharedModule | undefined {
	// Where a notebook runs is up to whoever opens it.
	if (!/\.pyw?$/i.test(path)) return undefined;
	const exists = (file: string): boolean => layout.text(file) !== undefined;
	const evidence: Evidence = {
		folder: parentFolder(path),
		project: layout.packageFolder,
		modules: read.layout.statements.flatMap((statement) => moduleOf(read.masked, statement) ?? []),
		isScript: /^\uFEFF?#!/.test(read.masked.text) || /^if\s+__name__\s*==/m.test(read.masked.code),
		stem: stemOf(path),
		text: (file) => layout.text(file),
		exists,
	};
	const place =
		setting?.path === undefined ? usualPlace(evidence) : wantedPlace(setting.folder, setting.path, evidence);
	if (!place || place.path === path) return undefined;
	return { ...place, text: layout.text(place.path) };
}

type Place = Pick<SharedModule, 'path' | 'specifier'>;

/** At the top of the Python package that the file is in, else beside the file where that is where Python looks. */
function usualPlace(evidence: Evidence): Place | undefined {
	const { folder, exists } = evidence;
	const name = `${sharedModuleNames.python}.py`;
	if (isPackage(folder, evidence)) {
		const folders = foldersUpTo(joinPath(folder, name), topPackage(folder, evidence));
		const known = folders.find((each) => exists(joinPath(each, name)));
		return inPackage(joinPath(known ?? folders.at(-1) ?? folder, name), evidence);
	}
	return beside(joinPath(folder, name), evidence);
}

/** How a file that is in no package imports another file of its folder, if that can be told. */
function beside(path: string, evidence: Evidence): Place | undefined {
	const stem = stemOf(path);
	if (evidence.modules.some((module) => module.startsWith('.'))) return { path, specifier: `.${stem}` };
	const names = namespaceOf(evidence);
	if (names) return names.every(isName) ? { path, specifier: [...names, stem].join('.') } : undefined;
	// By one of its folders, or by a library of that name.
	if (foldersOf(evidence).some((folder) => importsRoot(folder, evidence))) return undefined;
	return looksBeside(evidence) ? { path, specifier: stem } : undefined;
}

/** Names of the folders from the project's own down to the file's. */
function foldersOf({ folder, project }: Evidence): string[] {
	return folder === project ? [] : pathFrom(project === '' ? '' : project, folder).split('/');
}

/** The folders by which modules are imported that have no `__init__.py`: as the file imports, or is started, itself. */
function namespaceOf(evidence: Evidence): readonly string[] | undefined {
	const { project, modules, stem, text, exists } = evidence;
	const folders = foldersOf(evidence);
	const started = starters.map((name) => text(joinPath(project, name)) ?? '').join('\n');
	return folders
		.map((_, index) => folders.slice(index))
		.find((names) => {
			const above = folders.slice(0, folders.length - names.length);
			const isImported = modules.some((module) => {
				const way = joinPath(project, [...above, module.replaceAll('.', '/')].join('/'));
				return module.startsWith(`${names[0]}.`) && (exists(`${way}.py`) || exists(joinPath(way, '__init__.py')));
			});
			const own = [...names, stem].join('\\.');
			return isImported || new RegExp(`-m[ \\t"',]+${own}\\b|(?<![\\w./])${own}:`).test(started);
		});
}

/** Below whichever lies deeper, the folder of the configuration or the project. */
function wantedPlace(folder: string, wanted: string, evidence: Evidence): Place | undefined {
	const below = isBelow(folder, evidence.project) ? folder : evidence.project;
	const path = joinPath(below, wanted.endsWith('.py') ? wanted : `${wanted}.py`);
	const home = parentFolder(path);
	if (!isName(stemOf(path))) return undefined;
	if (!isPackage(home, evidence)) {
		return home === evidence.folder ? beside(path, evidence) : undefined;
	}
	const top = topPackage(home, evidence);
	if (isPackage(evidence.folder, evidence) && isBelow(evidence.folder, top)) return inPackage(path, evidence);
	// From elsewhere, where the file imports the package already.
	const imports = importsRoot(baseName(top), evidence) || evidence.folder === parentFolder(top);
	return imports ? absolute(path, top) : undefined;
}

/** How a file of a package imports another file of it: as it imports the rest, or else by a relative import. */
function inPackage(path: string, evidence: Evidence): Place | undefined {
	const { folder, modules } = evidence;
	const top = topPackage(folder, evidence);
	const isRelative = modules.some((module) => module.startsWith('.'));
	if (!isRelative && importsRoot(baseName(top), evidence)) return absolute(path, top);
	// A script knows no package around it.
	if (!isRelative && evidence.isScript) return undefined;
	const way = pathFrom(folder, path).split('/');
	const up = way.filter((part) => part === '..').length;
	const down = way.slice(up);
	const names = [...down.slice(0, -1), stemOf(path)];
	return names.every(isName) ? { path, specifier: `${'.'.repeat(up + 1)}${names.join('.')}` } : undefined;
}

function absolute(path: string, top: string): Place | undefined {
	const names = [baseName(top), ...pathFrom(top, path).split('/').slice(0, -1), stemOf(path)];
	return names.every(isName) ? { path, specifier: names.join('.') } : undefined;
}

/** True where Python finds modules in the file's folder: it is run from there, or imports a neighbour by its bare name. */
function looksBeside(evidence: Evidence): boolean {
	const { folder, project, modules, isScript, exists } = evidence;
	const manifest = manifests.map((name) => evidence.text(joinPath(project, name)));
	if (isDistributed(evidence, manifest.join('\n'))) return false;
	// Where nothing is built, files are run from their folders.
	if (isScript || folder === project || manifest.every((text) => text === undefined)) return true;
	return modules.some((module) => {
		const [root = ''] = module.split('.');
		return root !== '' && (exists(joinPath(folder, `${root}.py`)) || exists(joinPath(folder, `${root}/__init__.py`)));
	});
}

/** True for a module that is installed by itself, without what lies beside it. */
function isDistributed({ folder, project, stem }: Evidence, manifest: string): boolean {
	if (folder !== project && folder !== joinPath(project, 'src')) return false;
	const [, name = ''] = /^\s*name\s*=\s*["']?([\w.-]+)/m.exec(manifest) ?? [];
	if (name.replace(/[.-]/g, '_') === stem) return true;
	const listed = new RegExp(`\\bpy[-_]modules\\b[\\s\\S]*?\\b${stem}\\b|=\\s*["']?${stem}:\\w`).test(manifest);
	return listed && !manifest.includes(sharedModuleNames.python);
}

function importsRoot(name: string, { modules }: Evidence): boolean {
	return isName(name) && modules.some((module) => module === name || module.startsWith(`${name}.`));
}

function isPackage(folder: string, { exists }: Evidence): boolean {
	return exists(joinPath(folder, '__init__.py'));
}

/** The outermost package that a folder is in. */
function topPackage(folder: string, evidence: Evidence): string {
	let top = folder;
	while (isPackage(parentFolder(top), evidence) && parentFolder(top).length < 1000) top = parentFolder(top);
	return top;
}

function stemOf(path: string): string {
	return baseName(path).replace(/\.py$/, '');
}

function isName(text: string): boolean {
	return /^[A-Za-z_]\w*$/.test(text);
}
