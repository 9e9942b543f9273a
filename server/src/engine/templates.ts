import type { Helper } from './catalogue/recipes.js';
import type { DeclarationWriter } from './front-end.js';
import type { Edit, Environment } from './model.js';
import type { Syntax } from './versions.js';

/** Fills the placeholders of recipes' texts for one document, and collects the imports and declarations they need. */
export interface TemplateContext {
	readonly environment: Environment;
	readonly helpers: readonly Helper[];
	readonly writer: DeclarationWriter;
	readonly syntax: Syntax;
}

/** A placeholder that the templates themselves do not know. Undefined where it cannot be filled. */
export type Fill = (kind: string, argument: string) => string | undefined;

const placeholder =
	/\{(idle|interval|count|idleMs|name|item|value|items|elements|copy|arguments|import|helper)(?::([^}]*))?\}/g;

export class TemplateWriter {
	/** What has to be inserted for the texts that were expanded. */
	readonly edits: Edit[] = [];
	/** True where a name could not be placed: the texts are of no use. */
	failed = false;

	/** @param fill asked first; helpers and imports that it does not fill are placed in the document. */
	constructor(
		private readonly context: TemplateContext,
		private readonly fill: Fill = () => undefined,
	) {}

	/** A recipe's text with its placeholders filled. */
	expand(template: string): string {
		const { isOld, lacksOverride } = this.context.syntax;
		const known = lacksOverride ? template.replace(/\boverride (?=\w)/g, '') : template;
		const text = isOld ? inOldSyntax(known) : known;
		return text.replaceAll(placeholder, (_, kind: string, argument = '') => this.fillOne(kind, String(argument)));
	}

	/** The local name of a helper, declared if need be. */
	declareHelper(name: string): string {
		const { helpers, writer } = this.context;
		const helper = helpers.find((each) => each.name === name);
		if (!helper) throw new Error(`No helper is named ${name}.`);
		return this.add(writer.declareHelper(helper, this.expand(writer.helperText(helper))));
	}

	private fillOne(kind: string, argument: string): string {
		const { environment, writer } = this.context;
		switch (kind) {
			case 'idle':
				return String(environment.idle);
			case 'interval':
				return String(environment.interval);
			case 'count':
				return String(environment.count);
			case 'idleMs':
				return milliseconds(environment.idle, this.context.syntax.isOld);
			default: {
				const filled = this.fill(kind, argument);
				if (filled !== undefined) return filled;
				if (kind === 'helper') return this.declareHelper(argument);
				if (kind !== 'import') return this.fail();
				const [module = '', name] = argument.split('#');
				return this.add(writer.importName(module, name, this.context.syntax.lacksPrefix));
			}
		}
	}

	private add(placed: ReturnType<DeclarationWriter['importName']>): string {
		if (!placed) return this.fail();
		this.edits.push(...placed.edits);
		return placed.local;
	}

	fail(): string {
		this.failed = true;
		return '';
	}
}

/** The text for a JavaScript that has neither `?.` nor `120_000`. */
function inOldSyntax(template: string): string {
	return template.replace(/\b(\w+)\?\.(?=\w)/g, 'if ($1) $1.').replace(/\b(\d+)_(?=\d)/g, '$1');
}

/** 120 s as `120_000`, or without the line in it. */
export function milliseconds(seconds: number, isOld: boolean): string {
	if (isOld) return String(seconds * 1000);
	return seconds >= 1000
		? `${Math.trunc(seconds / 1000)}_${String(seconds % 1000).padStart(3, '0')}_000`
		: `${seconds}_000`;
}
