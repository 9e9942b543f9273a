import Range from 'semver/classes/range.js';
import type { ClientEntry, Condition, Scheme } from './catalogue/schema.js';
import type { Language, Target } from './model.js';

/** Answers whether a catalogue condition holds. A package the target does not know is taken as its newest release. */
export type Holds = (condition: Condition | undefined) => boolean;

/** @param scheme what the URLs show; `unknown` is taken as https, which nearly every call over a cloud network is. */
export function conditionsOf(entry: ClientEntry, target: Target, scheme: Scheme | 'unknown'): Holds {
	const ofTarget = holding.get(target) ?? new Map<ClientEntry, Map<string, Holds>>();
	holding.set(target, ofTarget);
	const ofEntry = ofTarget.get(entry) ?? new Map<string, Holds>();
	ofTarget.set(entry, ofEntry);
	const holds = ofEntry.get(scheme) ?? remembering(readConditions(entry, target, scheme));
	ofEntry.set(scheme, holds);
	return holds;
}

/** Every creation asks, and most of them the same. */
const holding = new WeakMap<Target, Map<ClientEntry, Map<string, Holds>>>();

function remembering(holds: Holds): Holds {
	const known = new Map<Condition, boolean>();
	return (condition) => {
		if (!condition) return true;
		const answer = known.get(condition) ?? holds(condition);
		known.set(condition, answer);
		return answer;
	};
}

function readConditions(entry: ClientEntry, target: Target, scheme: Scheme | 'unknown'): Holds {
	const packageVersion = entry.package && target.packages[entry.language].get(entry.package)?.version;
	return (condition) => {
		if (!condition) return true;
		if (condition.scheme && condition.scheme !== (scheme === 'unknown' ? 'https' : scheme)) return false;
		if (condition.node && !satisfies(target.node.version, condition.node)) return false;
		if (condition.python && !satisfies(target.python.version, condition.python)) return false;
		if (condition.unknown !== undefined && condition.unknown === (packageVersion !== undefined)) return false;
		return !condition.package || satisfies(packageVersion || newest, condition.package);
	};
}

/** The catalogue asks with few ranges, and of each creation. */
const ranges = new Map<string, Range>();

function satisfies(version: string, text: string): boolean {
	const range = ranges.get(text) ?? new Range(text);
	ranges.set(text, range);
	return range.test(version);
}

/** What texts of fixes have to do without. */
export interface Syntax {
	/** No syntax that is younger than classes. */
	readonly isOld: boolean;
	/** No `node:` before the names of modules: `require` takes it since 14.18 and 16. */
	readonly lacksPrefix: boolean;
	/** No `override`, which TypeScript before 4.3 does not parse. */
	readonly lacksOverride: boolean;
}

export function syntaxOf(language: Language, target: Target): Syntax {
	const typescript = target.packages.javascript.get('typescript')?.version;
	return {
		isOld: isOldSyntax(language, target),
		lacksPrefix: satisfies(target.node.version, '<14.18.0 || >=15.0.0 <16.0.0'),
		lacksOverride: typescript !== undefined && satisfies(typescript, '<4.3.0'),
	};
}

/** True where texts of fixes may have no syntax that is younger than classes: Node 14 has `?.`, and 12.5 `120_000`. */
export function isOldSyntax(language: Language, { node }: Target): boolean {
	return language === 'javascript' && satisfies(node.version, '<14.0.0');
}

/** Above every release, so that ranges with an open end hold for it. */
const newest = '99999.0.0';

/** The first row whose condition holds. */
export function firstRow<Row extends { readonly when?: Condition }>(
	rows: readonly Row[],
	holds: Holds,
): Row | undefined {
	return rows.find((row) => holds(row.when));
}
