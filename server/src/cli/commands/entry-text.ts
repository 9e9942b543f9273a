import type {
	ClientEntry,
	Condition,
	CreationForm,
	KeepaliveFact,
	ProbeFact,
	TimeoutFact,
} from '../../engine/catalogue/schema.js';

/** What a socket does, as a clause. */
export function describeProbe(probe: ProbeFact): string {
	switch (probe.kind) {
		case 'off':
			return 'none';
		case 'system-default':
			return 'first after the system default of 7200 s';
		case 'pooled-only':
			return 'only once the socket is back in the pool';
		case 'on':
			return `first after ${probe.idle} s`;
		case 'unknown':
			return 'not known';
	}
}

/** An api as users read it: `needle.*` for every method of needle. */
export function nameApi(api: string): string {
	return api.replace(/{(?:path|name)}/, '*');
}

/** ` (axios >=0.25.0, https)`, or nothing. */
export function describeCondition(condition: Condition | undefined, entry: ClientEntry): string {
	const parts = condition === undefined ? [] : conditionParts(condition, entry);
	return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function conditionParts(condition: Condition, entry: ClientEntry): readonly string[] {
	const unknown = condition.unknown ? [`where the version of ${entry.package ?? entry.name} is not known`] : [];
	return [...unknown, ...versionParts(condition, entry), ...(condition.scheme === undefined ? [] : [condition.scheme])];
}

function versionParts({ node, python, package: range }: Condition, entry: ClientEntry): readonly string[] {
	return [
		...(range === undefined ? [] : [`${entry.package ?? entry.name} ${range}`]),
		...(node === undefined ? [] : [`Node.js ${node}`]),
		...(python === undefined ? [] : [`Python ${python}`]),
	];
}

/** Ranges at which the behaviour of a client changes, each once. */
export function since(entry: ClientEntry): readonly string[] {
	const conditions = entry.forms.flatMap(({ probe, wait, keepalive, overridesCarrier = [] }) => [
		...probe.map(({ when }) => when),
		...wait.default.map(({ when }) => when),
		...keepalive.flatMap((fact) => [
			fact.when,
			...(fact.via === 'flag' ? (fact.effect ?? []).map(({ when }) => when) : []),
		]),
		...overridesCarrier,
	]);
	const versions = conditions.flatMap((condition) => {
		if (condition === undefined) {
			return [];
		}
		return versionParts(condition, entry);
	});
	return [...new Set(versions)];
}

/** How long a form waits by default, one clause a version range. */
export function describeDefaultWait({ wait }: CreationForm, entry: ClientEntry): readonly string[] {
	return wait.default.map(({ seconds, when }) => {
		const length =
			seconds === 'unbounded' ? 'for ever' : seconds === 'unknown' ? 'as each request says' : `${seconds} s`;
		return `${length}${describeCondition(when, entry)}`;
	});
}

/** The option that bounds the wait. */
export function describeTimeout({ option, unit, keys }: TimeoutFact): string {
	return `${option}${keys === undefined ? '' : `.{${keys.join(',')}}`} (${unit})`;
}

function describeIdleOption({ option, idle }: Extract<KeepaliveFact, { via: 'flag' }>): string {
	if (idle === undefined) {
		return '';
	}
	if (idle.option === undefined) {
		return `, the idle time is always ${idle.default === 'system' ? "the system's" : `${idle.default} s`}`;
	}
	return idle.option === option ? ` (${idle.unit})` : `, idle time in ${idle.option} (${idle.unit})`;
}

/** A way to set keepalive, as a clause. */
export function describeKeepalive(fact: KeepaliveFact): string {
	switch (fact.via) {
		case 'flag': {
			return `option ${fact.option.replaceAll('\\.', '.')}${describeIdleOption(fact)}`;
		}
		case 'carrier':
			return `${fact.option}, made elsewhere${fact.scheme === undefined ? '' : ` (${fact.scheme})`}`;
		case 'socket-options':
			return `socket options in ${fact.option}`;
		case 'socket':
			return 'options set on its socket';
		case 'factory':
			return `a function in ${fact.option} that makes the socket`;
		case 'member':
			return `${fact.member}, replaced by a function that sets the socket`;
		case 'method':
			return `method ${fact.method} (${fact.unit})`;
		case 'listener':
			return `a listener of "${fact.event}" that sets the socket`;
		case 'mount':
			return `an adapter given to ${fact.method}`;
		case 'subclass':
			return 'a subclass that sets the socket';
		case 'setter':
			return `method ${fact.method}, which takes an agent`;
		case 'ping':
			return `method ${fact.method}, which sends traffic of its own`;
	}
}
