import type { CreationForm } from './catalogue/schema.js';
import { lastFor } from './lazy.js';
import type { Defect } from './model.js';
import { readOption, splitPath, type ArgumentList } from './options.js';
import type { CallSite, Property, Value } from './sites.js';
import type { Holds } from './versions.js';
import { requestUses } from './waits.js';

/** Settings that look like TCP keepalive and are not. */
export function readIgnored(site: CallSite, form: CreationForm, holds: Holds): Defect[] {
	const defects: Defect[] = [];
	for (const { option, values, reason, onlyLongWait, when } of form.ignored ?? []) {
		if (!holds(when)) continue;
		for (const { call, signature } of placesOfOptions(site, form, option)) {
			const state = readOption(call, signature, option);
			if (state.kind !== 'present' || state.value.kind === 'none' || !hasValue(state.value, values)) continue;
			defects.push({ kind: 'ineffective', reason, span: state.span, onlyLongWait });
			break;
		}
	}
	return defects;
}

/** A call, or a statement as if it were one, and where it may be given options. */
interface Place {
	readonly call: ArgumentList;
	readonly signature: Pick<CreationForm, 'parameters' | 'signatures'>;
}

/** Where an option may be given: the call, its requests, attributes set later, `session.headers.update(...)`. */
export function placesOfOptions(site: CallSite, form: CreationForm, option: string): readonly Place[] {
	const calls = callsOf(site, form);
	if (site.uses.length === 0 && !site.assigned) return calls;
	const [head = ''] = splitPath(option);
	const update = `${head}.update`;
	if (!site.assigned && !site.uses.some(({ method }) => method === update)) return calls;
	const places = [...calls];
	if (site.assigned) places.push(attributes(site.assigned));
	for (const { arguments: given, extent: span } of site.uses.filter(({ method }) => method === update)) {
		const [value] = given;
		if (value) places.push(attributes(new Map([[head, { key: span, span, value }]])));
	}
	return places;
}

/** Each option of a creation is looked for in turn, and all of them in the same calls. */
const callsOf = lastFor((site: CallSite, form: CreationForm): readonly Place[] => {
	const own: Place = { call: site, signature: form };
	const requests = requestUses(site, form).map(({ use, method }): Place => ({ call: use, signature: method }));
	return requests.length === 0 ? [own] : [own, ...requests];
});

function attributes(keywords: ReadonlyMap<string, Property>): Place {
	return { call: { arguments: [], keywords, open: false }, signature: { parameters: [] } };
}

function hasValue(value: Value, values: readonly string[] | undefined): boolean {
	if (!values) return value.kind !== 'boolean' || value.value;
	return value.kind === 'string' && values.includes((value.value ?? '').toLowerCase());
}
