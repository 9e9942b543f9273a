import type { Helper, Recipe, Step } from './catalogue/recipes.js';
import type { FixFact, FixPurpose } from './catalogue/schema.js';
import type { FrontEnd, Writer } from './front-end.js';
import type { Assessment, Creation, Edit, Environment, Fix, RuleId, Target } from './model.js';
import { conditionsOf } from './versions.js';

/** What fixes are made with: one text, one environment. */
export interface FixContext {
	readonly text: string;
	readonly environment: Environment;
	readonly target: Target;
	readonly frontEnd: FrontEnd;
	readonly writer: Writer;
}

const purposes: Readonly<Partial<Record<RuleId, FixPurpose>>> = {
	'missing-keepalive': 'missing',
	'long-wait-without-keepalive': 'missing',
	'late-keepalive': 'late',
	'disabled-keepalive': 'disabled',
	'ineffective-keepalive': 'ineffective',
	'unportable-keepalive': 'unportable',
	'lost-socket-defaults': 'lost-defaults',
};

/** The fixes for a finding of this rule, the preferred one first; none is a normal answer. */
export function writeFixes({ creation, defects }: Assessment, rule: RuleId, context: FixContext): Fix[] {
	const purpose = purposes[rule];
	if (!purpose || (purpose === 'ineffective' && defects.every(({ beyondFixes }) => beyondFixes))) return [];
	const repaired = ['late', 'ineffective', 'disabled'].includes(purpose) ? repairCall(creation, context) : undefined;
	if (repaired) return [repaired];
	// An agent for one scheme fails requests of the other.
	if (creation.site.other) return [];
	const holds = conditionsOf(creation.entry, context.target, creation.scheme);
	return (creation.form.fixes ?? [])
		.filter((fact) => holds(fact.when) && (!fact.scheme || fact.scheme === creation.scheme))
		.filter((fact) => fact.for?.includes(purpose) ?? isKeepalivePurpose(purpose))
		.flatMap((fact) => writeRecipe(creation, fact, context) ?? []);
}

/** A recipe that names no purpose turns probes on; it does not mend portability or lost defaults. */
function isKeepalivePurpose(purpose: FixPurpose): boolean {
	return purpose !== 'unportable' && purpose !== 'lost-defaults';
}

/** `socket.setKeepAlive(true)` gains the delay it lacks, and `setKeepAlive(false)` turns round. */
function repairCall({ setting }: Creation, { text, writer, environment }: FixContext): Fix | undefined {
	if ((setting.kind !== 'on' && setting.kind !== 'off') || !setting.by) return undefined;
	const { use, unit } = setting.by;
	const delay = unit === 'milliseconds' ? milliseconds(environment.idle) : String(environment.idle);
	const edits = writer.replaceArguments(use, `true, ${delay}`);
	const explained = setting.kind === 'off' && isExplained(text, setting.span.start);
	const safety = explained ? 'unsafe' : 'safe';
	return edits && { title: `Send the first probe after ${environment.idle} s`, safety, edits };
}

function writeRecipe(creation: Creation, fact: FixFact, context: FixContext): Fix | undefined {
	const edits = new RecipeWriter(creation, context).write(fact.recipe);
	if (!edits) return undefined;
	const { text, environment } = context;
	const explained = creation.setting.kind === 'off' && isExplained(text, creation.setting.span.start);
	const title = fact.recipe.title.replaceAll('{idle}', String(environment.idle));
	return { title, safety: explained ? 'unsafe' : fact.safety, edits };
}

/** An "off" with a comment beside or above it was somebody's decision. */
function isExplained(text: string, offset: number): boolean {
	const start = text.lastIndexOf('\n', offset - 1) + 1;
	const above = text.slice(text.lastIndexOf('\n', start - 2) + 1, start).trim();
	const end = text.indexOf('\n', offset);
	return /^(?:\/\/|\/\*|\*|#)/.test(above) || /\/\/|\/\*|#/.test(text.slice(offset, end < 0 ? text.length : end));
}

/** 120 s as `120_000`. */
function milliseconds(seconds: number): string {
	return seconds >= 1000
		? `${Math.trunc(seconds / 1000)}_${String(seconds % 1000).padStart(3, '0')}_000`
		: `${seconds}_000`;
}

const placeholder = /\{(idle|interval|count|idleMs|name|value|copy|import|helper)(?::([^}]*))?\}/g;

