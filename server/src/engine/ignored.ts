import type { CreationForm } from './catalogue/schema.js';
import type { Defect, Span } from './model.js';
import { readOption, splitPath, type ArgumentList } from './options.js';
import type { CallSite, Property, Value } from './sites.js';
import type { Holds } from './versions.js';
import { requestUses } from './waits.js';

/** Settings that look like TCP keepalive and are not. */
export function readIgnored(site: CallSite, form: CreationForm, holds: Holds): Defect[] {
	return (form.ignored ?? []).flatMap((ignored): Defect[] => {
		if (!holds(ignored.when)) return [];
		const { option, values, reason, onlyLongWait } = ignored;
		for (const { call, signature } of placesOfOptions(site, form, option)) {
			const state = readOption(call, signature, option);
			if (state.kind === 'present' && state.value.kind !== 'none' && hasValue(state.value, values))
				return [{ kind: 'ineffective', reason, span: state.span, onlyLongWait }];
		}
		return [];
	});
}

/** Where an option may be given: the call, its requests, attributes set later, `session.headers.update(...)`. */
export function placesOfOptions(
	site: CallSite,
	form: CreationForm,
	option: string,
): { readonly call: ArgumentList; readonly signature: Pick<CreationForm, 'parameters' | 'signatures'> }[] {
	const own = { call: site, signature: form };
	if (site.uses.length === 0 && !site.assigned) return [own];
	const [head = ''] = splitPath(option);
	const requests = requestUses(site, form).map(({ use, method }) => ({ call: use, signature: method }));
	const updates = site.uses.filter(({ method }) => method === `${head}.update`);
	const named = [site.assigned, ...updates.map(({ arguments: [value], extent }) => propertyNamed(head, value, extent))];
	const attributes = named.flatMap((keywords) =>
		keywords ? [{ call: { arguments: [], keywords, open: false }, signature: { parameters: [] } }] : [],
	);
	return [own, ...requests, ...attributes];
}

function propertyNamed(name: string, value: Value | undefined, span: Span): ReadonlyMap<string, Property> | undefined {
	return value && new Map([[name, { key: span, span, value }]]);
}

function hasValue(value: Value, values: readonly string[] | undefined): boolean {
	if (!values) return value.kind !== 'boolean' || value.value;
	return value.kind === 'string' && values.includes((value.value ?? '').toLowerCase());
}
