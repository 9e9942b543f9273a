import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { splitArguments } from '../server/src/engine/python/arguments.js';
import { createChains, openerAfter } from '../server/src/engine/python/chains.js';
import { maskPython, type Masked } from '../server/src/engine/python/mask.js';
import { readLayout, type Layout } from '../server/src/engine/python/statements.js';
import { Words } from '../server/src/engine/python/words.js';
import type { Span } from '../server/src/engine/model.js';
import { repository } from './fixture.js';

/** What Python's `tokenize` and `ast` make of one file: places as `[start, end]`. */
interface Truth {
	readonly path: string;
	/** Why Python itself cannot read the file. */
	readonly skipped?: string;
	/** True where the fields of f-strings are told, too. */
	readonly fields: boolean;
	readonly comments: readonly Place[];
	readonly strings: readonly Place[];
	/** Logical lines, from their first to their last token. */
	readonly lines: readonly Place[];
	/** Opening and closing ones. */
	readonly brackets: readonly Place[];
	readonly calls: readonly {
		readonly opener: number;
		/** True where a name or an attribute is called. */
		readonly named: boolean;
		/** Start, end, and the keyword, `*`, `**` or nothing. */
		readonly arguments: readonly (readonly [number, number, string])[];
	}[];
}

type Place = readonly [number, number];

/** Something that the front end reads otherwise than Python does. */
export interface Difference {
	readonly what: 'comments' | 'strings' | 'lines' | 'brackets' | 'calls' | 'arguments';
	readonly path: string;
	readonly line: number;
	readonly python: string;
	readonly ours: string;
}

export interface Comparison {
	files: number;
	calls: number;
	readonly skipped: Map<string, number>;
	readonly differences: Difference[];
}

/** A Python that can be run. */
export interface Python {
	readonly command: string;
	/** What stands before its own arguments. */
	readonly before: readonly string[];
	/** The folder in which it takes `/` to be; empty for the system's own. */
	readonly root: string;
}

/** Compares at most so many files of what is installed, taken evenly from the sorted paths. */
export async function compareWithPython({ command, before, root }: Python, most: number): Promise<Comparison> {
	const script = path.join(repository, 'test', 'python-oracle.py');
	const child = spawn(command, [...before, '-W', 'ignore', '-', String(most)], { stdio: ['pipe', 'pipe', 'inherit'] });
	child.stdin.end(readFileSync(script));
	const ended = new Promise<number | null>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', resolve);
	});
	const comparison: Comparison = { files: 0, calls: 0, skipped: new Map(), differences: [] };
	for await (const line of createInterface({ input: child.stdout })) {
		const read = JSON.parse(line) as Truth;
		const truth = { ...read, path: root + read.path };
		if (truth.skipped === undefined) compare(truth, comparison);
		else comparison.skipped.set(truth.skipped, (comparison.skipped.get(truth.skipped) ?? 0) + 1);
	}
	const code = await ended;
	if (code !== 0) throw new Error(`${script} ended with ${code}`);
	return comparison;
}

/** A whole reading as texts that can be compared, by the offset where each begins. */
type Marks = ReadonlyMap<number, string>;

function compare(truth: Truth, comparison: Comparison): void {
	const text = readFileSync(truth.path, 'utf8').replace(/^\uFEFF/, '');
	const masked = maskPython(text);
	const isSeen = truth.fields ? () => true : outsideOf(truth.strings);
	const quote = ([start, end]: Place): string => text.slice(start, end);
	const marks = (places: readonly Place[]): Marks => new Map(places.map((place) => [place[0], quote(place)]));
	const own = (spans: Iterable<Span>): Marks =>
		marks([...spans].filter(({ start }) => isSeen(start)).map(({ start, end }) => [start, end]));
	const add = (what: Difference['what'], theirs: Marks, ours: Marks): void => {
		for (const at of new Set([...theirs.keys(), ...ours.keys()])) {
			const [python = '', own = ''] = [theirs.get(at), ours.get(at)];
			if (python === own) continue;
			const line = text.slice(0, at).split(/\r\n?|\n/).length;
			comparison.differences.push({ what, path: truth.path, line, python, ours: own });
		}
	};
	add('comments', marks(truth.comments), own(masked.comments));
	add('strings', marks(truth.strings), own(masked.strings.values()));
	const layout = readLayout(masked);
	add('lines', marks(truth.lines), own(layout.statements.map(({ line }) => line)));
	add('brackets', marks(truth.brackets), own([...masked.closers].map(([start, end]) => ({ start, end }))));
	// What is no name (`f()()`, `table[0]()`) stands for no import: such calls are split, but not looked for. Neither is a
	// name in brackets of its own, `(name)()`.
	const openers = (offsets: readonly number[]): Marks => new Map(offsets.map((at) => [at, 'call']));
	const named = truth.calls.filter(
		({ named, opener }) => named && !/\)\s*$/.test(masked.code.slice(Math.max(0, opener - 200), opener)),
	);
	add('calls', openers(named.map(({ opener }) => opener)), openers(calledNames(masked, layout).filter(isSeen)));
	const show = (name: string, place: Place): string => `${name}|${quote(place)}`;
	const argumentsOf = (opener: number): string[] =>
		splitArguments(masked, opener).map(({ span: { start, end }, keyword, star }) =>
			show(keyword?.name ?? star, [start, end]),
		);
	add(
		'arguments',
		new Map(
			truth.calls.map((call) => [
				call.opener,
				call.arguments.map(([start, end, name]) => show(name, [start, end])).join('\n'),
			]),
		),
		new Map(truth.calls.map(({ opener }) => [opener, argumentsOf(opener).join('\n')])),
	);
	comparison.files++;
	comparison.calls += truth.calls.length;
}

/** Where no string is; `strings` do not overlap. */
function outsideOf(strings: readonly Place[]): (offset: number) => boolean {
	return (offset) => {
		let low = 0;
		let high = strings.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((strings[middle]?.[0] ?? 0) < offset) low = middle + 1;
			else high = middle;
		}
		return (strings[low - 1]?.[1] ?? 0) <= offset;
	};
}

/** Words before brackets that call nothing. */
const keywords = new Set(
	(
		'False None True and as assert async await break class continue def del elif else except finally for from global ' +
		'if import in is lambda nonlocal not or pass raise return try while with yield'
	).split(' '),
);

/** Opening brackets behind a name, as the front end finds calls. */
function calledNames(masked: Masked, layout: Layout): number[] {
	const chains = createChains({ masked, layout, words: new Words(masked.code) });
	return chains.within({ start: 0, end: masked.code.length }).flatMap(({ parts, end }) => {
		const opener = openerAfter(masked, end);
		// No member has a keyword for its name: `from . import (`.
		return opener === undefined || keywords.has(parts.at(-1) ?? '') ? [] : [opener];
	});
}
