import { fitsModule } from './catalogue/path-index.js';
import type { ClientEntry, CreationForm } from './catalogue/schema.js';
import { lazy } from './lazy.js';
import type { Target, Wait } from './model.js';
import type { CallSite, Reading } from './sites.js';
import { conditionsOf, type Holds } from './versions.js';
import { defaultWait, longest } from './waits.js';

/** What is known of an agent that only leaves as an option of clients which cannot be seen: `options.httpsAgent = agent`. */
export interface Landing {
	/** Those clients set their sockets themselves, whatever agent they are given. */
	readonly isOverridden: boolean;
	/** The longest time that they wait by default. */
	readonly wait: Wait | undefined;
}

interface LandingContext {
	readonly entries: readonly ClientEntry[];
	readonly target: Target;
	/** Seconds. */
	readonly idleTimeout: number;
}

interface Taker {
	readonly entry: ClientEntry;
	readonly form: CreationForm;
	readonly holds: Holds;
	/** The options that take an agent. */
	readonly options: readonly string[];
}

/** Judges agents by the clients whose modules the text loads, or a file of the project that it loads itself. */
export function createLandings(reading: Reading, context: LandingContext): (site: CallSite) => Landing | undefined {
	const loaded = lazy(() => findTakers(reading, context));
	const ofProject = lazy(() => findTakersOfProject(context));
	return ({ landsAs = [] }) => {
		if (landsAs.length === 0) return undefined;
		const taking = landsAs.map((path) => takersOf(path, loaded()));
		if (taking.some((takers) => takers.length === 0)) return landingIn(ofProject(), landsAs);
		const isOverridden = taking.every((takers) => takers.some(overrides));
		const waits = taking
			.flat()
			.map(({ entry, form, holds }) =>
				defaultWait({ entry, form, holds, timeoutTypes: [], idleTimeout: context.idleTimeout }),
			);
		return { isOverridden, wait: longest(waits, context.idleTimeout) };
	};
}

/** Where no client is in sight: one that the project has and that takes agents so may set their sockets itself. */
function findTakersOfProject({ entries, target }: LandingContext): readonly Taker[] {
	return entries
		.filter(({ forms }) => forms.some(({ overridesCarrier }) => overridesCarrier))
		.filter((entry) => entry.package !== undefined && target.packages[entry.language].has(entry.package))
		.flatMap((entry) => takersIn(entry, target));
}

function landingIn(takers: readonly Taker[], paths: readonly string[]): Landing | undefined {
	const isOverridden = paths.every((path) => takersOf(path, takers).some(overrides));
	return isOverridden ? { isOverridden, wait: undefined } : undefined;
}

function takersIn(entry: ClientEntry, target: Target): Taker[] {
	const holds = conditionsOf(entry, target, 'https');
	return entry.forms.map((form) => {
		const options = form.keepalive.flatMap((fact) => (fact.via === 'carrier' && holds(fact.when) ? [fact.option] : []));
		return { entry, form, holds, options };
	});
}

function findTakers({ modules }: Reading, { entries, target }: LandingContext): Taker[] {
	const loaded = [...(modules?.() ?? [])];
	const used = entries.filter((entry) => entry.modules.some((name) => loaded.some((each) => fitsModule(each, name))));
	return used.flatMap((entry) => takersIn(entry, target));
}

/** Those that an agent with this path is given to; `httpOptions.agent` is more than some client's `agent`. */
function takersOf(path: string, takers: readonly Taker[]): readonly Taker[] {
	let best = 1;
	let found: Taker[] = [];
	for (const taker of takers) {
		const fit = fitOf(path, taker);
		if (fit < best) continue;
		if (fit > best) found = [];
		best = fit;
		found.push(taker);
	}
	return found;
}

/** The length of the longest option that the path ends with; 0 where there is none. */
function fitOf(path: string, { options }: Taker): number {
	let fit = 0;
	for (const option of options) {
		const before = path.length - option.length;
		const isEnd = path.endsWith(option) && (before === 0 || path[before - 1] === '.');
		if (isEnd && option.length > fit) fit = option.length;
	}
	return fit;
}

function overrides({ form, holds }: Taker): boolean {
	return form.overridesCarrier?.some((condition) => holds(condition)) === true;
}
