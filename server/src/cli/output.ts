import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { describeFileError } from '../workspace/file-errors.js';
import { relativePath } from '../workspace/folders.js';
import type { Format } from './arguments.js';
import { exitCodes, type Io } from './io.js';
import { countSeverities, type Report } from '../report/report.js';
import { formatReport } from './reporters/index.js';

/** What was asked for, or what suits the surroundings: annotations where a GitHub workflow shows standard output. */
export function chooseFormat(asked: Format | undefined, output: string | undefined, io: Io): Format {
	return asked ?? (io.github !== undefined && output === undefined ? 'github' : 'text');
}

/** The report in a format, as this process should show it. */
export function format(report: Report, chosen: Format, output: string | undefined, io: Io): string {
	const workspace = io.github?.workspace;
	const folder = workspace === undefined ? '' : relativePath(workspace, io.cwd);
	return formatReport(chosen, report, {
		colour: io.colour && output === undefined,
		version: io.version,
		// What lies outside of the checkout cannot be annotated anyway.
		folder: folder.startsWith('..') ? '' : folder,
	});
}

/** Writes to a file, or to standard output where none is named. False after a word on why it could not. */
export function write(text: string, output: string | undefined, io: Io): boolean {
	if (output === undefined) {
		io.stdout(text);
		return true;
	}
	try {
		writeFileSync(resolve(io.cwd, output), text);
		return true;
	} catch (error) {
		io.stderr(`${output}: the report cannot be written (${describeFileError(error)}).\n`);
		return false;
	}
}

/** Whether findings fail the run. */
export function judge(
	findings: Report['findings'],
	options: { readonly maxWarnings: number; readonly exitZero: boolean },
): number {
	const { error, warning } = countSeverities(findings);
	return !options.exitZero && (error > 0 || warning > options.maxWarnings) ? exitCodes.findings : exitCodes.clean;
}
