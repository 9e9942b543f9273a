import { catalogue, foreignKeys, gates } from './catalogue/index.js';
import type { ClientEntry, SetupForm } from './catalogue/schema.js';
import { makesCatalogued } from './gate-python.js';
import type { Language } from './model.js';

/**
 * Whether a text may hold anything to list or report. Everything that is looked for is ASCII, so that the bytes of a
 * file read as Latin-1 do as well as its text. Most files end here, and the rest is parsed: the texts of the first
 * search are in comments and other words, too, and the second looks at what stands around them.
 */
export function passesGate(text: string, language: Language): boolean {
	return language === 'python' ? passesPython(text) : named.javascript.test(text) && passesJavaScript(text);
}

/** Whether a text may hold a statement that configures a whole process. */
export function mayConfigure(text: string, language: Language): boolean {
	return passesGate(text, language) && (language === 'python' ? configuresPython(text) : configuresJavaScript(text));
}

const named: Readonly<Record<Language, RegExp>> = {
	javascript: anyOf(gates.javascript),
	python: anyOf(gates.python),
};

/** Environment variables that bear on a process; many entries share them. */
const foreign: Readonly<Record<Language, readonly string[]>> = {
	javascript: unique(catalogue.javascript.flatMap(foreignKeys)),
	python: unique(catalogue.python.flatMap(foreignKeys)),
};

const setups = { javascript: setupsOf(catalogue.javascript), python: setupsOf(catalogue.python) };

function setupsOf(entries: readonly ClientEntry[]): readonly SetupForm[] {
	return entries.flatMap((entry) => entry.setups ?? []);
}

/** The names that each of the statements is written with. */
const javascriptNames = setups.javascript.flatMap(({ paths, key }) =>
	key === undefined ? paths.map((path) => path.split('.')) : [[key]],
);

function configuresJavaScript(text: string): boolean {
	return javascriptNames.some((names) => names.every((name) => text.includes(name)));
}

/**
 * The last name of an attribute with what changes it, or the key of a mapping. Imports bring the names before the last
 * from anywhere, and many a class has an `__init__` without replacing that of another.
 */
const pythonSetup = new RegExp(
	[
		`\\b(?:${unique(setups.python.filter(({ key }) => key === undefined).flatMap(({ paths }) => paths.map(lastName))).join('|')})` +
			'[\\s\\\\]*(?:\\+?=(?!=)|\\[|\\.[\\s\\\\]*(?:extend|append|setdefault|update)\\b)',
		...unique([...foreign.python, ...setups.python.flatMap(({ key }) => key ?? [])]).map(literally),
	].join('|'),
);

function configuresPython(text: string): boolean {
	return pythonSetup.test(text);
}

function lastName(path: string): string {
	return path.slice(path.lastIndexOf('.') + 1);
}

function unique(texts: readonly string[]): string[] {
	return [...new Set(texts)];
}

function anyOf(texts: readonly string[]): RegExp {
	return new RegExp(texts.map(literally).join('|'));
}

function literally(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

function passesJavaScript(text: string): boolean {
	return (
		loading.test(text) ||
		text.includes('keepalive-disable') ||
		foreign.javascript.some((key) => text.includes(key)) ||
		callsGlobal(text)
	);
}

/** A module is loaded by `from`, `import` or a call, with at most a comment in between. */
const loading = new RegExp(`(?:from|import|\\(|\\*/)\\s*['"](?:node:)?(?:${modulePatterns().join('|')})['"]`);

function modulePatterns(): string[] {
	const modules = catalogue.javascript.flatMap((entry) => entry.modules);
	return [...new Set(modules)].map((module) =>
		module.endsWith('*') ? `${literally(module.slice(0, -1))}[^'"\\n]*` : literally(module),
	);
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
	if (before !== '.') return !/[\w$]/.test(before);
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

const suppression = /#\s*keepalive:\s*(?:file-)?ignore\[/;

/** The cells of a notebook are read from JSON and pass the gate as one text after that. */
function passesPython(text: string): boolean {
	const passes = /^\s*\{/.test(text) ? named.python.test(text) : makesCatalogued(text);
	return passes || namesVariable(text) || (text.includes('keepalive:') && suppression.test(text));
}

const variable = anyOf(foreign.python);
/** How the variables end, with the underscore: few endings, which few texts have, are found in half the time. */
const variableEnd = anyOf(unique(foreign.python.map((key) => key.slice(Math.max(0, key.lastIndexOf('_'))))));

function namesVariable(text: string): boolean {
	return variableEnd.test(text) && variable.test(text);
}
