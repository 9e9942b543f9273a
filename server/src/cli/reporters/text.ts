import type { Severity } from '../../engine/index.js';
import { countSeverities, type Report, type ReportedFinding } from '../report.js';

/** Select Graphic Rendition codes of terminals. */
const colours: Readonly<Record<Severity, string>> = { error: '31', warning: '33', information: '36', hint: '2' };

/** The report for people: findings by file, then counts. */
export function formatText(report: Report, options: { readonly colour: boolean }): string {
	const paint = (text: string, code: string): string => (options.colour ? `\x1b[${code}m${text}\x1b[0m` : text);
	const byFile = new Map<string, ReportedFinding[]>();
	for (const finding of report.findings) {
		byFile.set(finding.path, [...(byFile.get(finding.path) ?? []), finding]);
	}
	const groups = [...byFile.values()].map((findings) => formatFile(findings, paint));
	return [...groups, formatSummary(report)].join('\n');
}

type Paint = (text: string, code: string) => string;

function formatFile(findings: readonly ReportedFinding[], paint: Paint): string {
	const rows = findings.map((finding) => ({
		finding,
		place: `${finding.path}:${finding.line}:${finding.column}`,
	}));
	const width = {
		place: Math.max(...rows.map(({ place }) => place.length)),
		severity: Math.max(...rows.map(({ finding }) => finding.severity.length)),
		rule: Math.max(...rows.map(({ finding }) => finding.rule.length)),
	};
	return rows
		.map(({ finding, place }) => {
			const severity = paint(finding.severity.padEnd(width.severity), colours[finding.severity]);
			const rule = paint(finding.rule.padEnd(width.rule), '1');
			return `${place.padEnd(width.place)}  ${severity}  ${rule}  ${finding.message}\n`;
		})
		.join('');
}

function formatSummary({ environment, files, findings }: Report): string {
	const counts = Object.entries(countSeverities(findings))
		.filter(([, count]) => count > 0)
		.map(([severity, count]) => (severity === 'information' ? `${count} information` : plural(count, severity)));
	const fileCount = new Set(findings.map((finding) => finding.path)).size;
	const found =
		findings.length === 0
			? 'No findings.'
			: `${plural(findings.length, 'finding')} (${counts.join(', ')}) in ${plural(fileCount, 'file')}.`;
	const { scanned, gated, skipped } = files;
	const checked = `${plural(scanned, 'file')} scanned (${gated} without a known client), ${skipped.length} skipped.`;
	const network = `Environment ${environment.name}: idle timeout ${environment.idleTimeout} s.`;
	return [`${found}${formatFixable(findings)}`, checked, network, ''].join('\n');
}

function formatFixable(findings: readonly ReportedFinding[]): string {
	const safe = findings.filter((finding) => finding.fix === 'safe').length;
	const unsafe = findings.filter((finding) => finding.fix === 'unsafe').length;
	const parts = [
		...(safe > 0 ? [`${safe} fixable with --fix`] : []),
		...(unsafe > 0 ? [`${unsafe}${safe > 0 ? ' more' : ''} with --fix --unsafe-fixes`] : []),
	];
	return parts.length === 0 ? '' : ` ${parts.join(', ')}.`;
}

function plural(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
