import type { Report, ReportedFinding } from '../../report/report.js';

/** The report for programs; `version` changes when a field does. */
export function formatJson(report: Report): string {
	const { environment, files, clients } = report;
	const findings = report.findings.map(withoutDetail);
	return `${JSON.stringify({ version: 1, environment, files, clients, findings }, undefined, 2)}\n`;
}

function withoutDetail({ detail, ...finding }: ReportedFinding): Omit<ReportedFinding, 'detail'> {
	void detail;
	return finding;
}
