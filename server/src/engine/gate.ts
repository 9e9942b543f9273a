import { catalogue, foreignKeys, gates } from './catalogue/index.js';
import type { ClientEntry, SetupForm } from './catalogue/schema.js';
import { configuresProcess, literally, makesCatalogued as makesOfJavaScript } from './gate-javascript.js';
import { makesCatalogued as makesOfPython, rootModules } from './gate-python.js';
import { lastFor } from './lazy.js';
import type { Language } from './model.js';

/**
 * Whether a text may hold anything to list or report. Everything that is looked for is ASCII, so that the bytes of a
 * file read as Latin-1 do as well as its text. Most files end here, and the rest is parsed: the texts of the first
 * search are in comments and other words, too, and the second looks at what stands around them.
 */
export const passesGate = lastFor((text: string, language: Language): boolean =>
	// Each that works on a text asks again: who reads a file, who looks for statements in it, who checks it.
	language === 'python' ? passesPython(text) : named.javascript.test(text) && passesJavaScript(text),
);

/** A text that is searched for: ASCII, four characters or more. */
export interface Needle {
	readonly text: string;
	/** True where it counts as a name in an import alone: between blanks, commas and what may follow there. */
	readonly isName: boolean;
}

/** What a file that passes the gate holds one of, be it read as bytes; the cells of a notebook may do without. */
export function needlesOf(language: Language): readonly Needle[] {
	const anywhere = language === 'python' ? [...foreign.python, suppressionStart] : gates.javascript;
	const names = language === 'python' ? rootModules : [];
	return [...anywhere.map((text) => ({ text, isName: false })), ...names.map((text) => ({ text, isName: true }))];
}

/** Whether a text may hold a statement that configures a whole process. */
export function mayConfigure(text: string, language: Language): boolean {
	return passesGate(text, language) && (language === 'python' ? configuresPython(text) : configuresProcess(text));
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

const changedInPython = unique(
	setups.python.filter(({ key }) => key === undefined).flatMap(({ paths }) => paths.map(lastName)),
).join('|');

/**
 * The last name of an attribute with what changes it. Imports bring the names before the last from anywhere, and many a
 * class has an `__init__` without replacing that of another.
 */
const pythonSetup = new RegExp(
	`\\bsetattr\\b[^"']{0,200}["'](?:${changedInPython})["']|\\b(?:${changedInPython})` +
		'[\\s\\\\]*(?:\\+?=(?!=)|\\[|\\.[\\s\\\\]*(?:extend|append|setdefault|update)\\b)',
);

function configuresPython(text: string): boolean {
	return pythonSetup.test(text) || namesVariable(text);
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

function passesJavaScript(text: string): boolean {
	return (
		makesOfJavaScript(text) ||
		text.includes('keepalive-disable') ||
		foreign.javascript.some((key) => text.includes(key))
	);
}

const suppressionStart = 'keepalive:';
const suppression = new RegExp(`#\\s*${suppressionStart}\\s*(?:file-)?ignore\\[`);

/** The cells of a notebook are read from JSON and pass the gate as one text after that. */
function passesPython(text: string): boolean {
	const passes = /^\s*\{/.test(text) ? named.python.test(text) : makesOfPython(text);
	// The shorter text is not in most, and found in a third of the time.
	return (
		passes || namesVariable(text) || (text.includes('kee') && text.includes(suppressionStart) && suppression.test(text))
	);
}

const anyVariable = `(?:${foreign.python.map(literally).join('|')})`;
/** In quotes, also those of a notebook's JSON, and as keywords of `environ.update`. */
const variable = new RegExp(`['"]${anyVariable}\\\\?['"]|\\b${anyVariable}[ \\t]*=(?!=)`);
/** How the variables end: few endings, which few texts have, and rare letters, which are found fastest. */
const variableEnds = unique(foreign.python.map((key) => key.slice(-2)));

function namesVariable(text: string): boolean {
	const mayName = variableEnds.some((end) => text.includes(end)) && text.includes('environ');
	return mayName && foreign.python.some((key) => text.includes(key)) && variable.test(text);
}
