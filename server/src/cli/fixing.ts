import { formatPatch as formatHunks, structuredPatch, type StructuredPatchHunk } from 'diff';

import type { CheckResult, Engine, FileChange, FixAllResult } from '../engine/index.js';
import type { ScannedFile } from '../workspace/file-checker.js';
import { writeNotebook } from '../workspace/notebook-file.js';
import { linesOf } from '../workspace/lines.js';
import { mostChangedLines } from '../workspace/text-changes.js';
import { replaceSource } from '../workspace/write-source.js';

/** What fixing did to one file; plain data. */
export interface FixOutcome {
	/** The rules of findings that are gone, or would be; one for each finding. */
	readonly fixed: readonly string[];
	/** Findings that stay, by rule and by the safety of the fix that was not applied. */
	readonly left: readonly LeftFinding[];
	/** For `git apply`; present where nothing is to be written. */
	readonly patch?: string;
	/** Why nothing was written although something could be fixed, as a clause. */
	readonly refusal?: string;
}

export interface LeftFinding {
	readonly rule: string;
	readonly fix: 'safe' | 'unsafe' | 'none';
}

/** Takes the content of the fixed file; answers undefined, or why it was not taken. */
export type Write = (file: ScannedFile, content: string) => string | undefined;

export interface FixRequest {
	readonly fix: 'none' | 'write' | 'diff';
	readonly unsafeFixes: boolean;
	/** The file itself where absent. */
	readonly write?: Write;
	/** True where a fix may change other files: those that the project asks to share. */
	readonly otherFiles: boolean;
}

export interface Fixing {
	/** What there is to report afterwards: the fixed text where it was written, else the file as it is. */
	readonly text: string;
	readonly result: CheckResult;
	readonly outcome: FixOutcome;
}

/**
 * Fixes a checked file to a fixed point and hands on what came of it. Where the fixes change other files, too, nothing is
 * done, and those changes are the answer.
 */
export function fixScanned(engine: Engine, file: ScannedFile, request: FixRequest): Fixing | readonly FileChange[] {
	const before = { text: file.text, result: file.result };
	const fixed = fixFile(engine, file, request);
	if (fixed === undefined) {
		return { ...before, outcome: { fixed: [], left: leftIn(file.result) } };
	}
	if (fixed.files.length > 0) {
		return fixed.files;
	}
	const outcome = { fixed: goneIn(fixed, file.result), left: leftIn(fixed.remaining) };
	const content = file.notebook === undefined ? fixed.text : writeNotebook(file.notebook, fixed.text);
	if (content === undefined) {
		const refusal = 'its cells cannot be told apart after the fix';
		return { ...before, outcome: { fixed: [], left: leftIn(file.result), refusal } };
	}
	if (request.fix === 'diff') {
		const patch = formatPatch(file.relativePath, contentOf(file), content);
		return { ...before, outcome: { ...outcome, patch } };
	}
	const refusal = (request.write ?? writeFixed)(file, content);
	return refusal === undefined
		? { text: fixed.text, result: fixed.remaining, outcome }
		: { ...before, outcome: { fixed: [], left: leftIn(file.result), refusal } };
}

/** Undefined where nothing can be fixed. */
function fixFile(
	engine: Engine,
	file: ScannedFile,
	{ unsafeFixes: unsafe, otherFiles }: FixRequest,
): FixAllResult | undefined {
	const usable = file.result.findings.some(({ fixes }) => fixes.some(({ safety }) => unsafe || safety === 'safe'));
	if (!usable) {
		return undefined;
	}
	const document = { path: file.relativePath, language: file.language, text: file.text };
	// Where a project asks for none, no file is touched that the fix is not in; a notebook runs wherever it lies.
	const shares = otherFiles && file.notebook === undefined && file.context.sharedModules?.[file.language] !== undefined;
	const result = engine.fixAll(document, file.context, { unsafe, otherFiles: shares });
	return result.text === file.text ? undefined : result;
}

function writeFixed(file: ScannedFile, content: string): string | undefined {
	return replaceSource(file.path, contentOf(file), content);
}

/** What is in the file. */
function contentOf({ notebook, text }: ScannedFile): string {
	return notebook?.source ?? text;
}

function leftIn({ findings }: CheckResult): readonly LeftFinding[] {
	return findings.map(({ rule, fixSafety }) => ({ rule, fix: fixSafety }));
}

/** Which rules the fixed findings belong to; a fix may silence a neighbour, too, so their number is the engine's. */
function goneIn({ fixed, remaining }: FixAllResult, { findings }: CheckResult): readonly string[] {
	const rest = new Map<string, number>();
	for (const { rule } of remaining.findings) {
		rest.set(rule, (rest.get(rule) ?? 0) + 1);
	}
	const gone = findings
		.map(({ rule }) => rule)
		.filter((rule) => {
			const left = rest.get(rule) ?? 0;
			rest.set(rule, left - 1);
			return left <= 0;
		});
	return gone.slice(0, fixed);
}

/** A patch for one file that `git apply` takes in the working directory; `before` is undefined where it is new. */
export function formatPatch(relativePath: string, before: string | undefined, after: string): string {
	const names = [before === undefined ? '/dev/null' : `a/${relativePath}`, `b/${relativePath}`] as const;
	const texts = [before ?? '', after] as const;
	const fewest = structuredPatch(...names, ...texts, undefined, undefined, { maxEditLength: mostChangedLines });
	const patch = fewest ?? { ...structuredPatch(...names, '', ''), hunks: [oneHunk(...texts)] };
	// The library starts with a ruler that git does not need.
	return formatHunks(patch).replace(/^=+\n/, '');
}

/** Lines around a change that tell where it is. */
const around = 4;

/** All from the first line that differs to the last. */
function oneHunk(before: string, after: string): StructuredPatchHunk {
	const [old, now] = [linesOf(before), linesOf(after)];
	const most = Math.min(old.length, now.length);
	let start = 0;
	while (start < most && old[start] === now[start]) {
		start++;
	}
	let tail = 0;
	while (tail < most - start && old[old.length - 1 - tail] === now[now.length - 1 - tail]) {
		tail++;
	}
	const first = Math.max(0, start - around);
	const rest = Math.max(0, tail - around);
	const marked = (mark: string, lines: readonly string[]): string[] => lines.map((line) => mark + line);
	const lines = [
		...marked(' ', old.slice(first, start)),
		...marked('-', old.slice(start, old.length - tail)),
		...marked('+', now.slice(start, now.length - tail)),
		...marked(' ', old.slice(old.length - tail, old.length - rest)),
	].flatMap((line) => (line.endsWith('\n') ? [line.slice(0, -1)] : [line, '\\ No newline at end of file']));
	const [oldLines, newLines] = [old.length - rest - first, now.length - rest - first];
	return { oldStart: first + 1, oldLines, newStart: first + 1, newLines, lines };
}
