import type { Assessment, CheckResult, Edit, Finding, Fix, Span } from '../engine/index.js';
import type { TimelineFacts } from '../engine/timeline.js';
import { sha256 } from '../workspace/sha256.js';
import { findChanges } from '../workspace/text-changes.js';
import { createLines, createPositions, type Place } from './positions.js';

/** What annotated formats show of a finding besides its line in the report. */
export interface FindingDetail {
	/** The first line of the source it is in, without its line end. */
	readonly line: string;
	readonly related: readonly (Place & { readonly message: string })[];
	/** Absent where no format shows them: writing fixes takes longer than finding what they are for. */
	readonly fixes?: readonly ReportedFix[];
	/** The numbers behind the verdict; absent where there is none, as for an unused comment. */
	readonly facts?: TimelineFacts;
	/** The nearest folder with a manifest, as people call it. */
	readonly package: string;
	/** The same for the same code in another place of the file; hexadecimal. */
	readonly fingerprint: string;
}

export interface ReportedFix {
	readonly title: string;
	readonly safety: Fix['safety'];
	readonly edits: readonly ReportedEdit[];
	/** What has to become of other files with it; absent where that is nothing. */
	readonly files?: readonly { readonly path: string; readonly edits: readonly ReportedEdit[] }[];
}

export type ReportedEdit = Place & { readonly text: string };

export interface DetailOptions {
	/** What the file's package is called. */
	readonly package: string;
	readonly showsFixes: boolean;
}

interface DetailParts extends DetailOptions {
	readonly text: string;
	readonly result: CheckResult;
	readonly placeOf: (span: Span) => Place;
}

/** Describes the findings of one file, in their order: equal lines are told apart by it. */
export function describeFinding(parts: DetailParts): (finding: Finding) => FindingDetail {
	const { text, result, placeOf, showsFixes } = parts;
	const lineAt = createLines(text);
	const factsOf = createFacts(result);
	const seen = new Map<string, number>();
	return (finding) => {
		const { rule, api, span, related } = finding;
		const line = lineAt(span.start);
		const facts = factsOf(finding);
		const subject = [rule, api, line.trim()].join('\0');
		const occurrence = (seen.get(subject) ?? 0) + 1;
		seen.set(subject, occurrence);
		return {
			line,
			related: related.map(({ span: place, message }) => ({ ...placeOf(place), message })),
			...(showsFixes && { fixes: finding.fixes.filter(createsNoFile).map((fix) => describeFix(fix, placeOf)) }),
			...(facts === undefined ? {} : { facts }),
			package: parts.package,
			fingerprint: sha256(`${subject}\0${occurrence}`).slice(0, 32),
		};
	};
}

/** No format can say that a file is created; such a fix has a twin that needs no other file. */
function createsNoFile({ files = [] }: Fix): boolean {
	return files.every(({ before }) => before !== undefined);
}

function describeFix({ title, safety, edits, files = [] }: Fix, placeOf: DetailParts['placeOf']): ReportedFix {
	const others = files.map(({ path, before = '', after }) => ({
		path,
		edits: describeEdits(findChanges(before, after), createPositions(before)),
	}));
	return { title, safety, edits: describeEdits(edits, placeOf), ...(others.length > 0 && { files: others }) };
}

function describeEdits(edits: readonly Edit[], placeOf: DetailParts['placeOf']): readonly ReportedEdit[] {
	return edits.map(({ span, text }) => ({ ...placeOf(span), text }));
}

/** Finds the numbers of the creation that a finding is about. */
function createFacts({ clients }: CheckResult): (finding: Finding) => TimelineFacts | undefined {
	// Texts that are full of clients have as many findings.
	let known: ReadonlyMap<string, Assessment> | undefined;
	return ({ client, api, span }) => {
		const assessment = (known ??= indexClients(clients)).get(keyOf(client, api, span));
		if (assessment === undefined) {
			return undefined;
		}
		const { wait, probe, environment } = assessment;
		return {
			idleTimeout: environment.idleTimeout,
			wait: wait.kind === 'seconds' ? wait.seconds : wait.kind,
			...(probe.kind === 'on' ? { idle: probe.idle } : probe.kind === 'system-default' ? { idle: 7200 } : {}),
		};
	};
}

/** The first client of each name that may be reported at a place. */
function indexClients(clients: readonly Assessment[]): ReadonlyMap<string, Assessment> {
	const known = new Map<string, Assessment>();
	for (const client of clients) {
		const { entry, form } = client.creation;
		for (const span of spansOf(client)) {
			const key = keyOf(entry.name, form.api, span);
			if (!known.has(key)) {
				known.set(key, client);
			}
		}
	}
	return known;
}

function keyOf(client: string, api: string, { start, end }: Span): string {
	return `${start} ${end} ${client} ${api}`;
}

/** Every place that a rule may report an assessment at. */
function spansOf({ creation, defects }: Assessment): readonly Span[] {
	const { site, setting } = creation;
	return [site.callee, ...('span' in setting ? [setting.span] : []), ...defects.map(({ span }) => span)];
}
