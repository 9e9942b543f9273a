import type { Report } from '../report.js';

/** The report for programs; `version` changes when a field does. */
export function formatJson(report: Report): string {
	const { environment, files, clients, findings } = report;
	return `${JSON.stringify({ version: 1, environment, files, clients, findings }, undefined, 2)}\n`;
}
