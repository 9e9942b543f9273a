import type { Severity } from '../../engine/index.js';
import { inFile } from '../../report/positions.js';
import type { Report, ReportedFinding } from '../../report/report.js';

const commands: Readonly<Record<Severity, string>> = {
	error: 'error',
	warning: 'warning',
	information: 'notice',
	hint: 'notice',
};

/** Workflow commands of GitHub Actions; `folder` is the working directory relative to the checkout. */
export function formatGitHub(report: Report, folder: string): string {
	return report.findings.map((finding) => `${annotate(finding, folder)}\n`).join('');
}

function annotate(finding: ReportedFinding, folder: string): string {
	const { path, line, endLine, column, endColumn, rule, severity, message } = inFile(finding);
	const properties: readonly (readonly [string, string | number])[] = [
		['file', folder === '' ? path : `${folder}/${path}`],
		['line', line],
		['endLine', endLine],
		// GitHub takes columns only within one line.
		...(line === endLine ? ([['col', column] as const, ['endColumn', endColumn] as const] as const) : []),
		['title', rule],
	];
	const list = properties.map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(',');
	return `::${commands[severity]} ${list}::${escapeData(message)}`;
}

function escapeData(text: string): string {
	return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
	return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
