import { plural, tally } from '../report/counting.js';
import type { FixOutcome, LeftFinding } from './fixing.js';

/** Counts what fixing did, and says it. */
export class FixSummary {
	private readonly fixed: string[] = [];
	private readonly left: LeftFinding[] = [];
	private readonly refused: LeftFinding[] = [];
	private readonly sharedModules: string[] = [];
	private files = 0;

	constructor(private readonly options: { readonly fix: 'none' | 'write' | 'diff'; readonly unsafeFixes: boolean }) {}

	add({ fixed, left, refusal }: FixOutcome): void {
		this.fixed.push(...fixed);
		this.files += fixed.length > 0 ? 1 : 0;
		if (refusal === undefined) {
			this.left.push(...left);
		} else {
			this.refused.push(...left);
		}
	}

	addSharedModule(path: string): void {
		this.sharedModules.push(path);
	}

	/** One line on what was fixed, then one for each reason why something was not. */
	describe(): string {
		const verb = this.options.fix === 'diff' ? 'Would fix' : 'Fixed';
		const wrote = this.options.fix === 'diff' ? 'would be' : 'are';
		const first =
			this.fixed.length === 0
				? ['Nothing to fix.']
				: [
						`${verb} ${plural(this.fixed.length, 'finding')} in ${plural(this.files, 'file')}.`,
						`${verb}: ${byRule(this.fixed)}.`,
						...this.sharedModules.map((path) => `The helpers ${wrote} in ${path}.`),
					];
		return [...first, ...this.reasons()].join('\n');
	}

	private reasons(): readonly string[] {
		const { unsafeFixes } = this.options;
		const unsafe = this.left.filter(({ fix }) => fix === 'unsafe' && !unsafeFixes);
		const overlapping = this.left.filter(({ fix }) => fix === 'safe' || (fix === 'unsafe' && unsafeFixes));
		return [
			why(unsafe, 'only --unsafe-fixes would fix, as the fix may change behaviour'),
			why(
				this.left.filter(({ fix }) => fix === 'none'),
				'no automatic fix',
			),
			why(overlapping, 'the fix would overlap another'),
			why(this.refused, 'the file could not be written'),
		].filter((line) => line !== '');
	}
}

function why(findings: readonly LeftFinding[], reason: string): string {
	const rules = findings.map(({ rule }) => rule);
	return rules.length === 0 ? '' : `Not fixed, ${reason}: ${byRule(rules)}.`;
}

/** `missing-keepalive 2, late-keepalive 1`. */
function byRule(rules: readonly string[]): string {
	return tally(rules)
		.map(([rule, count]) => `${rule} ${count}`)
		.join(', ');
}
