import { assess } from './assess.js';
import type { Assessment, CheckContext, Creation, Silence } from './model.js';
import { subject } from './rules/phrases.js';
import { report, severityOf } from './rules/index.js';
import { isTestCode } from './test-code.js';

/** Why nothing is reported of a creation of the document at `path`; undefined where something is. */
export function explainSilence(path: string, assessment: Assessment, context: CheckContext): Silence | undefined {
	const found = report(assessment);
	const reported = found.some((each) => severityOf(each, isTestCode(path), context.rules));
	if (reported) return undefined;
	const [unheard] = found;
	if (unheard) {
		const { rule, severity, message } = unheard;
		return { kind: 'off', text: `The rule \`${rule}\` is off.`, instead: { rule, severity, message } };
	}
	const reason = reasonOf(assessment);
	const instead = withoutReason(assessment.creation);
	const finding = instead && findingOf(path, instead, context);
	return { ...reason, ...(finding && { instead: finding }) };
}

function reasonOf(assessment: Assessment): Silence {
	const { creation, probe } = assessment;
	const api = subject(assessment);
	if (creation.local) {
		const { localBy } = creation;
		const named = localBy === undefined ? '' : `, as \`${localBy}\` says`;
		return { kind: 'local', text: `${api} stays on this machine${named}, where no network forgets its connections.` };
	}
	if (creation.spared) return ofSpared(api, creation.spared);
	switch (probe.kind) {
		case 'on':
			return {
				kind: 'probes',
				text: `${api} ${probes(creation)} after ${probe.idle} s of silence.`,
				...placeOf(creation),
			};
		case 'inherited':
			return ofAgent(api, creation);
		default:
			return ofUnknown(api, creation);
	}
}

function ofSpared(api: string, spared: NonNullable<Creation['spared']>): Silence {
	switch (spared.by) {
		case 'setup':
			return {
				kind: 'setup',
				text: `\`${spared.api}\`, which is set for the whole process, makes the connections of ${api}.`,
				at: spared.at,
			};
		case 'wrapper':
			return { kind: 'wrapper', text: `${api} is made in \`${spared.name}\`, which is configured as safe.` };
		case 'runtime':
			return {
				kind: 'runtime',
				text: `${api} runs in ${runtimes[spared.runtime]}, whose sockets are not those of Node.`,
			};
	}
}

const runtimes = { browser: 'a browser', deno: 'Deno', bun: 'Bun' } as const;

function probes({ setting }: Creation): string {
	return setting.kind === 'on' ? 'is told to send probes, the first' : 'sends probes by itself, the first';
}

function placeOf({ setting }: Creation): Pick<Silence, 'at'> {
	return 'span' in setting && setting.span ? { at: setting.span } : {};
}

function ofAgent(api: string, { form, setting }: Creation): Silence {
	if (setting.kind !== 'inherited') return { kind: 'agent', text: `Another object makes the connections of ${api}.` };
	const { site, span } = setting;
	if (form.role === 'agent') {
		const text = `The clients that are given ${api} set probes on its sockets themselves.`;
		return { kind: 'agent', text, at: site?.callee ?? span };
	}
	if (site)
		return { kind: 'agent', text: `${api} is given an agent, which is judged where it is made.`, at: site.callee };
	return { kind: 'agent', text: `${api} is given an agent that is made elsewhere.`, at: span };
}

function ofUnknown(api: string, creation: Creation): Silence {
	const { setting } = creation;
	if (setting.kind === 'on') {
		const text = `${api} is told to send probes, after a time that cannot be seen.`;
		return { kind: 'unknown', text, at: setting.span };
	}
	const because = setting.kind === 'unknown' ? setting.because : undefined;
	const text = `Whether ${api} sends probes is unknown${because === undefined ? '' : `: ${because}`}.`;
	return { kind: 'unknown', text, ...placeOf(creation) };
}

/** The creation without what spares it; undefined where nothing does, so that there is nothing else to say. */
function withoutReason({ spared, ...creation }: Creation): Creation | undefined {
	if (!creation.local && !spared) return undefined;
	return { ...creation, ...spared?.otherwise, local: false };
}

function findingOf(path: string, creation: Creation, context: CheckContext): Silence['instead'] {
	const assessment = assess(creation, context.environment, context.target);
	for (const found of report(assessment)) {
		const severity = severityOf(found, isTestCode(path), context.rules);
		if (severity) return { rule: found.rule, severity, message: found.message };
	}
	return undefined;
}
