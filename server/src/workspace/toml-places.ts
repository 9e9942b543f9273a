import type { TextSpan } from './configuration-file.js';
import type { SettingKeys } from './settings.js';

const header = /^\s*\[(\[?)([^[\]]+)\]\]?\s*(?:#.*)?$/;
const assignment = /^(\s*)((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=/;

/**
 * The name of a key in a TOML document, found by its lines as the parser keeps no places. Keys in inline tables and
 * items of lists are found by the line of what holds them; undefined where not even that is there.
 */
export function findTomlKey(text: string, keys: SettingKeys): TextSpan | undefined {
	const wanted = keys.map(String);
	let best: { readonly depth: number; readonly span: TextSpan } | undefined;
	let table: readonly string[] = [];
	const counts = new Map<string, number>();
	let offset = 0;
	for (const line of text.split('\n')) {
		const head = header.exec(line);
		const name = head === null ? assignment.exec(line)?.[2] : head[2];
		if (name !== undefined) {
			const path = head === null ? [...table, ...splitKey(name)] : tablePath(splitKey(name), head[1] === '[', counts);
			table = head === null ? table : path;
			const start = offset + line.indexOf(name);
			if (isBeginning(path, wanted) && path.length > (best?.depth ?? 0)) {
				best = { depth: path.length, span: { start, end: start + name.trimEnd().length } };
			}
		}
		offset += line.length + 1;
	}
	return best?.span;
}

/** `[[overrides]]` is an item of a list, so its index belongs to the path. */
function tablePath(names: readonly string[], isItem: boolean, counts: Map<string, number>): readonly string[] {
	const key = names.join('\n');
	if (!isItem) {
		const list = [...counts.keys()].find((other) => key.startsWith(`${other}\n`));
		const depth = list?.split('\n').length ?? 0;
		const index = list === undefined ? [] : [String((counts.get(list) ?? 1) - 1)];
		return [...names.slice(0, depth), ...index, ...names.slice(depth)];
	}
	const count = counts.get(key) ?? 0;
	counts.set(key, count + 1);
	return [...names, String(count)];
}

function isBeginning(path: readonly string[], whole: readonly string[]): boolean {
	return path.every((name, index) => name === whole[index]);
}

function splitKey(key: string): readonly string[] {
	const parts = key.match(/"[^"]*"|'[^']*'|[^\s."']+/g) ?? [];
	return parts.map((part) => part.replace(/^["']|["']$/g, ''));
}
