import { type TimelineFacts, timeline, timelineStyle } from '../engine/timeline.js';
import { ruleDocumentation } from '../workspace/documentation.js';
import { plural, tally } from './counting.js';
import { inCell } from './positions.js';
import { countSeverities, type Report, type ReportedFinding } from './report.js';
import { excerptOf } from './excerpt.js';
import { pageScript, pageStyle } from './html-page.js';

/** The report as one page that needs nothing else: no network, no other file. */
export function formatHtml(report: Report, version: string): string {
	const pictures = new Pictures();
	const findings = report.findings.map((finding) => formatFinding(finding, pictures));
	return [
		'<!doctype html>',
		'<html lang="en">',
		'<head>',
		'<meta charset="utf-8">',
		'<meta name="viewport" content="width=device-width, initial-scale=1">',
		`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">`,
		`<title>Keepalive report: ${plural(report.findings.length, 'finding')}</title>`,
		`<style>${pageStyle}${timelineStyle}</style>`,
		'</head>',
		'<body>',
		formatHeader(report),
		formatSummaries(report),
		formatFilter(report),
		pictures.definitions(),
		`<main id="findings">${findings.join('\n')}</main>`,
		formatSkipped(report),
		`<footer>keepalive-lint ${escapeHtml(version)}</footer>`,
		`<script>${pageScript}</script>`,
		'</body>',
		'</html>',
		'',
	].join('\n');
}

function formatHeader({ environment, files, findings }: Report): string {
	const { scanned, gated, skipped } = files;
	const counts = `${plural(scanned, 'file')} scanned, ${gated} of them without a known client, ${skipped.length} skipped`;
	return [
		'<header>',
		`<h1>${findings.length === 0 ? 'No findings' : plural(findings.length, 'finding')}</h1>`,
		`<p>${counts}. Environment <b>${escapeHtml(environment.name)}</b>: the network forgets a connection after ${environment.idleTimeout} s of silence.</p>`,
		'</header>',
	].join('\n');
}

function formatSummaries({ findings }: Report): string {
	const severities = Object.entries(countSeverities(findings)).filter(([, count]) => count > 0);
	const clients = tally(findings.map(({ client }) => client).filter((client) => client !== ''));
	const packages = tally(findings.map(({ detail }) => detail?.package ?? '').filter((name) => name !== ''));
	const rules = tally(findings.map(({ rule }) => rule));
	const tables = [
		formatTable('Severity', 'severity', severities),
		formatTable('Rule', 'rule', rules),
		formatTable('Client', 'client', clients),
		formatTable('Package', 'package', packages),
	];
	return `<section class="summaries">${tables.join('\n')}</section>`;
}

/** Counts with bars; a click on a name filters by it. */
function formatTable(title: string, key: string, counts: readonly (readonly [string, number])[]): string {
	if (counts.length === 0) {
		return '';
	}
	const most = Math.max(...counts.map(([, count]) => count));
	const rows = counts.map(([name, count]) => {
		const shown = escapeHtml(name);
		const button = `<button type="button" title="${shown}" data-key="${key}" data-value="${shown}" aria-pressed="false">${shown}</button>`;
		const bar = `<span class="bar ${key === 'severity' ? name : ''}" style="width:${Math.round((100 * count) / most)}%"></span>`;
		return `<tr><th scope="row">${button}</th><td>${bar}</td><td class="count">${count}</td></tr>`;
	});
	return `<div class="table"><table><caption>${title}</caption><tbody>${rows.join('')}</tbody></table></div>`;
}

function formatFilter({ findings }: Report): string {
	if (findings.length === 0) {
		return '';
	}
	const input =
		'<input id="filter" type="search" placeholder="Filter by path, rule, client or message" aria-label="Filter">';
	return `<div class="filter">${input}<output id="shown" for="filter">${findings.length} of ${findings.length}</output></div>`;
}

function formatFinding(finding: ReportedFinding, pictures: Pictures): string {
	const { path, line, column, rule, severity, message, client, detail } = finding;
	const data = Object.entries({ severity, rule, client, package: detail?.package ?? '' })
		.map(([name, value]) => `data-${name}="${escapeHtml(value)}"`)
		.join(' ');
	return [
		`<article ${data}>`,
		`<h2><span class="badge ${severity}">${severity}</span> <span class="place">${escapeHtml(path)}:${inCell(finding)}${line}:${column}</span>`,
		`<a href="${ruleLink(rule)}">${escapeHtml(rule)}</a></h2>`,
		`<p>${formatMessage(message)}</p>`,
		formatExcerpt(finding),
		detail?.facts === undefined ? '' : pictures.show(detail.facts),
		`<p class="fix">${fixText[finding.fix]}</p>`,
		'</article>',
	].join('\n');
}

const fixText: Readonly<Record<ReportedFinding['fix'], string>> = {
	safe: 'Fixed by <code>--fix</code>.',
	unsafe: 'Fixed by <code>--fix --unsafe-fixes</code>, which may change behaviour.',
	none: 'No automatic fix.',
};

function ruleLink(rule: string): string {
	return escapeHtml(ruleDocumentation(rule as Parameters<typeof ruleDocumentation>[0]));
}

function formatExcerpt(finding: ReportedFinding): string {
	const excerpt = excerptOf(finding, 160);
	if (excerpt === undefined) {
		return '';
	}
	const { before, marked, after } = excerpt;
	return `<pre><span class="number">${finding.line}</span>${escapeHtml(before)}<mark>${escapeHtml(marked)}</mark>${escapeHtml(after)}</pre>`;
}

/** Code in a message stands between backticks. */
function formatMessage(message: string): string {
	return escapeHtml(message).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function formatSkipped({ files: { skipped } }: Report): string {
	if (skipped.length === 0) {
		return '';
	}
	const rows = skipped.map(({ path, reason }) => `<li>${escapeHtml(path)}: ${escapeHtml(reason)}</li>`);
	return `<details class="skipped"><summary>${plural(skipped.length, 'file')} skipped</summary><ul>${rows.join('')}</ul></details>`;
}

/** Many findings have the same numbers; each picture is in the page once. */
class Pictures {
	private readonly byFacts = new Map<string, { readonly id: string; readonly picture: string }>();

	show(facts: TimelineFacts): string {
		const key = JSON.stringify(facts);
		const known = this.byFacts.get(key);
		const id = known?.id ?? `timeline-${this.byFacts.size + 1}`;
		const picture = known?.picture ?? timeline(facts, { style: false });
		this.byFacts.set(key, { id, picture });
		const [, viewBox = ''] = /viewBox="([^"]*)"/.exec(picture) ?? [];
		const [, label = ''] = /aria-label="([^"]*)"/.exec(picture) ?? [];
		return `<svg class="timeline" viewBox="${viewBox}" role="img" aria-label="${label}"><use href="#${id}"/></svg>`;
	}

	definitions(): string {
		const pictures = [...this.byFacts.values()].map(({ id, picture }) => picture.replace('<svg ', `<svg id="${id}" `));
		return `<svg class="definitions" aria-hidden="true"><defs>${pictures.join('')}</defs></svg>`;
	}
}

function escapeHtml(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
