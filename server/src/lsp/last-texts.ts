import type { CheckContext, CheckResult, Engine, SourceDocument } from '../engine/index.js';

/** Checks texts that follow each other, with what is known of the one before. */
export class LastTexts {
	private readonly texts = new Map<string, SourceDocument>();

	/** @param most so many texts are kept, those that were checked last */
	constructor(
		private readonly engine: Engine,
		private readonly most = Infinity,
	) {}

	/** @param id the same for all texts that follow each other */
	check(id: string, source: SourceDocument, context: CheckContext): CheckResult {
		const earlier = this.texts.get(id);
		this.texts.delete(id);
		this.texts.set(id, source);
		const [oldest] = this.texts.keys();
		if (this.texts.size > this.most && oldest !== undefined) {
			this.texts.delete(oldest);
		}
		return this.engine.check(source, context, earlier);
	}

	forget(id: string): void {
		this.texts.delete(id);
	}
}
