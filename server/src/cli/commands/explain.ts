import { catalogue } from '../../engine/catalogue/index.js';
import { deafBoxes, environmentFacts, type Box } from '../../engine/catalogue/boxes.js';
import { defaultEnvironment, environments } from '../../engine/catalogue/environments.js';
import type { ClientEntry, CreationForm } from '../../engine/catalogue/schema.js';
import { type Rule, rules } from '../../engine/rules/index.js';
import { suggestion } from '../../workspace/settings.js';
import { ruleDocumentation } from '../../workspace/documentation.js';
import { alignColumns } from '../columns.js';
import { exitCodes, type Io } from '../io.js';
import {
	describeCondition,
	describeDefaultWait,
	describeKeepalive,
	describeProbe,
	describeTimeout,
	nameApi,
} from './entry-text.js';
import { readArguments } from './usage.js';

const usage = {
	line: 'keepalive-lint explain RULE|CLIENT|ENVIRONMENT',
	positionals: { least: 1, most: 1 },
};

/** Prints the documentation of a rule, the facts about a client, or the boxes of an environment. */
export function explain(argv: readonly string[], io: Io): number {
	const read = readArguments(argv, usage, io);
	if (typeof read === 'number') {
		return read;
	}
	const [name = ''] = read.positionals;
	const text = explainName(name);
	if (text !== undefined) {
		io.stdout(text);
		return exitCodes.clean;
	}
	const known = [
		...rules.map(({ id }) => id),
		...allEntries.map(({ id }) => id),
		...environments.map((environment) => environment.name),
	];
	io.stderr(`"${name}" is no rule, client or environment${suggestion(name, known)}.\n`);
	io.stderr('keepalive-lint clients lists the clients; keepalive-lint --help names rules and environments.\n');
	return exitCodes.failure;
}

const allEntries: readonly ClientEntry[] = [...catalogue.javascript, ...catalogue.python];

function explainName(name: string): string | undefined {
	const rule = rules.find(({ id }) => id === name);
	if (rule !== undefined) {
		return explainRule(rule);
	}
	const environment = environments.find((each) => each.name === name);
	if (environment !== undefined) {
		return explainEnvironment(environment);
	}
	const entries = findEntries(name);
	return entries.length === 0 ? undefined : entries.map(explainEntry).join('\n');
}

/** By id, else by package, name or api, of which several rows may share one. */
function findEntries(name: string): readonly ClientEntry[] {
	const wanted = name.toLowerCase();
	const byId = allEntries.filter(({ id }) => id === wanted);
	return byId.length > 0
		? byId
		: allEntries.filter(
				(entry) =>
					[entry.name, entry.package, ...entry.modules].some((each) => each?.toLowerCase() === wanted) ||
					entry.forms.some(({ api }) => api.toLowerCase() === wanted),
			);
}

function explainRule({ id, severity, summary, rationale }: Rule): string {
	const configure = `Configure it with "rules": { "${id}": "off" } in keepalive.config.json, or --rule ${id}=off.`;
	return [`${id} (${severity})`, '', summary, '', ...wrap(rationale), '', configure, ruleDocumentation(id), ''].join(
		'\n',
	);
}

/** Paragraphs in lines of at most 100 characters. */
function wrap(text: string): readonly string[] {
	return text.split('\n').flatMap((paragraph) => paragraph.match(/\S.{0,98}\S(?=\s|$)|\S+/g) ?? ['']);
}

function explainEntry(entry: ClientEntry): string {
	const { id, language, name, package: packageName, modules, forms, sources, verified } = entry;
	const imported = modules.length === 0 ? 'a global' : `import ${modules.join(', ')}`;
	const head = `${name} (${language}, id ${id}${packageName === undefined ? '' : `, package ${packageName}`}; ${imported})`;
	return [
		`${head}\n`,
		...groupForms(entry).map(({ apis, form }) => explainForm(apis, form, entry)),
		forms.some(({ fixes = [] }) => fixes.length > 0) ? '' : '\nThere is no fix for it.\n',
		`\nOf several lines with versions the first that fits holds. Verified with ${verified}.\n`,
		alignColumns(sources.map((source, index) => [index === 0 ? 'Sources' : '', source])),
	].join('');
}

