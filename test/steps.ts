/**
 * Characters that strings and regular expressions go over while `run` runs: what time grows with, without a clock. What
 * one match goes back over is not among them.
 */
export function countSteps(run: () => void): number {
	let steps = 0;
	const { exec } = RegExp.prototype;
	const { slice } = String.prototype;
	RegExp.prototype.exec = function (text) {
		const from = this.global || this.sticky ? this.lastIndex : 0;
		const match = exec.call(this, text);
		const failed = this.sticky ? from + 1 : text.length;
		steps += 1 + (match ? match.index + match[0].length : failed) - from;
		return match;
	};
	String.prototype.slice = function (start, end) {
		const part = slice.call(this, start, end);
		steps += 1 + part.length;
		return part;
	};
	try {
		run();
	} finally {
		RegExp.prototype.exec = exec;
		String.prototype.slice = slice;
	}
	return steps;
}
