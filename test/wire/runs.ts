import { satisfies } from 'semver';
import { catalogue } from '../../server/src/engine/catalogue/index.js';
import type { ClientEntry, Condition, FixFact } from '../../server/src/engine/catalogue/schema.js';
import { defaultEnvironment } from '../../server/src/engine/catalogue/environments.js';
import { createEngine } from '../../server/src/engine/index.js';
import type {
	Assessment,
	CheckContext,
	Environment,
	Language,
	Probe,
	SourceDocument,
	Version,
} from '../../server/src/engine/index.js';
import { boundariesOf, stretchesOf } from './boundaries.js';
import { nodeLines, registry } from './registry.js';
import type { PythonSuite } from './runtimes.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './runtimes.js';
import { readSamples, withScheme } from './samples.js';
import type { Sample } from './samples.js';

/** What a program runs on. */
export type Runtime =
	| { readonly kind: 'node'; readonly line: string; readonly version: string }
	| { readonly kind: 'python'; readonly suite: PythonSuite };

/** A program with one version of its client and one scheme, on each runtime that this version runs on. */
export interface Run {
	readonly sample: Sample;
	readonly entry: ClientEntry;
	readonly scheme: 'http' | 'https';
	/** The client's version; empty for what comes with the runtime. */
	readonly version: string;
	readonly runtimes: readonly Runtime[];
}

const engine = createEngine();

/** Rows of the catalogue that no program proves (`python/openai` where both languages have the name), each with the reason. */
export const reasons = JSON.parse(readFileSync(join(root, 'test/wire/unproven.json'), 'utf8')) as Readonly<
	Record<string, string>
>;

/** The file's name. */
export function programOf({ id, variant, extension }: Sample): string {
	return [id, variant, extension].filter((part) => part !== '').join('.');
}

/** The row of a program; throws where there is none. */
function entryOf({ language, id }: Sample): ClientEntry {
	const entry = catalogue[language].find((each) => each.id === id);
	if (entry === undefined) {
		throw new Error(`test/wire/samples/${language}/${id}.*: the catalogue has no row "${id}"`);
	}
	return entry;
}

const runsOn = (runtime: Runtime, range: string): boolean =>
	runtime.kind === 'node' && satisfies(runtime.version, range);

function nodeRuntimes(range: string): readonly Runtime[] {
	return nodeLines
		.map((line): Runtime => ({ kind: 'node', line, version: registry.nodes[line] }))
		.filter((runtime) => runsOn(runtime, range));
}

/**
 * What Node.js itself changed between its lines: for each stretch that has no line, the last version of it that is there.
 * Clients built on Node's own modules are not run in each, but below the first change.
 */
function runtimesBetween(entry: ClientEntry): readonly Runtime[] {
	const lines = Object.values(registry.nodes);
	const stretches = stretchesOf(boundariesOf(entry).node);
	return (entry.package === undefined ? stretches : stretches.slice(0, 1))
		.filter((stretch) => !lines.some((version) => stretch.has(version)))
		.flatMap((stretch) => registry.between.filter((version) => stretch.has(version)).slice(-1))
		.map((version) => ({ kind: 'node', line: version, version }));
}

/** Runs of JavaScript programs with every version of their client that the registry lists. */
export function javascriptRuns(): readonly Run[] {
	return runsOf(readSamples('javascript').filter(({ heartbeats }) => heartbeats === undefined));
}

/** Programs whose clients hold the path with messages of their own. */
export const beatingSamples = (language: Language): readonly Sample[] =>
	readSamples(language).filter(({ heartbeats }) => heartbeats !== undefined);

/** Runs of those of JavaScript. */
export const beatingJavascriptRuns = (): readonly Run[] => runsOf(beatingSamples('javascript'));

/** Runs of those programs. */
export function heartbeatRuns(suites: readonly PythonSuite[]): readonly Run[] {
	return [...runsOf(beatingSamples('javascript')), ...pythonRunsOf(beatingSamples('python'), suites)];
}

function runsOf(samples: readonly Sample[]): readonly Run[] {
	return samples.flatMap((sample) => {
		const entry = entryOf(sample);
		const versions = entry.package === undefined ? { '': '*' } : registry.clients[entry.package];
		if (versions === undefined) {
			throw new Error(`test/wire/registry.json lists no version of ${entry.package}`);
		}
		const between = runtimesBetween(entry);
		return Object.entries(versions)
			.filter(([version]) => version === '' || satisfies(version, sample.range))
			.flatMap(([version, range]) =>
				sample.schemes.map((scheme) => {
					const runtimes = [...nodeRuntimes(range), ...between.filter((runtime) => runsOn(runtime, range))];
					return { sample, entry, scheme, version, runtimes };
				}),
			);
	});
}

/** Runs of Python programs in the suites that have their client. */
export function pythonRuns(suites: readonly PythonSuite[]): readonly Run[] {
	return pythonRunsOf(
		readSamples('python').filter(({ heartbeats }) => heartbeats === undefined),
		suites,
	);
}

