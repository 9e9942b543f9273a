import type { Needle } from '../engine/index.js';
import { byteSearchModule } from './byte-search-module.js';

/** Searches bytes for any of many texts, several times as fast as a regular expression, and before they are a string. */
export interface ByteSearch {
	/** Where the bytes are put that are searched. */
	readonly room: Buffer;
	/** Whether the first `length` bytes of the room hold a needle. What is behind them is lost. */
	holdsAny(length: number): boolean;
}

/** What is used of WebAssembly, which the types for Node.js do without. */
declare const WebAssembly:
	| {
			readonly Module: new (bytes: Uint8Array) => object;
			readonly Instance: new (module: object) => { readonly exports: unknown };
	  }
	| undefined;

interface Exports {
	readonly memory: { readonly buffer: ArrayBuffer };
	holdsAny(tables: number, start: number, end: number): number;
}

/**
 * Makes a search for each set of needles; all have one room. Undefined where there is no WebAssembly (`--jitless`), no processor for it or no
 * room in the address space: it spares time alone.
 */
export function createByteSearches<Name extends string>(
	sets: Readonly<Record<Name, readonly Needle[]>>,
): Readonly<Record<Name, ByteSearch>> | undefined {
	const parts = instantiate();
	if (parts === undefined) {
		return undefined;
	}
	const memory = Buffer.from(parts.memory.buffer);
	memory.set(neighbours());
	const room = memory.subarray(roomStart, memory.length - behind);
	let end = 256;
	const searches = Object.entries<readonly Needle[]>(sets).map(([name, needles]) => {
		const tables = end;
		end = writeTables(memory, tables, needles);
		const holdsAny = (length: number): boolean => parts.holdsAny(tables, roomStart, roomStart + length) !== 0;
		return [name, { room, holdsAny }] as const;
	});
	if (end >= roomStart) {
		throw new RangeError('too many texts to search for');
	}
	return Object.fromEntries(searches) as Record<Name, ByteSearch>;
}

/** The tables are before it. */
const roomStart = 0x1_0000;
/** What is set to zero behind the bytes: what is read at the last sixteen places, and what stands behind them. */
const behind = 32;

function instantiate(): Exports | undefined {
	try {
		return WebAssembly === undefined
			? undefined
			: (new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(byteSearchModule, 'base64'))).exports as Exports);
	} catch {
		return undefined;
	}
}

/** What may stand before a name (1) and behind it (2), by byte. */
function neighbours(): Uint8Array {
	const table = new Uint8Array(256).fill(1 | 2, 0, ' '.charCodeAt(0) + 1);
	for (const char of '.;#\\)') table[char.charCodeAt(0)] = 2;
	table[','.charCodeAt(0)] = 1 | 2;
	return table;
}

const keyLength = 4;
const groups = 8;
/** Where the lists begin of needles whose keys have the same hash, behind the tables of halves of bytes. */
const heads = 128;
const hashes = 4096;

/** Writes what finds the needles; where the next tables may begin. */
function writeTables(memory: Buffer, start: number, needles: readonly Needle[]): number {
	// Neighbours by their keys have much in common, so that few other keys belong to their group.
	const keyed = needles.map((needle) => ({ ...needle, key: keyOf(needle) })).sort((a, b) => (a.key < b.key ? -1 : 1));
	const perGroup = Math.ceil(keyed.length / groups);
	const add = (at: number, group: number): void => {
		memory[at] = (memory[at] ?? 0) | group;
	};
	let end = start + heads + hashes * 2;
	keyed.forEach(({ text, isName, key }, index) => {
		const group = 1 << Math.floor(index / perGroup);
		let value = 0;
		for (let place = 0; place < keyLength; place++) {
			const byte = key.charCodeAt(place);
			const table = start + place * 32;
			add(table + (byte & 15), group);
			add(table + 16 + (byte >> 4), group);
			value |= byte << (8 * place);
		}
		const head = start + heads + 2 * (Math.imul(value, 0x9e3779b1) >>> 20);
		memory.copyWithin(end, head, head + 2);
		memory[head] = end & 255;
		memory[head + 1] = end >> 8;
		memory[end + 2] = text.length - keyLength;
		memory[end + 3] = text.length;
		memory[end + 4] = isName ? 1 | 2 : 0;
		end += 5 + memory.write(text, end + 5, 'latin1');
	});
	return end;
}

/** Its last characters: a quote, as often as not, which is rarer there than at its beginning. */
function keyOf({ text }: Needle): string {
	const key = text.slice(-keyLength);
	if (key.length < keyLength) {
		throw new RangeError(`'${text}' is too short to search for`);
	}
	return key;
}