/** Apis of which everything said here is equal are explained together. */
function groupForms(entry: ClientEntry): readonly { readonly apis: readonly string[]; readonly form: CreationForm }[] {
	const groups = new Map<string, { readonly apis: string[]; readonly form: CreationForm }>();
	for (const form of entry.forms) {
		const key = explainForm([], form, entry);
		const group = groups.get(key) ?? { apis: [], form };
		group.apis.push(...(group.apis.includes(form.api) ? [] : [form.api]));
		groups.set(key, group);
	}
	return [...groups.values()];
}

function explainForm(apis: readonly string[], form: CreationForm, entry: ClientEntry): string {
	const { wait, probe, keepalive, ignored = [], overridesCarrier = [], fixes = [], advice, unfixable } = form;
	const titles = fixes.map(
		({ recipe, safety, when }) => `${fillTitle(recipe.title)}${describeCondition(when, entry)}, ${safety}`,
	);
	const rows = [
		...label('waits by default', describeDefaultWait(form, entry)),
		...label('timeout', wait.options.map(describeTimeout)),
		...label(
			'probes by default',
			probe.map((row) => `${describeProbe(row.probe)}${describeCondition(row.when, entry)}`),
		),
		...label(
			'set by',
			keepalive.map((fact) => `${describeKeepalive(fact)}${describeCondition(fact.when, entry)}`),
		),
		...label(
			'but',
			keepalive.flatMap((fact) => (fact.via === 'flag' ? describeEffects(fact, entry) : [])),
		),
		...label(
			'agents are ignored',
			overridesCarrier.map((condition) => `since it sets probes itself${describeCondition(condition, entry)}`),
		),
		...label('no keepalive', [...new Set(ignored.map(({ option, reason }) => `${option}: ${reason}`))]),
		...label('fix', [...new Set(titles)]),
		...label(fixes.length > 0 ? 'no other fix' : 'no fix', unfixable === undefined ? [] : [unfixable]),
		...label('advice', advice === undefined ? [] : [advice]),
	];
	return `\n${apis.map(nameApi).join(', ')}\n${alignColumns(rows, '  ')}`;
}

/** Recipes leave the seconds of the environment open. */
function fillTitle(title: string): string {
	return title.replace('{idle}', String(defaultEnvironment.idle));
}

function describeEffects(fact: Extract<CreationForm['keepalive'][number], { via: 'flag' }>, entry: ClientEntry) {
	const becomes = {
		'pooled-only': 'is set only once the socket is back in the pool',
		off: 'does nothing',
		'system-default': 'leaves the first probe at 7200 s',
	};
	return (fact.effect ?? []).map(
		(row) => `${fact.option} ${becomes[row.becomes]}${describeCondition(row.when, entry)}`,
	);
}

function label(name: string, values: readonly string[]): readonly (readonly string[])[] {
	return values.map((value, index) => [index === 0 ? name : '', value]);
}

function explainEnvironment({ name, idleTimeout, idle, interval, count }: (typeof environments)[number]): string {
	const { summary, boxes } = environmentFacts[name];
	return [
		`${name}: forgets an idle connection after ${idleTimeout} s\n\n`,
		`${summary.charAt(0).toUpperCase()}${summary.slice(1)}\n`,
		`Fixes write: first probe after ${idle} s, then every ${interval} s, ${count} times.\n`,
		boxes.length === 0 ? '' : `\n${formatBoxes(boxes)}`,
		`\nNo probe changes these:\n${formatBoxes(deafBoxes)}`,
	].join('');
}

function formatBoxes(boxes: readonly Box[]): string {
	return alignColumns(
		boxes.map(({ vendor, name, seconds, range, confidence }) => [
			`${seconds} s`,
			`${vendor} ${name.replaceAll('`', '')}`,
			`${confidence}${range === undefined ? '' : `; settable: ${range}`}`,
		]),
		'  ',
	);
}
