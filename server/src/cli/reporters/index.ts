import type { Format } from '../arguments.js';
import type { Report } from '../../report/report.js';
import { formatGitHub } from './github.js';
import { formatHtml } from '../../report/html.js';
import { formatJson } from './json.js';
import { formatSarif } from '../../report/sarif.js';
import { formatText } from './text.js';

export interface ReporterOptions {
	readonly colour: boolean;
	/** The product's version. */
	readonly version: string;
	/** The working directory relative to the checkout of a GitHub workflow, with forward slashes; empty at its top. */
	readonly folder: string;
}

/** The report as text. */
export function formatReport(format: Format, report: Report, options: ReporterOptions): string {
	switch (format) {
		case 'text':
			return formatText(report, options);
		case 'json':
			return formatJson(report);
		case 'sarif':
			return formatSarif(report, options.version);
		case 'github':
			return formatGitHub(report, options.folder);
		case 'html':
			return formatHtml(report, options.version);
	}
}

/** Whether a format shows more of a finding than its place and message. */
export function needsDetails(format: Format): boolean {
	return format !== 'json' && format !== 'github';
}