/** Expands one recipe. A step or name that cannot be placed fails the whole fix. */
class RecipeWriter {
	private readonly edits: Edit[] = [];
	private failed = false;

	constructor(
		private readonly creation: Creation,
		private readonly context: FixContext,
	) {}

	/** Undefined where a step cannot be placed, or none has anything to change. */
	write({ steps }: Recipe): readonly Edit[] | undefined {
		for (const step of steps) {
			// The changed place goes last: names it needs are collected while its text is expanded.
			const placed = this.place(step);
			if (!placed || this.failed) return undefined;
			this.edits.push(...placed);
		}
		return this.edits.length > 0 ? unique(this.edits) : undefined;
	}

	private place(step: Step): readonly Edit[] | undefined {
		const { creation, context } = this;
		const { site, form } = creation;
		switch (step.kind) {
			case 'set-option': {
				const present = context.writer.optionText(site, form, step.option);
				if (present === undefined && step.onlyIfGiven) return [];
				const combine = present !== undefined && step.combine !== undefined;
				const text = this.expand(combine ? (step.combine ?? '') : step.text, present);
				const also = step.also?.map((each) => ({ ...each, text: this.expand(each.text) }));
				const change = { option: step.option, text, force: combine, ...(also && { also }) };
				return context.writer.setOption(site, form, change);
			}
			case 'replace-callee':
				return context.writer.replaceCallee(site, this.expand(step.text));
			case 'append':
				return context.writer.append(site, this.expand(step.text));
			case 'statements-after':
				return context.writer.statementsAfter(
					site,
					step.lines.map((line) => this.expand(line)),
				);
			case 'refuse-with':
				return step.options.some((option) => context.writer.optionText(site, form, option) !== undefined)
					? undefined
					: [];
		}
	}

	private expand(template: string, value = ''): string {
		return template.replaceAll(placeholder, (_, kind: string, argument = '') =>
			this.fill(kind, String(argument), value),
		);
	}

	private fill(kind: string, argument: string, value: string): string {
		const { environment } = this.context;
		switch (kind) {
			case 'idle':
				return String(environment.idle);
			case 'interval':
				return String(environment.interval);
			case 'count':
				return String(environment.count);
			case 'idleMs':
				return milliseconds(environment.idle);
			case 'name':
				return this.creation.site.boundTo ?? this.fail();
			case 'value':
				return value;
			case 'copy':
				return this.copyOptions(argument.split(','));
			case 'import':
				return this.importName(argument);
			default:
				return this.declareHelper(argument);
		}
	}

	private copyOptions(names: readonly string[]): string {
		const { site, form } = this.creation;
		const texts = names.map((name) => [name, this.context.writer.optionText(site, form, name)] as const);
		return texts.map(([name, text]) => (text === undefined ? '' : `, ${name}=${text}`)).join('');
	}

	private importName(argument: string): string {
		const [module = '', name] = argument.split('#');
		const placed = this.context.writer.importName(module, name);
		if (!placed) return this.fail();
		this.edits.push(...placed.edits);
		return placed.local;
	}

	private declareHelper(name: string): string {
		const { frontEnd, writer } = this.context;
		const helper: Helper | undefined = frontEnd.helpers.find((each) => each.name === name);
		if (!helper) throw new Error(`No helper is named ${name}.`);
		const placed = writer.declareHelper(helper, this.expand(writer.helperText(helper)));
		if (!placed) return this.fail();
		this.edits.push(...placed.edits);
		return placed.local;
	}

	private fail(): string {
		this.failed = true;
		return '';
	}
}

function unique(edits: readonly Edit[]): Edit[] {
	const key = ({ span, text }: Edit): string => `${span.start} ${span.end} ${text}`;
	return [...new Map(edits.map((edit) => [key(edit), edit])).values()];
}
