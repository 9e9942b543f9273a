import { catalogue } from './catalogue/index.js';
import { fitsModule } from './catalogue/path-index.js';
import type { SetupForm } from './catalogue/schema.js';
import { readBinding, usesMore } from './gate-bindings.js';

/**
 * Whether a text may make something that the catalogue names: it loads a catalogued module as a value and names
 * something that is catalogued of it, or it calls a catalogued global. Strings and comments are not told from code.
 */
export function makesCatalogued(text: string): boolean {
	return loadsCatalogued(text) || callsGlobal(text);
}

/** Whether a text names all that some statement for a whole process is written with, and loads its module. */
export function configuresProcess(text: string): boolean {
	return statements.some(
		({ names, loads }) => names.every((name) => text.includes(name)) && loads?.test(text) !== false,
	);
}

/** A regular expression that finds a text as it is. */
export function literally(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** By `from`, `import` or `require`, with a type argument or a comment in between. */
const loader = '(?:from|import|\\*/|(?:require|import|\\*/|>|\\?\\.)\\s*\\()\\s*';

/** The specifier in quotes, as the first group. */
function specifierOf(modules: readonly string[]): string {
	const patterns = [...new Set(modules)].map((module) => literally(module).replace('\\*', `[^'"\\n]*`));
	return `['"](?:node:)?(${patterns.join('|')})['"]`;
}

const loading = new RegExp(loader + specifierOf(catalogue.javascript.flatMap(({ modules }) => modules)), 'g');

function loadsCatalogued(text: string): boolean {
	for (const { 0: found, 1: module = '', index } of text.matchAll(loading)) {
		const end = index + found.length;
		if (mayName(text, module, index, end) && !isOnlyType(text, index, end)) return true;
	}
	return false;
}

/** Whether a text may name something that is catalogued of a module that it loads. */
function mayName(text: string, module: string, start: number, end: number): boolean {
	const names = namesOf(module);
	if (!names) return true;
	if (names.anywhere && !names.anywhere.test(text)) return false;
	const binding = readBinding(text, start, end);
	if (binding?.kind === 'members') return binding.members.some((member) => names.member.test(member));
	return !binding || usesMore(text, binding, names.others);
}

/** What finds names that are catalogued of a module. */
interface Names {
	/** One of them; absent where the module itself is catalogued. */
	readonly anywhere: RegExp | undefined;
	/** A member that is one of them, or leads to one. */
	readonly member: RegExp;
	/** Another member, behind the name of the module. */
	readonly others: RegExp;
}

/** Undefined where any member is catalogued. */
function namesOf(module: string): Names | undefined {
	if (!namesByModule.has(module)) namesByModule.set(module, readNames(module));
	return namesByModule.get(module);
}

const namesByModule = new Map<string, Names | undefined>();

function readNames(module: string): Names | undefined {
	const entries = catalogue.javascript.filter(({ modules }) => modules.some((each) => fitsModule(module, each)));
	const paths = entries.flatMap(({ forms, setups = [] }) => [...forms, ...setups].flatMap((form) => form.paths));
	if (paths.some((path) => lastName(path) === '*')) return undefined;
	const last = paths.map(lastName);
	const members = anyOf(['default', ...paths.flatMap((path) => path.replaceAll('()', '').split('.'))]);
	return {
		anywhere: last.includes('') ? undefined : new RegExp(`${anyOf(last)}(?![\\w$])`),
		member: new RegExp(`^${members}$`),
		others: new RegExp(`\\s*\\??\\.\\s*(?:default\\s*\\.\\s*)?(?!${members}(?![\\w$]))[\\w$]+`, 'y'),
	};
}

function lastName(path: string): string {
	return path.slice(path.lastIndexOf('.') + 1);
}

function anyOf(names: readonly string[]): string {
	const patterns = names.filter((name) => name !== '').map((name) => literally(name).replace('\\*', '[\\w$]*'));
	return `(?<![\\w$])(?:${[...new Set(patterns)].join('|')})`;
}

/** How far the text before a specifier is looked at. */
const longestImport = 1000;

const typeImport = /\b(?:import|export)\s+type\s+(?:[*{]|[\w$]+\s+$)[^'"`;=()]*$/;

/** A type that is imported, or a comment that shows an import or names its type. */
function isOnlyType(text: string, start: number, end: number): boolean {
	const before = text.slice(Math.max(0, start - longestImport), start);
	const line = before.slice(before.lastIndexOf('\n') + 1);
	if (line.length < longestImport && !line.includes('*/') && /^\s*(?:\/\/|\/?\*+\s+@)/.test(line)) return true;
	if (text.startsWith('from', start)) return typeImport.test(before) || /^\s*\*\s[^(]*$/.test(line);
	// Of a promise, types have no members; those of values begin with a small letter.
	return /^\s*\)\s*\.\s*[A-Z]/.test(text.slice(end, end + 40));
}

interface Statement {
	readonly names: readonly string[];
	/** Finds its module; absent for what is written without one. */
	readonly loads: RegExp | undefined;
}

const statements = catalogue.javascript.flatMap(({ modules, setups = [] }) =>
	setups.flatMap((form) => statementsOf(form, modules)),
);

function statementsOf({ module, paths, key }: SetupForm, modules: readonly string[]): readonly Statement[] {
	const loads = module === undefined ? new RegExp(specifierOf(modules)) : undefined;
	return key === undefined ? paths.map((path) => ({ names: path.split('.'), loads })) : [{ names: [key], loads }];
}

const globalNames = catalogue.javascript
	.filter((entry) => entry.global)
	.flatMap(({ forms }) => forms.flatMap(({ paths }) => paths));

const globalCall = new RegExp(`(?:${globalNames.join('|')})\\(`, 'g');

function callsGlobal(text: string): boolean {
	for (const { 0: call, index } of text.matchAll(globalCall)) {
		if (isGlobal(text, index) && !isDefinition(text, index, index + call.length)) return true;
	}
	return false;
}

/** Not the end of a longer name, nor the member of anything but the global object. */
function isGlobal(text: string, start: number): boolean {
	const before = text[start - 1] ?? '';
	// Behind a quote it is the beginning of a string, or the text has an error.
	if (before !== '.') return !/[\w$#"'`]/.test(before);
	return /(?:\.\.|\b(?:globalThis|global)\s*\??)\.$/.test(text.slice(Math.max(0, start - 40), start));
}

/** How far the parameters of a method are followed to its body. */
const longestHead = 400;

const modifiers =
	/^[ \t]*(?:(?:public|private|protected|static|abstract|override|async|function|export|default|declare)[ \t]+)*$/;
const lineComment = /^[ \t]*(?:\/\/|\*)/;

/** A method or function that only has the name, or a line of a comment. */
function isDefinition(text: string, start: number, inner: number): boolean {
	const before = text.slice(Math.max(0, start - longestHead), start);
	const line = before.slice(before.lastIndexOf('\n') + 1);
	// The beginning of a longer line is not known.
	if (line.length === longestHead) return false;
	if (lineComment.test(line)) return true;
	const after = followingParameters(text.slice(inner, inner + longestHead));
	if (after === undefined) return false;
	if (/^[ \t]*\{/.test(after)) return true;
	// A type follows, unless this is one side of a condition.
	return /^[ \t]*:/.test(after) && modifiers.test(line) && !/\?\s*$/.test(before);
}

/** What stands behind the bracket that closes a list of parameters. */
function followingParameters(text: string): string | undefined {
	let depth = 0;
	for (const { 0: bracket, index } of text.matchAll(/[()]/g)) {
		if (bracket === '(') depth++;
		else if (depth-- === 0) return text.slice(index + 1);
	}
	return undefined;
}
