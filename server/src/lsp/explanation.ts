import type { Assessment, Environment, Fix } from '../engine/index.js';
import { type Box, deafBoxes, environmentFacts } from '../engine/catalogue/boxes.js';
import { failureOf } from '../engine/catalogue/failures.js';
import type { TimelineFacts } from '../engine/timeline.js';
import type { WrittenFixes } from './background.js';

/** A finding in more words than its message: paragraphs of Markdown, each with a word in front. */
export interface Explanation {
	readonly paragraphs: readonly { readonly title: string; readonly text: string }[];
	/** What the picture shows. */
	readonly facts: TimelineFacts;
}

/** Explains why a client loses answers, what a fix changes about it, and what none can change. */
export function explain(assessment: Assessment, { fixes, noFix }: WrittenFixes): Explanation {
	const paragraphs = [
		{ title: 'What happens', text: describeLoss(assessment) },
		{ title: 'With the fix', text: describeFix(assessment, fixes) },
		{ title: 'Without a fix', text: noFix === undefined ? '' : `There is none: ${noFix}.` },
		{ title: 'Where probes do not help', text: describeDeafBoxes(assessment) },
	];
	return { paragraphs: paragraphs.filter(({ text }) => text !== ''), facts: factsOf(assessment) };
}

function factsOf({ wait, probe, environment: { idleTimeout } }: Assessment): TimelineFacts {
	const idle = probe.kind === 'on' ? probe.idle : probe.kind === 'system-default' ? 7200 : undefined;
	return {
		idleTimeout,
		wait: wait.kind === 'seconds' ? round(wait.seconds) : wait.kind,
		...(idle === undefined ? {} : { idle }),
	};
}

function describeLoss({ creation: { entry }, wait, environment }: Assessment): string {
	const { timeout, reset } = failureOf(entry);
	const { idleTimeout } = environment;
	const forgets = `${nameNetwork(environment)} forgets a connection after ${idleTimeout} s without a packet`;
	const late = `A box that answers late packets makes it ${reset}.`;
	if (wait.kind === 'seconds' && wait.seconds < idleTimeout) {
		const limit = `this client gives up after ${round(wait.seconds)} s, in ${timeout}`;
		return `${forgets}; ${limit}. Nothing is lost unless somebody allows it to wait longer.`;
	}
	const lost = `${forgets} and tells neither side. An answer that takes longer is lost:`;
	if (wait.kind === 'seconds') {
		return `${lost} after ${round(wait.seconds)} s the wait ends in ${timeout}, although the server has answered. ${late}`;
	}
	const hang = wait.kind === 'unbounded' ? 'the call hangs for ever, without any error' : 'the call hangs';
	const end = wait.kind === 'unbounded' ? '' : ` until a timeout, if there is one, ends it in ${timeout}`;
	return `${lost} ${hang}${end}. ${late}`;
}

function nameNetwork({ name }: Environment): string {
	const facts = Object.hasOwn(environmentFacts, name)
		? environmentFacts[name as keyof typeof environmentFacts]
		: undefined;
	return `The network (\`${name}\`${facts === undefined ? '' : `: ${facts.summary.replace(/\.$/, '')}`})`;
}

function describeFix({ creation: { entry }, environment }: Assessment, fixes: readonly Fix[]): string {
	if (fixes.length === 0) {
		return '';
	}
	const { idle, interval, count, idleTimeout } = environment;
	const alive = `the kernel sends a probe after every ${idle} s of silence, well before ${idleTimeout} s`;
	// Node sets the idle time only; libuv has one second and ten probes for the rest.
	const dead = entry.language === 'python' ? interval * count : 10;
	const lost = entry.language === 'python' ? `${count} lost probes, ${interval} s apart` : '10 lost probes, 1 s apart';
	return `${capitalize(alive)}. The other side's kernel answers it, whatever the server is busy with. A dead connection becomes an error after ${idle + dead} s (${lost}).`;
}

const asMany = 3;

function describeDeafBoxes({ wait, environment }: Assessment): string {
	const longest = wait.kind === 'seconds' ? wait.seconds : Infinity;
	const reached = boxesNear(environment).filter(({ seconds }) => seconds <= longest);
	if (reached.length === 0) {
		return '';
	}
	const named = reached.slice(0, asMany).map(({ vendor, name, seconds }) => `${vendor} ${name} (${seconds} s)`);
	const instead = 'raise their limit, stream something, or submit the job and poll for its result';
	return `Boxes that answer for the server count its bytes, not probes: ${named.join('; ')}. Behind them ${instead}.`;
}

/** Those that users of this environment meet, else the most common ones. */
function boxesNear({ name }: Environment): readonly Box[] {
	const vendors: Readonly<Record<string, string>> = { azure: 'Azure', aws: 'AWS', gcp: 'Google Cloud' };
	const vendor = vendors[name.split('-')[0] ?? ''];
	if (vendor !== undefined) {
		return deafBoxes.filter((box) => box.vendor === vendor);
	}
	const common = ['Application Load Balancer', 'API Gateway', 'App Service'];
	return common.flatMap((start) => deafBoxes.find(({ name: box }) => box.startsWith(start)) ?? []);
}

function capitalize(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

function round(seconds: number): number {
	return Math.round(seconds * 1000) / 1000;
}
