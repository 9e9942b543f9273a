import { compare, gte, lt, Range } from 'semver';
import type { ClientEntry } from '../../server/src/engine/catalogue/schema.js';

/** Versions at which a row's facts change, oldest first, each once. */
export interface Boundaries {
	readonly node: readonly string[];
	readonly package: readonly string[];
}

/** The oldest Node.js that the proofs run: facts of what came before it are nobody's claim here. */
const oldestNode = '18.0.0';

/** Collects the ranges of all conditions in a row's facts but those on its waits, which no socket shows. */
function collectRanges(facts: unknown, found: Record<'node' | 'package', Set<string>>): void {
	if (typeof facts !== 'object' || facts === null) {
		return;
	}
	for (const [key, value] of Object.entries(facts)) {
		if ((key === 'node' || key === 'package') && typeof value === 'string') {
			found[key].add(value);
		} else if (key !== 'wait') {
			collectRanges(value, found);
		}
	}
}

function edgesOf(ranges: ReadonlySet<string>): string[] {
	const comparators = [...ranges].flatMap((range) => new Range(range).set.flat());
	const versions = comparators.filter(({ operator }) => operator !== '').map(({ semver }) => semver.version);
	return [...new Set(versions)].filter((version) => version !== '0.0.0').sort(compare);
}

/** The versions at which what the catalogue says of a row's probes, options, set-ups and fixes changes. */
export function boundariesOf({ forms, setups }: ClientEntry): Boundaries {
	const found = { node: new Set<string>(), package: new Set<string>() };
	collectRanges([forms, setups], found);
	return {
		node: edgesOf(found.node).filter((version) => compare(version, oldestNode) > 0),
		package: edgesOf(found.package),
	};
}

/** Versions between two boundaries, or below the first, or from the last on. */
export interface Stretch {
	/** As a range; `*` where there is no boundary. */
	readonly range: string;
	has(version: string): boolean;
}

/** The stretches that boundaries make, oldest first. */
export function stretchesOf(boundaries: readonly string[]): readonly Stretch[] {
	return [undefined, ...boundaries].map((from, index) => {
		const to = boundaries[index];
		const bounds = [from === undefined ? [] : [`>=${from}`], to === undefined ? [] : [`<${to}`]].flat();
		return {
			range: bounds.join(' ') || '*',
			has: (version) => (from === undefined || gte(version, from)) && (to === undefined || lt(version, to)),
		};
	});
}
