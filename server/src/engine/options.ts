import type { CreationForm } from './catalogue/schema.js';
import { lastFor } from './lazy.js';
import type { Span } from './model.js';
import type { Property, Value } from './sites.js';

/** An option as far as the text shows it; there is no boolean answer. */
export type OptionState =
	| { readonly kind: 'absent' }
	| { readonly kind: 'present'; readonly value: Value; readonly span: Span }
	| { readonly kind: 'unknown' };

const absent: OptionState = { kind: 'absent' };
const unknown: OptionState = { kind: 'unknown' };

/** The arguments of a call, wherever it stands: a creation, or a request method of a client. */
export interface ArgumentList {
	readonly arguments: readonly Value[];
	readonly keywords: ReadonlyMap<string, Property>;
	readonly open: boolean;
}

type Signature = Pick<CreationForm, 'parameters' | 'signatures'>;

/** The names of a dotted option path; a dot within a name has a backslash before it (`grpc\\.keepalive_time_ms`). */
export function splitPath(path: string): readonly string[] {
	const known = splitPaths.get(path);
	if (known) return known;
	const names = path.split(/(?<!\\)\./).map((name) => name.replaceAll('\\.', '.'));
	splitPaths.set(path, names);
	return names;
}

/** The catalogue's, which are asked for with every call. */
const splitPaths = new Map<string, readonly string[]>();

/** Reads a dotted option path (or parameter name) of a call. */
export function readOption(call: ArgumentList, signature: Signature, path: string): OptionState {
	const names = splitPath(path);
	let state = readArgument(call, signature, names[0] ?? '');
	for (let index = 1; index < names.length && state.kind === 'present'; index++) {
		state = readProperty(state.value, names[index] ?? '');
	}
	return state;
}

function readArgument(call: ArgumentList, signature: Signature, name: string): OptionState {
	const keyword = call.keywords.get(name);
	if (keyword) return { kind: 'present', value: keyword.value, span: keyword.span };
	if (call.arguments.length === 0) return call.open ? unknown : absent;
	const placement = place(call.arguments, signature);
	const index = placement.places.get(name);
	const value = index === undefined ? undefined : call.arguments[index];
	if (value) return { kind: 'present', value, span: value.span };
	const options = placement.places.get('options');
	if (options === undefined) return call.open || placement.ambiguous ? unknown : absent;
	const object = call.arguments[options];
	return object ? readProperty(object, name) : absent;
}

function readProperty(object: Value, key: string): OptionState {
	if (object.kind === 'none') return absent;
	if (object.kind === 'call') {
		const keyword = object.site.keywords.get(key);
		return keyword ? { kind: 'present', value: keyword.value, span: keyword.span } : unknown;
	}
	if (object.kind === 'list') return readItem(object, key);
	if (object.kind !== 'object') return unknown;
	const property = findProperty(object.properties, key);
	if (property) return { kind: 'present', value: property.value, span: property.span };
	return object.open ? unknown : absent;
}

/** An item by its index, or the second of the pair that has this name: `[('grpc.keepalive_time_ms', 60000)]`. */
function readItem(list: Extract<Value, { kind: 'list' }>, key: string): OptionState {
	const { items, open } = list;
	if (/^\d+$/.test(key)) {
		const item = open ? undefined : items[Number(key)];
		return item ? { kind: 'present', value: item, span: item.span } : unknown;
	}
	const { byName, hidden } = pairsOf(items);
	return byName.get(key) ?? (open || hidden ? unknown : absent);
}

interface Pairs {
	/** The first of each name. */
	readonly byName: ReadonlyMap<string, OptionState>;
	/** True where a name cannot be seen. */
	readonly hidden: boolean;
	/** True where all items are lists. */
	readonly isWhole: boolean;
}

/** A long list may be given to many calls, and each is asked for several options. */
function pairsOf(items: readonly Value[]): Pairs {
	const known = pairs.get(items);
	if (known) return known;
	const byName = new Map<string, OptionState>();
	let hidden = false;
	for (const pair of items) {
		const [name, value] = pair.kind === 'list' ? pair.items : [];
		if (name?.kind !== 'string' || name.value === undefined) hidden = true;
		else if (value && !byName.has(name.value)) byName.set(name.value, { kind: 'present', value, span: pair.span });
	}
	const found = { byName, hidden, isWhole: items.every(({ kind }) => kind === 'list') };
	pairs.set(items, found);
	return found;
}

