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

/** What a format shows of a finding besides its place and message. */
export type Details = 'none' | 'without-fixes' | 'with-fixes';

export function detailsOf(format: Format): Details {
	switch (format) {
		case 'json':
		case 'github':
			return 'none';
		case 'text':
		case 'html':
			return 'without-fixes';
		case 'sarif':
			return 'with-fixes';
	}
}
