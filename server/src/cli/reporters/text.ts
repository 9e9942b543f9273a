import type { Severity } from '../../engine/index.js';
import { plural, tally } from '../../report/counting.js';
import { inCell } from '../../report/positions.js';
import {
	countSeverities,
	type Report,
	type ReportedClient,
	type ReportedFinding,
	type ReportedSilence,
} from '../../report/report.js';
import { excerptOf, widthOf } from '../../report/excerpt.js';

/** Select Graphic Rendition codes of terminals. */
const colours: Readonly<Record<Severity, string>> = { error: '31', warning: '33', information: '36', hint: '2' };
const bold = '1';
const faint = '2';

/** The report for people: findings by file with their source, then counts. */
export function formatText(report: Report, options: { readonly colour: boolean }): string {
	const paint = (text: string, code: string): string => (options.colour ? `\x1b[${code}m${text}\x1b[0m` : text);
	const byFile = new Map<string, ReportedFinding[]>();
	for (const finding of report.findings) {
		const ofFile = byFile.get(finding.path) ?? [];
		ofFile.push(finding);
		byFile.set(finding.path, ofFile);
	}
	const groups = [...byFile.values()].map((findings) => formatFile(findings, paint));
	const silent = report.clients.filter(isSilent);
	return [...groups, ...(silent.length > 0 ? [formatSilent(silent, paint)] : []), formatSummary(report)].join('\n');
}

type Paint = (text: string, code: string) => string;

function formatFile(findings: readonly ReportedFinding[], paint: Paint): string {
	const rows = findings.map((finding) => ({
		finding,
		place: `${finding.path}:${inCell(finding)}${finding.line}:${finding.column}`,
	}));
	const width = {
		place: Math.max(...rows.map(({ place }) => place.length)),
		severity: Math.max(...rows.map(({ finding }) => finding.severity.length)),
		rule: Math.max(...rows.map(({ finding }) => finding.rule.length)),
	};
	return rows
		.map(({ finding, place }) => {
			const severity = paint(finding.severity.padEnd(width.severity), colours[finding.severity]);
			const rule = paint(finding.rule.padEnd(width.rule), bold);
			const head = `${place.padEnd(width.place)}  ${severity}  ${rule}  ${finding.message}\n`;
			const why = finding.noFix === undefined ? '' : `${' '.repeat(7)}${paint(`= no fix: ${finding.noFix}`, faint)}\n`;
			return head + formatExcerpt(finding, paint) + why;
		})
		.join('');
}

type SilentClient = ReportedClient & { readonly silence: ReportedSilence };

function isSilent(client: ReportedClient): client is SilentClient {
	return client.silence !== undefined;
}

/** The clients that are not reported, with the reason, and the rule that would report them without it. */
function formatSilent(clients: readonly SilentClient[], paint: Paint): string {
	const rows = clients.map((client) => {
		const { path, line, column, silence } = client;
		const { reason, at, instead } = silence;
		const decides = at === undefined ? '' : ` (${at.path}:${inCell(at)}${at.line})`;
		const otherwise = instead === undefined ? '' : ` Without that: ${instead.rule} (${instead.severity}).`;
		return `${path}:${inCell(client)}${line}:${column}  ${reason.replace(/\.$/, '')}${decides}.${paint(otherwise, faint)}\n`;
	});
	return `${plural(clients.length, 'client')} not reported:\n${rows.join('')}`;
}

/** The source line and below it what the finding is about, underlined. */
function formatExcerpt(finding: ReportedFinding, paint: Paint): string {
	const excerpt = excerptOf(finding);
	if (excerpt === undefined) {
		return '';
	}
	const { before, marked, after } = excerpt;
	const number = String(finding.line).padStart(6);
	const gutter = paint(`${number} |`, faint);
	const empty = paint(`${' '.repeat(number.length)} |`, faint);
	const underline = paint('^'.repeat(Math.max(1, widthOf(marked))), colours[finding.severity]);
	return `${gutter} ${before}${marked}${after}\n${empty} ${' '.repeat(widthOf(before))}${underline}\n`;
}

function formatSummary({ environment, files, findings, suppressed }: Report): string {
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
	return [
		`${found}${formatFixable(findings)}${formatSuppressed(suppressed)}`,
		...formatTally(
			'By rule',
			findings.map(({ rule }) => rule),
		),
		...formatTally(
			'By client',
			findings.map(({ client }) => client),
		),
		checked,
		network,
		'',
	].join('\n');
}

/** More would be longer than the list of findings is helpful. */
const mostTallied = 12;

/** One finding needs no table. */
function formatTally(title: string, words: readonly string[]): readonly string[] {
	const counted = tally(words.filter((word) => word !== ''));
	const shown = counted.slice(0, counted.length > mostTallied + 1 ? mostTallied : undefined);
	const others = counted.slice(shown.length);
	const rest = others.reduce((sum, [, count]) => sum + count, 0);
	const parts = shown.map(([word, count]) => `${word} ${count}`);
	const text = [...parts, ...(rest === 0 ? [] : [`${others.length} others ${rest}`])].join(', ');
	return words.length < 2 ? [] : [`${title}: ${text}.`];
}

function formatSuppressed(suppressed: Report['suppressed']): string {
	const byFile = suppressed.filter(({ suppressedBy }) => suppressedBy === 'file').length;
	return byFile === 0 ? '' : ` ${plural(byFile, 'finding')} suppressed by keepalive-suppressions.json.`;
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
