import type {
	Assessment,
	CheckResult,
	Environment,
	Finding,
	Fix,
	Probe,
	Severity,
	Span,
	Wait,
} from '../engine/index.js';
import { createPositions, type Place } from './positions.js';

/** What a run found, in the shape of the JSON report. */
export interface Report {
	readonly environment: Pick<Environment, 'name' | 'idleTimeout'>;
	readonly files: FileCounts;
	readonly clients: readonly ReportedClient[];
	readonly findings: readonly ReportedFinding[];
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
}

/** What one file adds to the report. */
export interface FileReport {
	readonly path: string;
	readonly clients: readonly ReportedClient[];
	readonly findings: readonly ReportedFinding[];
}

/** Turns offsets into lines and columns; the text is not needed afterwards. */
export function reportFile(path: string, text: string, result: CheckResult): FileReport {
	const placeOf = createPositions(text);
	return {
		path,
		clients: result.clients.map((client) => reportClient(path, client, placeOf)),
		findings: result.findings.map((finding) => reportFinding(path, finding, placeOf)),
	};
}

function reportClient(path: string, assessment: Assessment, placeOf: (span: Span) => Place): ReportedClient {
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

function reportWait(wait: Wait): ReportedClient['wait'] {
	return wait.kind === 'seconds' ? { seconds: wait.seconds } : wait.kind;
}

function reportFinding(path: string, finding: Finding, placeOf: (span: Span) => Place): ReportedFinding {
	const { rule, severity, message, client, api } = finding;
	return { path, ...placeOf(finding.span), rule, severity, message, client, api, fix: bestFix(finding.fixes) };
}

function bestFix(fixes: readonly Fix[]): ReportedFinding['fix'] {
	return fixes.find((fix) => fix.safety === 'safe')?.safety ?? fixes[0]?.safety ?? 'none';
}

/** How many findings there are of each severity. */
export function countSeverities(findings: readonly ReportedFinding[]): Readonly<Record<Severity, number>> {
	const counts = { error: 0, warning: 0, information: 0, hint: 0 };
	for (const { severity } of findings) {
		counts[severity]++;
	}
	return counts;
}
