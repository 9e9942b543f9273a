import type {
	Assessment,
	CheckResult,
	Environment,
	FileLine,
	Finding,
	Fix,
	Probe,
	Severity,
	Silence,
	Span,
	Wait,
} from '../engine/index.js';
import { describeFinding, type DetailOptions, type FindingDetail } from './finding-detail.js';
import { type CellPlace, createCellPositions, createPositions, type Place } from './positions.js';

/** What a run found: the JSON report, and what other reports show besides. */
export interface Report {
	readonly environment: Pick<Environment, 'name' | 'idleTimeout'>;
	readonly files: FileCounts;
	readonly clients: readonly ReportedClient[];
	readonly findings: readonly ReportedFinding[];
	/** Findings that comments or the suppressions file silence. */
	readonly suppressed: readonly ReportedFinding[];
	/** True where a suppressions file holds for some of the files. */
	readonly hasBaseline: boolean;
}

export interface FileCounts {
	/** Files that were read. */
	readonly scanned: number;
	/** How many of them name no known client. */
	readonly gated: number;
	readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

export interface ReportedClient extends Place {
	/** Relative to the working directory, with forward slashes. */
	readonly path: string;
	readonly client: string;
	readonly api: string;
	readonly wait: { readonly seconds: number } | 'unbounded' | 'unknown';
	readonly probe: { readonly idle: number } | Exclude<Probe['kind'], 'on'>;
	/** Why there is no finding; present where that was asked for and there is none. */
	readonly silence?: ReportedSilence;
}

export interface ReportedSilence extends Pick<Silence, 'kind' | 'instead'> {
	/** A sentence. */
	readonly reason: string;
	/** The statement, agent or option that decides; relative to the working directory, the line from 1, in its cell. */
	readonly at?: FileLine & Pick<Place, 'cell'>;
}

export interface ReportedFinding extends Place {
	readonly path: string;
	readonly rule: string;
	readonly severity: Severity;
	readonly message: string;
	readonly client: string;
	readonly api: string;
	/** The safety of the best fix. */
	readonly fix: Fix['safety'] | 'none';
	/** Why there is none, as a clause; absent where that is not known. */
	readonly noFix?: string;
	/** What silences it. */
	readonly suppressedBy?: 'comment' | 'file';
	/** What some formats show besides; absent where the format at hand does not. */
	readonly detail?: FindingDetail;
}

/** What one file adds to the report; plain data, which travels between threads and into the cache. */
export interface FileReport {
	readonly path: string;
	readonly clients: readonly ReportedClient[];
	readonly findings: readonly ReportedFinding[];
	/** Silenced by comments. */
	readonly suppressed: readonly ReportedFinding[];
}

export interface FileReportOptions {
	/** Absent where no format shows more of a finding than the JSON report does. */
	readonly details?: DetailOptions;
	/** Why a client is not reported; absent where nobody asks. */
	readonly silenceOf?: (client: Assessment) => Silence | undefined;
}

/** Turns offsets into lines and columns; the text is not needed afterwards. */
export function reportFile(
	file: { readonly path: string; readonly text: string; readonly cells?: readonly CellPlace[] },
	result: CheckResult,
	{ details, silenceOf }: FileReportOptions = {},
): FileReport {
	const { path, text } = file;
	const placeOf = file.cells === undefined ? createPositions(text) : createCellPositions(text, file.cells);
	const describe = details && describeFinding({ text, result, placeOf, ...details });
	const report = (finding: Finding): ReportedFinding => {
		const { rule, severity, message, client, api, fixSafety, noFix } = finding;
		const why = noFix === undefined ? {} : { noFix };
		const fix = { fix: fixSafety, ...why };
		const reported = { path, ...placeOf(finding.span), rule, severity, message, client, api, ...fix };
		return describe === undefined ? reported : { ...reported, detail: describe(finding) };
	};
	return {
		path,
		clients: result.clients.map((client) => {
			const silence = silenceOf?.(client);
			const reported = reportClient(path, client, placeOf);
			return silence === undefined ? reported : { ...reported, silence: reportSilence(silence, path, placeOf) };
		}),
		findings: result.findings.map(report),
		suppressed: result.suppressed.map((finding) => ({ ...report(finding), suppressedBy: 'comment' as const })),
	};
}

type PlaceOf = (span: Span) => Place;

function reportClient(path: string, assessment: Assessment, placeOf: PlaceOf): ReportedClient {
	const { creation, wait, probe } = assessment;
	return {
		path,
		...placeOf(creation.site.callee),
		client: creation.entry.name,
		api: creation.form.api,
		wait: reportWait(wait),
		probe: probe.kind === 'on' ? { idle: probe.idle } : probe.kind,
	};
}

function reportSilence({ kind, text, at, instead }: Silence, path: string, placeOf: PlaceOf): ReportedSilence {
	const place = at === undefined || 'path' in at ? at : lineOf(path, placeOf(at));
	return {
		kind,
		reason: text,
		...(place === undefined ? {} : { at: place }),
		...(instead === undefined ? {} : { instead }),
	};
}

function lineOf(path: string, { line, cell }: Place): NonNullable<ReportedSilence['at']> {
	return { path, ...(cell !== undefined && { cell }), line };
}

function reportWait(wait: Wait): ReportedClient['wait'] {
	return wait.kind === 'seconds' ? { seconds: wait.seconds } : wait.kind;
}

/** How many findings there are of each severity. */
export function countSeverities(findings: readonly ReportedFinding[]): Readonly<Record<Severity, number>> {
	const counts = { error: 0, warning: 0, information: 0, hint: 0 };
	for (const { severity } of findings) {
		counts[severity]++;
	}
	return counts;
}
