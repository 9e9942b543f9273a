import type { CheckContext, CheckResult, FixAllOptions, FixAllResult, Language, SourceDocument } from './model.js';

export type * from './model.js';

/** The whole linter for one text at a time; stateless apart from compiled catalogues. */
export interface Engine {
	/** Byte strings (ASCII) of which a file must hold at least one to be worth decoding, by language. */
	readonly gates: Readonly<Record<Language, readonly string[]>>;
	/** Checks one text. Never throws on any text: broken syntax gives fewer findings. */
	check(document: SourceDocument, context: CheckContext): CheckResult;
	/** Applies fixes to a fixed point (at most ten passes). Fixing the result again changes nothing. */
	fixAll(document: SourceDocument, context: CheckContext, options?: FixAllOptions): FixAllResult;
}

/** Makes the engine. Parsers are loaded at the first text that needs them. */
export function createEngine(): Engine {
	throw new Error('not wired yet');
}