const pairs = new WeakMap<readonly Value[], Pairs>();

/** Header names are compared without case; option names differ in more than case, so that one comparison serves both. */
function findProperty(properties: ReadonlyMap<string, Property>, key: string): Property | undefined {
	const exact = properties.get(key);
	if (exact) return exact;
	const lower = key.toLowerCase();
	if (properties.size > fewProperties) return withoutCase(properties).get(lower);
	for (const [name, property] of properties) if (name.toLowerCase() === lower) return property;
	return undefined;
}

/** To go through so many takes less than to make another map of them. */
const fewProperties = 20;

/** A large object may be given to many calls. */
function withoutCase(properties: ReadonlyMap<string, Property>): ReadonlyMap<string, Property> {
	const known = lowered.get(properties);
	if (known) return known;
	const found = new Map<string, Property>();
	for (const [name, property] of properties) {
		const lower = name.toLowerCase();
		if (!found.has(lower)) found.set(lower, property);
	}
	lowered.set(properties, found);
	return found;
}

const lowered = new WeakMap<ReadonlyMap<string, Property>, ReadonlyMap<string, Property>>();

interface Placement {
	/** Parameter name to argument index. */
	readonly places: ReadonlyMap<string, number>;
	/** True where overloads disagree about which argument holds the options. */
	readonly ambiguous: boolean;
}

/** Each option of a call is looked for in turn, and all of them have the same places. */
const place = lastFor(
	(values: readonly Value[], { parameters, signatures = [parameters] }: Signature): Placement =>
		placeAmong(values, signatures) ??
		placeAmong(values, signatures.map(leaveOut)) ?? { places: nowhere, ambiguous: values.length > 0 },
);

const nowhere: Placement['places'] = new Map();

/** Undefined where no overload takes so many arguments of these kinds. */
function placeAmong(values: readonly Value[], overloads: readonly (readonly string[])[]): Placement | undefined {
	const count = values.length;
	let first: readonly string[] | undefined;
	for (const names of overloads) {
		if (!fits(values, names)) continue;
		first ??= names;
		if (optionsAt(names, count) !== optionsAt(first, count)) return { places: nowhere, ambiguous: true };
	}
	return first && placementOf(first, count);
}

function optionsAt(names: readonly string[], count: number): number | undefined {
	const index = names.indexOf('options');
	return index >= 0 && index < count ? index : undefined;
}

/** The catalogue's overloads, by how many arguments are given. */
const placements = new WeakMap<readonly string[], Placement[]>();

function placementOf(names: readonly string[], count: number): Placement {
	const known = placements.get(names) ?? [];
	placements.set(names, known);
	return (known[count] ??= {
		places: new Map(names.slice(0, count).map((name, index) => [name, index])),
		ambiguous: false,
	});
}

/** Whoever takes a callback takes it in place of options, too. */
function leaveOut(names: readonly string[]): readonly string[] {
	return names.includes('callback') ? names.filter((name) => name !== 'options') : names;
}

function fits(values: readonly Value[], names: readonly string[]): boolean {
	return values.length <= names.length && values.every((value, index) => accepts(names[index] ?? '', value));
}

function isPairs(value: Value): boolean {
	return value.kind === 'list' && pairsOf(value.items).isWhole;
}

/** Parameters that take no objects. */
const primitives: ReadonlySet<string> = new Set(['url', 'host', 'path', 'port', 'number', 'texts']);

/** True where a parameter of this name may be given the value. */
export function accepts(parameter: string, value: Value): boolean {
	if (value.kind === 'unknown' && value.made) return !primitives.has(parameter);
	if (value.kind === 'unknown' || value.kind === 'call') return true;
	switch (parameter) {
		case 'options':
			// Python's channel options are pairs.
			return value.kind === 'object' || value.kind === 'none' || isPairs(value);
		case 'url':
		case 'host':
		case 'path':
			return value.kind === 'string';
		case 'port':
			return value.kind === 'number' || value.kind === 'string';
		case 'number':
			return value.kind === 'number';
		case 'texts':
			return value.kind === 'string' || value.kind === 'list' || value.kind === 'none';
		case 'credential':
			// An object that is written there makes tokens, or it is the options of another overload.
			return value.kind !== 'object' || [...value.properties.values()].some((each) => each.value.kind === 'function');
		case 'callback':
			return value.kind === 'function' || value.kind === 'none';
		default:
			return true;
	}
}
