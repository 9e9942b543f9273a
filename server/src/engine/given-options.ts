import type { CreationForm, Requirement } from './catalogue/schema.js';
import { readOption } from './options.js';
import type { CallSite, Property, Value } from './sites.js';

/** The call with the options that are given in other ways: by a method or statements one by one, or within a text. */
export function withGivenOptions(site: CallSite, form: CreationForm): CallSite {
	const members = site.assigned ? assignedOptions(site.assigned, form) : none;
	if (form.setter === undefined && form.connectionStrings === undefined && members.length === 0) return site;
	const keywords = new Map([...site.keywords, ...members]);
	let { open } = site;
	for (const option of form.connectionStrings ?? []) {
		const state = readOption(site, form, option);
		if (state.kind === 'absent' || (state.kind === 'present' && state.value.kind === 'none')) continue;
		const text = state.kind === 'present' && state.value.kind === 'string' ? textOf(state.value) : undefined;
		if (state.kind !== 'present' || text === undefined) open = true;
		else {
			const { span } = state;
			for (const [name, value] of optionsIn(text)) {
				if (!keywords.has(name)) keywords.set(name, { key: span, span, value: valueOf(value, span) });
			}
		}
	}
	const { setter } = form;
	if (setter !== undefined) {
		for (const use of site.uses.filter(({ method }) => method === setter)) {
			const [name, value] = use.arguments;
			const constant = name?.kind === 'unknown' ? name.name : undefined;
			if (constant === undefined || !value) open = true;
			else keywords.set(constant, { key: name?.span ?? use.extent, span: use.extent, value });
		}
		// Somebody else may set options of an object that is handed on.
		open ||= site.escapes;
	}
	return { ...site, keywords, open };
}

const none: readonly (readonly [string, Property])[] = [];

/** The options that attributes stand for. */
function assignedOptions(
	assigned: ReadonlyMap<string, Property>,
	{ members = {} }: CreationForm,
): readonly (readonly [string, Property])[] {
	return Object.entries(members).flatMap(([member, option]) => {
		const property = assigned.get(member);
		return property ? [[option, property] as const] : [];
	});
}

function textOf({ value, written }: Extract<Value, { kind: 'string' }>): string | undefined {
	return value ?? written;
}

/** Options of a URL (its host and the query) or of `name=value` words; values may be in single quotes. */
function optionsIn(text: string): readonly (readonly [string, string])[] {
	const url = /^[a-z][\w+.-]*:\/\/(?:[^/?#]*@)?([^/?#]*)[^?#]*(?:\?([^#]*))?/i.exec(text);
	if (!url) return [...text.matchAll(/(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|(\S*))/g)].map(wordOf);
	const [, authority = '', query = ''] = url;
	const host = /^(?:\[[^\]]*\]|[^:,]*)/.exec(authority)?.[0] ?? '';
	const pairs = query.split('&').map((pair) => [pair.replace(/=.*$/s, ''), pair.replace(/^[^=]*=?/, '')] as const);
	const given = pairs.filter(([name]) => name !== '');
	return host === '' ? given : [['host', host], ...given];
}

function wordOf([, name = '', quoted, plain = '']: RegExpExecArray): readonly [string, string] {
	return [name, quoted ?? plain];
}

function valueOf(text: string, span: Property['span']): Value {
	if (/^\d+$/.test(text)) return { kind: 'number', value: Number(text), span };
	if (/^(?:true|yes|on)$/i.test(text)) return { kind: 'boolean', value: true, span };
	if (/^(?:false|no|off)$/i.test(text)) return { kind: 'boolean', value: false, span };
	return { kind: 'string', value: text.includes('{') ? undefined : text, span };
}

/** True where the text shows all that a form asks of the call. */
export function meetsAll(site: CallSite, form: CreationForm): boolean {
	return (form.only ?? []).every((requirement) => meets(site, form, requirement));
}

function meets(site: CallSite, form: CreationForm, requirement: Requirement): boolean {
	if (requirement.kind === 'used') {
		const used = site.uses.some(({ method }) => requirement.methods.includes(method));
		return used || (requirement.orEscapes === true && site.escapes);
	}
	if (requirement.kind === 'given') {
		return requirement.options.some((option) => {
			const state = readOption(site, form, option);
			return state.kind === 'present' && state.value.kind !== 'none';
		});
	}
	const state = readOption(site, form, requirement.option);
	if (requirement.kind === 'value') {
		const value = state.kind === 'present' ? state.value : undefined;
		return (value?.kind === 'number' || value?.kind === 'boolean') && value.value === requirement.value;
	}
	if (requirement.kind === 'constant') {
		if (state.kind !== 'present') return state.kind === 'absent';
		return state.value.kind === 'unknown' && requirement.names.includes(state.value.name ?? '');
	}
	if (requirement.kind === 'true')
		return state.kind === 'present' && state.value.kind === 'boolean' && state.value.value;
	const text = state.kind === 'present' && state.value.kind === 'string' ? textOf(state.value) : undefined;
	const [, scheme = ''] = /^([a-z][\w+.-]*):/i.exec(text ?? '') ?? [];
	return requirement.schemes.includes(scheme.toLowerCase());
}
