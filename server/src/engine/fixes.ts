import type { Recipe, Step } from './catalogue/recipes.js';
import type { FixFact, FixPurpose } from './catalogue/schema.js';
import type { FrontEnd, Writer } from './front-end.js';
import { lineAbove, lineAround } from './lines.js';
import type { Assessment, Creation, Edit, Environment, Fix, RuleId, Target } from './model.js';
import type { HelperSharer, Sharing } from './sharing.js';
import { milliseconds, TemplateWriter } from './templates.js';
import { conditionsOf, isOldSyntax, syntaxOf } from './versions.js';

/** What fixes are made with: one text, one environment. */
export interface FixContext {
	readonly text: string;
	readonly environment: Environment;
	readonly target: Target;
	readonly frontEnd: FrontEnd;
	readonly writer: Writer;
	/** The module in which files of the project share helpers; undefined where there can be none. */
	sharing(this: void): Sharing | undefined;
	/** True once a later text has taken what was read of this one. */
	isOutdated(this: void): boolean;
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

/** What can be done about a finding. */
export interface Written {
	/** The safety of the best fix. Who only counts fixes need not have all of them written. */
	readonly safety: Fix['safety'] | 'none';
	/** The preferred one first; none is a normal answer. */
	readonly fixes: readonly Fix[];
	/** Why there are none, as a clause; undefined where there are, or where nothing is known to be said. */
	readonly refusal?: string | undefined;
}

/** Nothing can be done, or nothing is known any more. */
export const noFixes: Written = { safety: 'none', fixes: [] };

/** What one recipe makes of a creation. */
interface Attempt {
	/** With its helpers in the file. */
	readonly own: Fix | undefined;
	/** With its helpers in the module that files share, where it has any and that is possible. */
	shared(this: void): Fix | undefined;
	readonly refusal: string | undefined;
}

/** The fixes for a finding of this rule. */
export function writeFixes({ creation, defects }: Assessment, rule: RuleId, context: FixContext): Written {
	const purpose = purposes[rule];
	if (!purpose || (purpose === 'ineffective' && defects.every(({ beyondFixes }) => beyondFixes))) return noFixes;
	const repaired = isWrongCall(creation, defects, purpose) ? repairCall(creation, context) : undefined;
	if (repaired) return { safety: repaired.safety, fixes: [repaired] };
	// An agent for one scheme fails requests of the other.
	if (creation.site.other) return noFixes;
	// What a method sets later outweighs what a fix sets before it.
	if (creation.form.setter !== undefined && creation.setting.kind !== 'absent') return noFixes;
	const holds = conditionsOf(creation.entry, context.target, creation.scheme);
	const written = (creation.form.fixes ?? [])
		.filter((fact) => holds(fact.when) && (!fact.scheme || fact.scheme === creation.scheme))
		.filter((fact) => fact.for?.includes(purpose) ?? isKeepalivePurpose(purpose))
		.filter((fact) => !fact.untyped || !context.writer.isTyped)
		.map((fact) => (isOutOfSight(fact.recipe, creation, context) ? asText : writeRecipe(creation, fact, context)));
	// The two fixes of a recipe are as safe as each other.
	const safeties = written.map(({ own, shared }) => (own ?? shared())?.safety).filter((each) => each !== undefined);
	const [first] = safeties;
	if (first !== undefined) {
		const safety = safeties.find((each) => each === 'safe') ?? first;
		return {
			safety,
			get fixes() {
				return written.flatMap((each) => inOrder(each, context)).filter((fix) => fix !== undefined);
			},
		};
	}
	const refusal = creation.form.unfixable ?? written.find((each) => each.refusal !== undefined)?.refusal;
	const old = written.length === 0 ? tooOld(creation, purpose, context.target) : undefined;
	return { ...noFixes, refusal: refusal ?? old };
}

/** The one that the project wants comes first. */
function inOrder({ own, shared }: Attempt, { sharing }: FixContext): readonly (Fix | undefined)[] {
	const other = shared();
	return other && sharing()?.isPreferred ? [other, own] : [own, other];
}

/** The version that a fix needs where the project has another. */
function tooOld({ entry, form }: Creation, purpose: FixPurpose, target: Target): string | undefined {
	const has = entry.package && target.packages[entry.language].get(entry.package)?.version;
	const fact = form.fixes?.find(
		(each) => each.when?.package && (each.for?.includes(purpose) ?? isKeepalivePurpose(purpose)),
	);
	if (!has || !fact?.when?.package) return undefined;
	return `its fix is for ${entry.name} ${fact.when.package}, and the project has ${has}`;
}

/** A recipe that names no purpose turns probes on; it does not mend portability or lost defaults. */
function isKeepalivePurpose(purpose: FixPurpose): boolean {
	return purpose !== 'unportable' && purpose !== 'lost-defaults';
}

/** True where it is the call that is wrong, and not an option beside it. */
function isWrongCall({ setting }: Creation, defects: Assessment['defects'], purpose: FixPurpose): boolean {
	if (purpose === 'late' || purpose === 'disabled') return true;
	const { span } = setting.kind === 'on' || setting.kind === 'off' ? setting : { span: undefined };
	return (
		purpose === 'ineffective' && defects.some((each) => span?.start === each.span.start && span.end === each.span.end)
	);
}

/** `socket.setKeepAlive(true)` gains the delay it lacks, and `setKeepAlive(false)` turns round. */
function repairCall({ setting, entry }: Creation, context: FixContext): Fix | undefined {
	const { text, writer, environment, target } = context;
	if ((setting.kind !== 'on' && setting.kind !== 'off') || !setting.by) return undefined;
	const { use, unit } = setting.by;
	const delay =
		unit === 'milliseconds'
			? milliseconds(environment.idle, isOldSyntax(entry.language, target))
			: String(environment.idle);
	const edits = writer.replaceArguments(use, `true, ${delay}`);
	const explained = setting.kind === 'off' && isExplained(text, setting.span.start);
	const safety = explained ? 'unsafe' : 'safe';
	return edits && { title: `Send the first probe after ${environment.idle} s`, safety, edits };
}

function writeRecipe(creation: Creation, fact: FixFact, context: FixContext): Attempt {
	const { text, environment } = context;
	const explained = creation.setting.kind === 'off' && isExplained(text, creation.setting.span.start);
	const base = {
		title: fact.recipe.title.replaceAll('{idle}', String(environment.idle)),
		safety: explained ? 'unsafe' : fact.safety,
	} as const;
	const writer = new RecipeWriter(creation, context);
	const own = writer.write(fact.recipe);
	return {
		own: own && alone({ ...base, edits: own }, context),
		refusal: writer.refusal,
		shared: () => {
			const sharing = usesHelper(fact.recipe) && !context.isOutdated() ? context.sharing() : undefined;
			// What is fixed unasked does not depend on whether a module may be shared.
			if (!sharing || !(own || sharing.isPreferred)) return undefined;
			const shared = writeShared(creation, fact.recipe, context, sharing);
			// Where the file has the helper already, both are the same.
			if (!shared || JSON.stringify(shared.edits) === JSON.stringify(own)) return undefined;
			const title = `${base.title}, from the shared module ${sharing.path}`;
			return alone({ ...base, title, ...shared }, context);
		},
	};
}

/**
 * The fix as it is made by itself, and among others. Which of the two differ is found out when somebody looks: a report
 * that only counts fixes does not, and it takes longer than writing the fix.
 */
function alone(fix: Fix, { writer, isOutdated }: FixContext): Fix {
	let edits: readonly Edit[] | undefined;
	const own = (): readonly Edit[] => (edits ??= (isOutdated() ? undefined : writer.alone?.(fix.edits)) ?? fix.edits);
	return {
		...fix,
		get edits() {
			return own();
		},
		get parts() {
			return own() === fix.edits ? undefined : fix.edits;
		},
	};
}

function writeShared(
	creation: Creation,
	recipe: Recipe,
	context: FixContext,
	sharing: Sharing,
): Pick<Fix, 'edits' | 'files'> | undefined {
	const sharer = sharing.begin();
	const edits = new RecipeWriter(creation, context, sharer).write(recipe);
	const files = edits && sharer.finish();
	return edits && files && { edits, ...(files.length > 0 && { files }) };
}

const asText: Attempt = {
	own: undefined,
	shared: () => undefined,
	refusal: 'its function is taken as text, which finds no name from outside',
};

/** True for a recipe that names what is at the top of the file, where the code around cannot see that. */
function isOutOfSight({ steps }: Recipe, { site }: Creation, { writer }: FixContext): boolean {
	return /\{(?:helper|import):/.test(JSON.stringify(steps)) && writer.runsElsewhere?.(site) === true;
}

function usesHelper({ steps }: Recipe): boolean {
	return JSON.stringify(steps).includes('{helper:');
}

/** Of more than this nobody looks for a comment; there may be one. */
const longestBeside = 1_000;

/** An "off" with a comment beside or above it was somebody's decision. */
function isExplained(text: string, offset: number): boolean {
	const { start, end } = lineAround(text, offset);
	const above = text.slice(lineAbove(text, start), start).trimStart();
	if (end - offset > longestBeside) return true;
	return /^(?:\/\/|\/\*|\*|#)/.test(above) || /\/\/|\/\*|#/.test(text.slice(offset, end));
}

/** Expands one recipe. A step or name that cannot be placed fails the whole fix. */
class RecipeWriter {
	private readonly templates: TemplateWriter;
	/** The present text of the option that is being set. */
	private value = '';
	/** Why a step refused, where its recipe says so. */
	refusal: string | undefined;

	/** @param sharer takes the helpers, which else are declared in the text. */
	constructor(
		private readonly creation: Creation,
		private readonly context: FixContext,
		private readonly sharer?: HelperSharer,
	) {
		const { environment, frontEnd, writer, target } = context;
		const syntax = syntaxOf(creation.entry.language, target);
		const parts = { environment, helpers: frontEnd.helpers, writer, syntax };
		this.templates = new TemplateWriter(parts, (kind, argument) => this.fill(kind, argument));
	}

	/** Undefined where a step cannot be placed, or none has anything to change. */
	write({ steps }: Recipe): readonly Edit[] | undefined {
		const { templates } = this;
		for (const step of steps) {
			// The changed place goes last: names it needs are collected while its text is expanded.
			const placed = this.place(step);
			if (!placed || templates.failed) return undefined;
			templates.edits.push(...placed);
		}
		if (templates.edits.length === 0) return undefined;
		const edits = unique(templates.edits);
		return this.context.writer.tidy?.(edits) ?? edits;
	}

	private place(step: Step): readonly Edit[] | undefined {
		const { creation, context } = this;
		const { site, form } = creation;
		switch (step.kind) {
			case 'set-option': {
				if (isSetLater(creation, step)) return undefined;
				const present = context.writer.optionText(site, form, step.option);
				if (present === undefined && step.onlyIfGiven) return [];
				const combine = present !== undefined && step.combine !== undefined;
				const text = this.expand(combine ? (step.combine ?? '') : step.text, present);
				const also = step.also?.map((each) => ({ ...each, text: this.expand(each.text) }));
				const change = { option: step.option, text, force: combine, ...(also && { also }) };
				if (step.of === undefined) return context.writer.setOption(site, form, change);
				const of = site.uses.findLast(({ method }) => method === step.of);
				return of && context.writer.setOption(site, form, { ...change, of });
			}
			case 'declare':
				this.templates.declareHelper(step.helper);
				return [];
			case 'replace-callee':
				// What statements set later is for an agent of the class that is there.
				if (Object.keys(form.members ?? {}).some((member) => site.assigned?.has(member))) return undefined;
				return context.writer.replaceCallee(site, this.expand(step.text));
			case 'append':
				if (step.beforeCallback && mayHoldCallback(site)) return undefined;
				return context.writer.append(site, this.expand(step.text));
			case 'statements-after':
				return context.writer.statementsAfter(
					site,
					step.lines.map((line) => this.expand(line)),
				);
			case 'refuse-with': {
				const isRefused = this.hasOneOf(step);
				if (isRefused) this.refusal = step.reason;
				return isRefused ? undefined : [];
			}
			case 'only-with':
				return this.hasOneOf(step) ? [] : undefined;
		}
	}

	private hasOneOf({ options, text }: Extract<Step, { kind: 'refuse-with' | 'only-with' }>): boolean {
		const { site, form } = this.creation;
		const given = options.map((option) => this.context.writer.optionText(site, form, option));
		return given.some((each) => each !== undefined && (text ?? each) === each);
	}

	private expand(template: string, value = ''): string {
		this.value = value;
		return this.templates.expand(template);
	}

	private fill(kind: string, argument: string): string | undefined {
		switch (kind) {
			case 'name':
				return this.creation.site.boundTo;
			case 'item':
				return this.creation.site.items?.[Number(argument)];
			case 'value':
				return this.value;
			case 'items':
				return itemsOf(this.value);
			case 'elements':
				return elementsOf(this.value);
			case 'copy':
				return this.copyOptions(argument.split(','));
			case 'arguments':
				return this.copyOptions(argument.split(',')).replace(', ', '');
			case 'helper':
				return this.sharer && this.share(this.sharer, argument);
			default:
				return undefined;
		}
	}

	private copyOptions(names: readonly string[]): string {
		const { site, form } = this.creation;
		const texts = names.map((name) => [name, this.context.writer.optionText(site, form, name)] as const);
		return texts.map(([name, text]) => (text === undefined ? '' : `, ${name}=${text}`)).join('');
	}

	private share(sharer: HelperSharer, name: string): string {
		const placed = sharer.use(name, this.context.writer);
		if (!placed) return this.templates.fail();
		this.templates.edits.push(...placed.edits);
		return placed.local;
	}
}

/** The elements of a list for another: those of a display without comments and inner lists as they are, else `*` of it. */
function elementsOf(text: string): string {
	const [, inner] = /^\[((?:[^[\]#"']|"[^"\n]*"|'[^'\n]*')*?),?\s*\]$/.exec(text) ?? [];
	if (inner === undefined || /\bfor\b/.test(inner)) return `*${text}, `;
	return inner.trim() === '' ? '' : `${inner.trim()}, `;
}

/** True where an argument behind the first is, or may be, a function. */
function mayHoldCallback({ arguments: [, ...others], open }: Creation['site']): boolean {
	return open || others.some(({ kind }) => kind === 'function' || kind === 'unknown' || kind === 'call');
}

/** A statement that sets an option later would take back what is written into the call. */
function isSetLater({ site, form }: Creation, { option, also = [] }: Extract<Step, { kind: 'set-option' }>): boolean {
	const options = [option, ...also.map((each) => each.option)];
	return Object.entries(form.members ?? {}).some(([member, of]) => options.includes(of) && site.assigned?.has(member));
}

/** The items of a dictionary for another: those of a display on one line as they are, else `**` of it. */
function itemsOf(dictionary: string): string {
	const [, inner] = /^\{([^{}#\n]*?),?\s*\}$/.exec(dictionary) ?? [];
	if (inner === undefined || /\bfor\b/.test(inner)) return `**${dictionary}, `;
	return inner.trim() === '' ? '' : `${inner.trim()}, `;
}

function unique(edits: readonly Edit[]): Edit[] {
	const key = ({ span, text }: Edit): string => `${span.start} ${span.end} ${text}`;
	return [...new Map(edits.map((edit) => [key(edit), edit])).values()];
}
