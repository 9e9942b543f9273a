import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

import {
	findNodeAtLocation,
	getNodeValue,
	type Node,
	type ParseError,
	parseTree,
	printParseErrorCode,
} from 'jsonc-parser';

import { describeFileError } from './file-errors.js';
import { isRecord, type SettingKeys } from './settings.js';
import { parseToml } from './targets/toml.js';
import { findTomlKey } from './toml-places.js';

/** The name of the configuration file. */
export const configurationFileName = 'keepalive.config.json';

/** Where editors find the schema of a configuration file in the published package. */
export const schemaPath = 'schemas/keepalive.config.schema.json';

/** Files that may hold settings, the one that counts first where a folder has several. */
export const configurationFileNames: readonly string[] = [configurationFileName, 'package.json', 'pyproject.toml'];

/** Offsets in a file, `end` exclusive. */
export interface TextSpan {
	readonly start: number;
	readonly end: number;
}

/** What a file says about keepalive. */
export interface ConfigurationFile {
	/** Absolute. */
	readonly path: string;
	/** Without a byte order mark. */
	readonly text: string;
	/** The settings, not checked yet. */
	readonly raw: unknown;
	/** Where a setting stands, by its value or by its name; undefined where that cannot be told. */
	find(keys: SettingKeys, isName: boolean): TextSpan | undefined;
	/** Names that one object has twice, of which the last one counts. */
	readonly repeated: readonly { readonly name: string; readonly span: TextSpan }[];
}

/** A file without settings is `absent`; one that cannot be read or parsed is `broken`, with the reason as a clause. */
export type ReadConfiguration =
	| { readonly kind: 'settings'; readonly file: ConfigurationFile }
	| { readonly kind: 'absent' }
	| { readonly kind: 'broken'; readonly reason: string; readonly text: string; readonly span?: TextSpan };

/** Reads `keepalive.config.json` (or any JSON file like it), `package.json#keepalive` or `[tool.keepalive]`. */
export function readConfigurationFile(path: string): ReadConfiguration {
	let text: string;
	try {
		text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
	} catch (error) {
		return { kind: 'broken', reason: describeFileError(error), text: '' };
	}
	if (path.endsWith('.toml')) {
		return readToml(path, text);
	}
	return basename(path) === 'package.json' ? readPackage(path, text) : readJson(path, text);
}

function readJson(path: string, text: string): ReadConfiguration {
	const errors: ParseError[] = [];
	const tree = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
	const [error] = errors;
	if (error !== undefined) {
		const span = { start: error.offset, end: error.offset + error.length };
		return { kind: 'broken', reason: `not valid JSON (${describeParseError(error)})`, text, span };
	}
	const raw: unknown = tree === undefined ? undefined : getNodeValue(tree);
	const find: ConfigurationFile['find'] = (keys, isName) => findJson(text, keys, isName);
	return { kind: 'settings', file: { path, text, raw, find, repeated: findRepeated(tree) } };
}

/** A `package.json` is somebody else's to check: what is wrong with it outside of its settings is passed over. */
function readPackage(path: string, text: string): ReadConfiguration {
	if (!text.includes('"keepalive"')) {
		return { kind: 'absent' };
	}
	const tree = parseTree(text);
	const node = tree && findNodeAtLocation(tree, ['keepalive']);
	if (node === undefined) {
		return { kind: 'absent' };
	}
	const find: ConfigurationFile['find'] = (keys, isName) => findJson(text, ['keepalive', ...keys], isName);
	return { kind: 'settings', file: { path, text, raw: getNodeValue(node), find, repeated: findRepeated(node) } };
}

function readToml(path: string, text: string): ReadConfiguration {
	if (!text.includes('keepalive')) {
		return { kind: 'absent' };
	}
	try {
		const tool = parseToml(text)['tool'];
		const raw = isRecord(tool) ? tool['keepalive'] : undefined;
		const find: ConfigurationFile['find'] = (keys) => findTomlKey(text, ['tool', 'keepalive', ...keys]);
		// A TOML document with a name twice is no TOML document.
		return raw === undefined ? { kind: 'absent' } : { kind: 'settings', file: { path, text, raw, find, repeated: [] } };
	} catch {
		// Whoever reads its versions says that it is broken.
		return { kind: 'absent' };
	}
}

function findRepeated(node: Node | undefined): ConfigurationFile['repeated'] {
	const inner = (node?.children ?? []).flatMap(findRepeated);
	if (node?.type !== 'object') {
		return inner;
	}
	const names = (node.children ?? []).flatMap(({ children: [name] = [] }) => name ?? []);
	const later = names.filter((name, index) => names.findIndex(({ value }) => value === name.value) < index);
	const here = later.map(({ value, offset, length }) => ({
		name: String(value),
		span: { start: offset, end: offset + length },
	}));
	return [...here, ...inner];
}

function findJson(text: string, keys: SettingKeys, isName: boolean): TextSpan | undefined {
	const tree = parseTree(text, [], { allowTrailingComma: true });
	const node = tree && findNodeAtLocation(tree, [...keys]);
	if (node === undefined) {
		return undefined;
	}
	const name = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
	const isShort = node.type !== 'object' && node.type !== 'array';
	const { offset, length } = (isName || !isShort ? name : node) ?? node;
	return { start: offset, end: offset + (name === undefined && !isShort ? 1 : length) };
}

/** `CommaExpected` as `comma expected`. */
function describeParseError(error: ParseError): string {
	return printParseErrorCode(error.error)
		.replace(/([a-z])([A-Z])/g, '$1 $2')
		.toLowerCase();
}
