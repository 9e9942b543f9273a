/** Takes one sentence about a value that cannot be used. */
export type Report = (problem: string) => void;

/** One part of a scan that is split over several machines; `index` from 1. */
export interface Shard {
	readonly index: number;
	readonly total: number;
}

const mostJobs = 256;
const mostShards = 10_000;

/** Worker threads; undefined where the program may choose. */
export function readJobs(text: string | undefined, report: Report): number | undefined {
	if (text === undefined) {
		return undefined;
	}
	const jobs = /^\d{1,4}$/.test(text) ? Number(text) : 0;
	if (jobs < 1 || jobs > mostJobs) {
		report(`--jobs is "${text}"; accepted are whole numbers from 1 to ${mostJobs}.`);
		return undefined;
	}
	return jobs;
}

/** `2/5`: the second of five parts. */
export function readShard(text: string | undefined, report: Report): Shard | undefined {
	if (text === undefined) {
		return undefined;
	}
	const [, index, total] = (/^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? []).map(Number);
	if (index === undefined || total === undefined || index < 1 || index > total || total > mostShards) {
		report(`--shard is "${text}"; accepted is I/N with I from 1 to N, for example 2/5.`);
		return undefined;
	}
	return { index, total };
}

const units: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };

/** `500k`, `2MB` or plain bytes; answers bytes. */
export function readFileSize(text: string | undefined, report: Report): number | undefined {
	if (text === undefined) {
		return undefined;
	}
	const [, digits, unit = ''] = /^(\d{1,12}(?:\.\d{1,3})?)([kmg]?)b?$/i.exec(text) ?? [];
	const bytes = Math.floor(Number(digits) * (units[unit.toLowerCase()] ?? 1));
	// Longer texts do not fit into a string of Node's.
	if (digits === undefined || bytes < 1 || bytes > 500e6) {
		report(`--max-file-size is "${text}"; accepted are sizes from 1 byte to 500M, for example 500k or 2M.`);
		return undefined;
	}
	return bytes;
}

export function readMaxWarnings(text: string | undefined, report: Report): number {
	if (text === undefined) {
		return 0;
	}
	if (!/^\d{1,9}$/.test(text)) {
		report(`--max-warnings is "${text}"; accepted are whole numbers from 0.`);
		return 0;
	}
	return Number(text);
}

/** What git has to say of a file for it to be checked. */
export interface ChangedOption {
	/** A commit, branch or tag; the last commit where absent. */
	readonly ref?: string;
	/** True where `ref` may as well be one of the paths to check: it stood apart, as in `--changed src`. */
	readonly mayBePath: boolean;
}

/** Takes `--changed [REF]` out of the arguments: the only option whose value may be left out. */
export function takeChanged(argv: readonly string[]): {
	readonly argv: readonly string[];
	readonly changed: ChangedOption | undefined;
} {
	const end = argv.indexOf('--');
	const at = argv.findIndex((word) => word === '--changed' || word.startsWith('--changed='));
	if (at < 0 || (end >= 0 && at > end)) {
		return { argv, changed: undefined };
	}
	const [, inline] = argv[at]?.split(/=(.*)/s) ?? [];
	const next = argv[at + 1];
	if (inline !== undefined || next === undefined || next.startsWith('-')) {
		const changed = inline === undefined || inline === '' ? {} : { ref: inline };
		return { argv: argv.toSpliced(at, 1), changed: { ...changed, mayBePath: false } };
	}
	return { argv: argv.toSpliced(at, 2), changed: { ref: next, mayBePath: true } };
}
