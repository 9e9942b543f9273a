import assert from 'node:assert/strict';
import { type Profiler, Session } from 'node:inspector';

/**
 * Characters that strings and regular expressions go over while `run` runs: what time grows with, without a clock. What
 * one match goes back over is not among them.
 */
export function countSteps(run: () => void): number {
	let steps = 0;
	const own = ownMethod(RegExp.prototype, 'exec');
	const ownSlice = ownMethod(String.prototype, 'slice');
	const ownIndex = ownMethod(String.prototype, 'indexOf');
	const ownLast = ownMethod(String.prototype, 'lastIndexOf');
	RegExp.prototype.exec = function (text) {
		const from = this.global || this.sticky ? this.lastIndex : 0;
		const match = own.call(this, text) as RegExpExecArray | null;
		const failed = this.sticky ? from + 1 : text.length;
		steps += 1 + (match ? match.index + match[0].length : failed) - from;
		return match;
	};
	String.prototype.slice = function (start, end) {
		const part = ownSlice.call(this, start, end) as string;
		steps += 1 + part.length;
		return part;
	};
	String.prototype.indexOf = function (text, from = 0) {
		const index = ownIndex.call(this, text, from) as number;
		steps += 1 + Math.max(0, (index < 0 ? this.length : index) - from);
		return index;
	};
	String.prototype.lastIndexOf = function (text, from = Infinity) {
		const index = ownLast.call(this, text, from) as number;
		steps += 1 + Math.max(0, Math.min(from, this.length) - index);
		return index;
	};
	try {
		run();
	} finally {
		Object.assign(RegExp.prototype, { exec: own });
		Object.assign(String.prototype, { slice: ownSlice, indexOf: ownIndex, lastIndexOf: ownLast });
	}
	return steps;
}

type Method = (this: unknown, ...values: unknown[]) => unknown;

function ownMethod(prototype: object, name: string): Method {
	return Object.getOwnPropertyDescriptor(prototype, name)?.value as Method;
}

/**
 * Counts from now on how often each stretch of code that is loaded from `folder` runs, as V8 tells it: functions, branches
 * and bodies of loops. What happens within one call of a built-in function is not among them, and neither is code that
 * was loaded before. Answers what counts while something runs.
 */
export function startCounting(folder: string): (run: () => void) => number {
	const session = new Session();
	session.connect();
	session.post('Profiler.enable');
	session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
	const take = (): readonly Profiler.ScriptCoverage[] => {
		let covered: readonly Profiler.ScriptCoverage[] = [];
		session.post('Profiler.takePreciseCoverage', (error, { result }) => {
			if (error !== null) throw error;
			covered = result;
		});
		return covered.filter(({ url }) => url.includes(folder));
	};
	return (run) => {
		take();
		run();
		const ranges = take().flatMap(({ functions }) => functions.flatMap((each) => each.ranges));
		return ranges.reduce((sum, { count }) => sum + count, 0);
	};
}

/** What a text costs. */
export interface Work {
	/** How often code runs. */
	readonly runs: number;
	/** How many characters it goes over. */
	readonly characters: number;
}

/** Asserts that four times the text costs some four times as much, `slack` of what the engine does once left aside. */
export function assertLinear(small: Work, large: Work, slack: number): void {
	for (const unit of ['runs', 'characters'] as const) {
		const most = small[unit] * 4.5 + slack;
		assert.ok(large[unit] < most, `${small[unit]} ${unit} became ${large[unit]} for four times the text`);
	}
}
