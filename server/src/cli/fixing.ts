import { createTwoFilesPatch } from 'diff';

import type { Engine, FixAllResult } from '../engine/index.js';
import type { ScannedFile } from '../workspace/scan.js';
import { replaceSource } from '../workspace/write-source.js';

/** Fixes a checked file to a fixed point; undefined where nothing can be fixed. */
export function fixFile(engine: Engine, file: ScannedFile, unsafe: boolean): FixAllResult | undefined {
	const usable = file.result.findings.some(({ fixes }) => fixes.some(({ safety }) => unsafe || safety === 'safe'));
	if (!usable) {
		return undefined;
	}
	const document = { path: file.relativePath, language: file.language, text: file.text };
	const result = engine.fixAll(document, file.context, { unsafe });
	return result.text === file.text ? undefined : result;
}

/** Writes fixed text; answers undefined, or why the file was left alone. */
export function writeFixed(file: ScannedFile, result: FixAllResult): string | undefined {
	return replaceSource(file.path, file.text, result.text);
}

/** A patch for one file that `git apply` takes in the working directory. */
export function formatPatch(relativePath: string, before: string, after: string): string {
	const patch = createTwoFilesPatch(`a/${relativePath}`, `b/${relativePath}`, before, after);
	// The library starts with a ruler that git does not need.
	return patch.replace(/^=+\n/, '');
}
