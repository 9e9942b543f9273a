import type { Severity } from '../engine/index.js';
import { type Rule, rules } from '../engine/rules/index.js';
import { ruleDocumentation } from '../workspace/documentation.js';
import type { ReportedEdit, ReportedFix } from './finding-detail.js';
import { inFile, type Place } from './positions.js';
import type { Report, ReportedFinding } from './report.js';
import type {
	SarifArtifact,
	SarifLevel,
	SarifLog,
	SarifNotification,
	SarifRegion,
	SarifResult,
	SarifRule,
} from './sarif-model.js';

const homepage = 'https://github.com/keepalive-lint/keepalive-lint';

/** Base of all relative addresses. Where that is on the machine that scanned is nobody's business. */
const sourceRoot = 'SRCROOT';

const levels: Readonly<Record<Severity, SarifLevel>> = {
	error: 'error',
	warning: 'warning',
	information: 'note',
	hint: 'note',
};

/** The report as SARIF 2.1.0; equal reports give equal texts. */
export function formatSarif(report: Report, version: string): string {
	const results = [...report.findings, ...report.suppressed].map((finding) => toResult(finding, report.hasBaseline));
	return writeSarif({
		$schema: 'https://json.schemastore.org/sarif-2.1.0.json',
		version: '2.1.0',
		runs: [
			{
				tool: {
					driver: {
						name: 'keepalive-lint',
						version,
						semanticVersion: version,
						informationUri: homepage,
						rules: rules.map(toRule),
					},
				},
				automationDetails: { id: `keepalive-lint/${report.environment.name}/` },
				originalUriBaseIds: { [sourceRoot]: { description: { text: 'The folder that was scanned from.' } } },
				columnKind: 'utf16CodeUnits',
				invocations: [
					{
						executionSuccessful: !report.files.skipped.some(({ reason }) => isFailure(reason)),
						toolExecutionNotifications: report.files.skipped.map(toNotification),
					},
				],
				results: results.sort(compareResults),
				properties: {
					environment: report.environment,
					files: { scanned: report.files.scanned, gated: report.files.gated },
				},
			},
		],
	});
}

export function writeSarif(log: SarifLog): string {
	return `${JSON.stringify(log, undefined, 2)}\n`;
}

/** Orders results by file and place, then by rule. */
export function compareResults(left: SarifResult, right: SarifResult): number {
	const [a, b] = [placeOf(left), placeOf(right)];
	return (
		compare(a.path, b.path) ||
		a.region.startLine - b.region.startLine ||
		a.region.startColumn - b.region.startColumn ||
		compare(left.ruleId, right.ruleId)
	);
}

function placeOf({ locations: [{ physicalLocation }] }: SarifResult): {
	readonly path: string;
	readonly region: SarifRegion;
} {
	return { path: decodeURIComponent(physicalLocation.artifactLocation.uri), region: physicalLocation.region };
}

/** Orders texts by their UTF-16 units, as all reports do. */
export function compare(left: string, right: string): number {
	return left < right ? -1 : left > right ? 1 : 0;
}

function toRule({ id, severity, summary, rationale }: Rule): SarifRule {
	const helpUri = ruleDocumentation(id);
	return {
		id,
		name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
		shortDescription: { text: summary },
		fullDescription: { text: rationale },
		help: {
			text: `${summary}\n\n${rationale}\n\n${helpUri}`,
			markdown: `**${summary}**\n\n${rationale}\n\n[Documentation](${helpUri})`,
		},
		helpUri,
		defaultConfiguration: { level: levels[severity] },
		properties: {
			tags: ['reliability', 'network', 'tcp-keepalive'],
			precision: 'high',
			'problem.severity': severity === 'error' || severity === 'warning' ? severity : 'recommendation',
		},
	};
}

function toResult(reported: ReportedFinding, hasBaseline: boolean): SarifResult {
	const finding = inFile(reported);
	const { path, rule, severity, message, client, api, detail, suppressedBy } = finding;
	const artifactLocation = toArtifact(path);
	// What lies in a cell of a notebook has no region of the file.
	const isWhole = finding.cell === undefined;
	const related = (isWhole && detail?.related) || [];
	const fixes = distinct(((isWhole && detail?.fixes) || []).map((fix) => toFix(fix, artifactLocation)));
	return {
		ruleId: rule,
		ruleIndex: rules.findIndex(({ id }) => id === rule),
		level: levels[severity],
		message: { text: message },
		locations: [
			{
				physicalLocation: {
					artifactLocation,
					region: {
						...toRegion(finding),
						...(isWhole && detail !== undefined ? { snippet: { text: detail.line } } : {}),
					},
				},
			},
		],
		...(related.length === 0
			? {}
			: {
					relatedLocations: related.map((place, id) => ({
						id,
						physicalLocation: { artifactLocation, region: toRegion(place) },
						message: { text: place.message },
					})),
				}),
		...(detail === undefined ? {} : { partialFingerprints: { 'keepaliveFinding/v1': detail.fingerprint } }),
		...(fixes.length === 0 ? {} : { fixes }),
		...(suppressedBy === undefined
			? {}
			: { suppressions: [{ kind: suppressedBy === 'comment' ? 'inSource' : 'external' }] }),
		...(hasBaseline ? { baselineState: suppressedBy === 'file' ? 'unchanged' : 'new' } : {}),
		properties: { client, api, severity },
	};
}

/** The format allows no two fixes that are the same. */
function distinct<T>(items: readonly T[]): readonly T[] {
	return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function toFix({ title, safety, edits, files = [] }: ReportedFix, artifactLocation: SarifArtifact) {
	const others = files.map((file) => toChange(toArtifact(file.path), file.edits));
	return {
		description: { text: safety === 'safe' ? title : `${title} (may change behaviour)` },
		artifactChanges: [toChange(artifactLocation, edits), ...others],
	};
}

function toChange(artifactLocation: SarifArtifact, edits: readonly ReportedEdit[]) {
	const replacements = edits.map(({ text, ...place }) => ({
		deletedRegion: toRegion(place),
		insertedContent: { text },
	}));
	return { artifactLocation, replacements };
}

function toArtifact(path: string): SarifArtifact {
	return { uri: toUri(path), uriBaseId: sourceRoot };
}

function toRegion({ line, column, endLine, endColumn }: Place): SarifRegion {
	return { startLine: line, startColumn: column, endLine, endColumn };
}

function toNotification({ path, reason }: { readonly path: string; readonly reason: string }): SarifNotification {
	return {
		level: isFailure(reason) ? 'error' : 'note',
		message: { text: `Skipped: ${reason}.` },
		locations: [{ physicalLocation: { artifactLocation: toArtifact(path) } }],
	};
}

function isFailure(reason: string): boolean {
	return reason.startsWith('internal error');
}

/** A path as a relative address; what has a meaning there is escaped. */
function toUri(path: string): string {
	return path
		.split('/')
		.map((segment) => encodeURIComponent(segment))
		.join('/');
}
