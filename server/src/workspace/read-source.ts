import { isAscii, isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { extname } from 'node:path';

import type { Language } from '../engine/index.js';
import type { ByteSearch } from './byte-search.js';
import { describeFileError } from './file-errors.js';

/** What became of a file: its text, or the reason why there is none to check. */
export type Source =
	| { readonly kind: 'text'; readonly text: string }
	/** It names no catalogued client. */
	| { readonly kind: 'gated' }
	| { readonly kind: 'skipped'; readonly reason: string };

/** Whether a file may hold anything to list or report; its bytes are read as Latin-1. */
export type Gate = (bytes: string) => boolean;

export interface ReadOptions {
	readonly language: Language;
	readonly gate: Gate;
	/** What can tell of many files that they do not pass the gate, before their bytes are a string. */
	readonly search?: ByteSearch | undefined;
	/** Bytes. */
	readonly maxFileSize: number;
	/** True for a file that the user named: minified and generated code is checked there, too. */
	readonly named: boolean;
}

export const defaultMaxFileSize = 5_000_000;

/**
 * Reads one file. Its bytes pass the gate before they are decoded as what they are. A byte order mark stays in the text, so that offsets
 * are true and a fixed file keeps it.
 */
export function readSource(path: string, options: ReadOptions): Source {
	try {
		const { search, maxFileSize } = options;
		const bytes = readBytes(path, search?.room ?? shared, maxFileSize);
		if (!Buffer.isBuffer(bytes)) {
			return bytes;
		}
		// What is too large for the room is not in it.
		const mayPass = bytes.buffer !== search?.room.buffer || search.holdsAny(bytes.length);
		return mayPass ? judge(path, bytes, options) : { kind: 'gated' };
	} catch (error) {
		return { kind: 'skipped', reason: describeFileError(error) };
	}
}

function judge(path: string, bytes: Buffer, options: ReadOptions): Source {
	const latin1 = bytes.toString('latin1');
	if (!options.gate(latin1)) {
		return { kind: 'gated' };
	}
	if (bytes.includes(0)) {
		return { kind: 'skipped', reason: 'binary' };
	}
	if (!isUtf8(bytes)) {
		return { kind: 'skipped', reason: 'not valid UTF-8' };
	}
	const reason = options.named ? undefined : notWrittenByHand(path, bytes, options.language);
	if (reason !== undefined) {
		return { kind: 'skipped', reason };
	}
	return { kind: 'text', text: isAscii(bytes) ? latin1 : bytes.toString('utf8') };
}

// The buffer is reused: a scan reads tens of thousands of files, one at a time.
let shared = Buffer.allocUnsafeSlow(64 * 1024);

function readBytes(path: string, room: Buffer, maxFileSize: number): Buffer | Source {
	const file = openSync(path, 'r');
	try {
		const limit = Math.min(room.length, maxFileSize);
		const first = readSync(file, room, 0, limit, null);
		// Most files end here; what fills the room may go on, and what is empty may be something else than a file.
		return first > 0 && first < limit ? room.subarray(0, first) : readLarge(file, room.subarray(0, first), maxFileSize);
	} finally {
		closeSync(file);
	}
}

/** A file with what has been read of it, in the shared buffer. */
function readLarge(file: number, before: Buffer, maxFileSize: number): Buffer | Source {
	const { size } = fstatSync(file);
	if (size > maxFileSize) {
		return { kind: 'skipped', reason: `${showSize(size)}, larger than ${showSize(maxFileSize)}` };
	}
	if (size > shared.length) {
		shared = Buffer.allocUnsafeSlow(Math.min(maxFileSize, size * 2));
	}
	before.copy(shared);
	let { length } = before;
	for (let read = -1; read !== 0 && length < size; length += read) {
		read = readSync(file, shared, length, size - length, null);
	}
	return shared.subarray(0, length);
}

function showSize(bytes: number): string {
	const [unit, size] = bytes < 1_000_000 ? ['kB', bytes / 1_000] : ['MB', bytes / 1_000_000];
	return `${Number(size.toFixed(1))} ${unit}`;
}

const minifiedName = /\.min\.[mc]?js$/;
const newline = 10;
const longAverageLine = 1_000;
const longFirstLine = 5_000;

/** Why a file is not source that somebody maintains, or undefined where it seems to be. */
function notWrittenByHand(path: string, bytes: Buffer, language: Language): string | undefined {
	if (bytes.subarray(0, 1024).includes('@generated')) {
		return 'generated';
	}
	// A TypeScript or Python file with long lines holds data; it is still written by somebody.
	if (language !== 'javascript' || !/^\.[mc]?jsx?$/.test(extname(path))) {
		return undefined;
	}
	const firstLine = bytes.indexOf(newline);
	const isMinified =
		minifiedName.test(path) ||
		(firstLine < 0 ? bytes.length : firstLine) > longFirstLine ||
		bytes.length / (countLines(bytes) + 1) > longAverageLine;
	return isMinified ? 'minified' : undefined;
}

function countLines(bytes: Buffer): number {
	let lines = 0;
	for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) {
		lines++;
	}
	return lines;
}
