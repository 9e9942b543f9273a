import type { Assessment, Environment, Finding, Wait } from '../model.js';

/** The api in code quotes: every message names what it is about. */
export function subject({ creation: { form } }: Assessment): string {
	return `\`${form.api}\``;
}

/** "may wait 420 s for its answer". */
export function waits(wait: Wait): string {
	switch (wait.kind) {
		case 'seconds':
			return wait.from === 'argument'
				? `may wait ${number(wait.seconds)} s for its answer`
				: `waits up to ${number(wait.seconds)} s by default`;
		case 'unbounded':
			return wait.from === 'argument' ? 'may wait for ever for its answer' : 'waits for ever by default';
		case 'unknown':
			return 'may wait for a time that is not visible here';
	}
}

/** "the network (cloud) forgets connections after 240 s without a packet". */
export function forgets({ name, idleTimeout }: Environment): string {
	return `the network (${name}) forgets a connection after ${idleTimeout} s of silence`;
}

/** Points at the timeout that makes the wait what it is. */
export function relatedWait(wait: Wait): Finding['related'] {
	if (wait.kind === 'unknown' || !wait.span) return [];
	const length = wait.kind === 'unbounded' ? 'without limit' : `${number(wait.seconds)} s`;
	return [{ span: wait.span, message: `The wait is set here: ${length}.` }];
}

/** Seconds without needless digits. */
export function number(seconds: number): string {
	return String(Math.round(seconds * 1000) / 1000);
}

/** "sends no TCP keepalive probes", or why those that are set come too late for the request in flight. */
export function sendsNone({ probe }: Assessment): string {
	return probe.kind === 'pooled-only'
		? 'sends no TCP keepalive probes before its socket is back in the pool'
		: 'sends no TCP keepalive probes';
}