function pythonRunsOf(samples: readonly Sample[], suites: readonly PythonSuite[]): readonly Run[] {
	return samples.flatMap((sample) => {
		const entry = entryOf(sample);
		const wanted = suites.filter(({ name }) => sample.suites?.includes(name) ?? true);
		return wanted.flatMap((suite) => {
			const version = entry.package === undefined ? '' : suite.packages.get(entry.package.toLowerCase());
			const complete = sample.needs.every((name) => suite.packages.has(name));
			return version === undefined || !complete || (version !== '' && !satisfies(plain(version), sample.range))
				? []
				: sample.schemes.map((scheme): Run => {
						return { sample, entry, scheme, version: plain(version), runtimes: [{ kind: 'python', suite }] };
					});
		});
	});
}

/** `1.2` and `2.31.0+dfsg` as a plain version; empty stays empty. */
function plain(version: string): string {
	const numbers = /^\d+(?:\.\d+)*/.exec(version)?.[0].split('.') ?? [];
	return numbers.length === 0 ? '' : [...numbers, '0', '0'].slice(0, 3).map(Number).join('.');
}

/** What the tool is told about the program's project. */
function contextOf({ entry, version }: Run, runtime: Runtime, environment: Environment): CheckContext {
	const read = (text: string): Version => ({ version: text, source: 'proof' });
	const names = entry.package === undefined ? [] : [[entry.package, read(version)] as const];
	const packages = new Map<string, Version>(names);
	const target = {
		node: read(runtime.kind === 'node' ? runtime.version : '22.0.0'),
		python: read(runtime.kind === 'python' ? plain(runtime.suite.python) : '3.11.0'),
		packages: { javascript: packages, python: packages },
	};
	return { environment, target, rules: {} };
}

function documentOf({ sample, scheme }: Run): SourceDocument {
	const { language, extension, text } = sample;
	return { path: `report.${extension}`, language, text: withScheme(text, scheme) };
}

/** The idle time that fixes write, in seconds. */
export const recommendedIdle = defaultEnvironment.idle;

/** What the tool says about a program. */
export interface Prediction {
	/** The probe of the client that decides. */
	readonly probe: Probe;
	/** True where the catalogue has a fix for it on this runtime. */
	readonly fixable: boolean;
	readonly text: string;
	/** After the tool's own fixes; the same text where it offers none. */
	readonly fixed: { readonly text: string; readonly probe: Probe };
}

const deciding = (clients: readonly Assessment[]): Assessment | undefined =>
	clients.find(({ probe }) => probe.kind !== 'inherited' && probe.kind !== 'unknown') ?? clients[0];

function holds(when: Condition | undefined, { scheme, version }: Run, runtime: Runtime): boolean {
	const node = runtime.kind === 'node' ? runtime.version : undefined;
	return (
		(when?.scheme === undefined || when.scheme === scheme) &&
		(when?.node === undefined || (node !== undefined && satisfies(node, when.node))) &&
		(when?.package === undefined || version === '' || satisfies(version, when.package))
	);
}

/** True for a fix that mends what such a probe lacks. */
function mends({ for: purposes }: FixFact, probe: Probe): boolean {
	const purpose = probe.kind === 'off' || probe.kind === 'pooled-only' ? 'missing' : 'late';
	return purposes === undefined || purposes.includes(purpose);
}

/** The tool's verdict on its own fix; what is to be measured where the program says that the tool has none. */
function verdictOnFix({ verdict }: Sample, clients: readonly Assessment[]): Probe {
	const probe: Probe = deciding(clients)?.probe ?? { kind: 'unknown' };
	return probe.kind === verdict ? { kind: 'on', idle: recommendedIdle } : probe;
}

/** Asks the tool about a program; throws where it finds no client in it. */
export function predict(run: Run, runtime: Runtime, environment: Environment = defaultEnvironment): Prediction {
	const document = documentOf(run);
	const context = contextOf(run, runtime, environment);
	const found = deciding(engine.check(document, context).clients);
	if (found === undefined) {
		throw new Error(`The tool finds no client in\n${document.text}`);
	}
	const fixes = found.creation.form.fixes ?? [];
	const fixed = engine.fixAll(document, context, { unsafe: run.sample.unsafe });
	const { protected: idle } = run.sample;
	return {
		probe: found.probe.kind === 'inherited' && idle !== undefined ? { kind: 'on', idle } : found.probe,
		fixable: fixes.some(
			(fix) =>
				mends(fix, found.probe) &&
				holds(fix.when, run, runtime) &&
				(fix.scheme === undefined || fix.scheme === run.scheme),
		),
		text: document.text,
		fixed: { text: fixed.text, probe: verdictOnFix(run.sample, fixed.remaining.clients) },
	};
}

/** The runtime in titles: `Node 20.20.2`, `Python 3.13.5`. */
export function nameOf(runtime: Runtime): string {
	return runtime.kind === 'node' ? `Node ${runtime.version}` : `Python ${runtime.suite.python}`;
}

/** The run in titles: `got 14.6.6 (extend) over https`. */
export function titleOf({ entry, sample, version, scheme }: Run): string {
	const name = version === '' ? entry.name : `${entry.name} ${version}`;
	return `${name}${sample.variant === '' ? '' : ` (${sample.variant})`} over ${scheme}`;
}
