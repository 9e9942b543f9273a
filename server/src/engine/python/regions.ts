import type { Span } from '../model.js';
import { splitArguments, splitItems } from './arguments.js';
import type { Binding } from './bindings.js';
import { openerAfter, type Chain, type Chains } from './chains.js';
import type { Names } from './names.js';
import type { SocketOptions } from '../sites.js';
import type { Scope } from './statements.js';

/** Code that a piece of code reaches in the same text: its constants and functions. */
export interface Regions {
	/** The pieces themselves first. */
	readonly spans: readonly Span[];
	/** What functions of other files set that it calls. */
	readonly imported: readonly SocketOptions[];
	/** True where names lead out of the text: imports, parameters. */
	readonly open: boolean;
	/** Values of parameters, by function: given by a call on the way, else the defaults. */
	readonly parameters: ReadonlyMap<Scope, ReadonlyMap<string, Span>>;
}

/** A text that needs more has a framework of its own. */
const mostRegions = 20;

/** Modules whose names say all there is to say. */
const transparent = /^(?:socket|sys|os|platform|typing|itertools)(?:\.|$)/;

/**
 * Follows the names in pieces of code through constants and functions of the same text.
 * @param of the function that the span is, called with its defaults
 */
export function readRegions(names: Names, chains: Chains, pieces: readonly Span[], of?: Scope): Regions {
	const spans = [...pieces];
	const parameters = new Map<Scope, ReadonlyMap<string, Span>>();
	if (of) parameters.set(of, readParameters(names, of));
	const seen = new Set<Binding>();
	const imported: SocketOptions[] = [];
	let open = false;
	for (let index = 0; index < spans.length && index < mostRegions; index++) {
		const region = spans[index];
		for (const chain of region ? chains.within(region) : []) {
			if (chain.isMember) continue;
			const { bindings } = names.headOf(chain.parts, chain.start);
			for (const binding of bindings) {
				const options = chain.parts.length === 1 ? names.imported?.(binding.source) : undefined;
				if (!options && isHidden(binding, chain, spans)) open = true;
				if (seen.has(binding)) continue;
				seen.add(binding);
				if (options) imported.push(options);
				const reached = spanOf(binding);
				if (reached && !spans.some((each) => contains(each, reached))) spans.push(reached);
				if (binding.source.kind === 'function')
					parameters.set(binding.source.scope, readParameters(names, binding.source.scope, chain));
			}
		}
	}
	return { spans, imported, open, parameters };
}

function isHidden({ source }: Binding, { parts }: Chain, spans: readonly Span[]): boolean {
	if (source.kind === 'import') return !transparent.test(source.dotted) && parts.at(-1) !== 'default_socket_options';
	// Parameters of the functions on the way are read with their values.
	if (source.kind === 'parameter') return !spans.some((span) => contains(span, source.scope.span));
	return false;
}

function spanOf({ source }: Binding): Span | undefined {
	if (source.kind === 'value') return source.value;
	if (source.kind === 'change') return source.span;
	return source.kind === 'function' || source.kind === 'class' ? source.scope.span : undefined;
}

function contains(outer: Span, inner: Span): boolean {
	return outer.start <= inner.start && inner.end <= outer.end;
}

/** Defaults of the function's parameters, and what the call that `chain` begins gives them. */
function readParameters({ masked }: Names, { brackets }: Scope, chain?: Chain): ReadonlyMap<string, Span> {
	const values = new Map<string, Span>();
	const order: string[] = [];
	for (const item of brackets ? splitItems(masked, { start: brackets.start + 1, end: brackets.end - 1 }) : []) {
		const text = masked.code.slice(item.start, item.end);
		const [, name = ''] = /^[\s*]*([\w\u0080-\uffff]+)/.exec(text) ?? [];
		const sign = text.search(/=(?!=)/);
		if (name !== '') order.push(name);
		if (sign >= 0) values.set(name, { start: item.start + sign + 1, end: item.end });
	}
	const opener = chain && openerAfter(masked, chain.end);
	if (opener === undefined) return values;
	splitArguments(masked, opener).forEach(({ keyword, value, star }, index) => {
		const name = keyword?.name ?? (star === '' ? order[index] : undefined);
		if (name !== undefined) values.set(name, value);
	});
	return values;
}
