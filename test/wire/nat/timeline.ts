import type { PacketEvent, Performance, SceneEvent } from './scene.js';

/** What happened to one connection; all times are seconds since the program was started. */
export interface ConnectionStory {
	readonly port: number;
	readonly connected: number | undefined;
	readonly requests: readonly { readonly sent: number; readonly received: number }[];
	/** Keepalive probes that the client sent, and those that were answered. */
	readonly probes: readonly { readonly at: number; readonly answered: boolean }[];
	/** When the router had forgotten the connection while both ends had it open. */
	readonly forgotten: number | undefined;
	/** When the server sent answers. */
	readonly answers: readonly number[];
	/** When they reached the client. */
	readonly arrivals: readonly number[];
	/** When the client sent what the router did not know any more. */
	readonly vain: readonly number[];
	/** Times at which the client sent something again that nobody had acknowledged. */
	readonly repeats: readonly number[];
	/** When the client closed the connection. */
	readonly closed: number | undefined;
}

/** How soon an answer to a probe is back on these links, in seconds. */
const answerTime = 0.5;

/** Distance of two sequence numbers, which wrap around. */
const distance = (from: number, to: number): number => ((to - from + 2 ** 31) >>> 0) - 2 ** 31;

interface Sending {
	readonly probes: number[];
	readonly repeats: number[];
	readonly payloads: number[];
}

/** Sorts what the client sent into probes (one before the next byte), repeats and payload. */
function readSending(packets: readonly PacketEvent[]): Sending {
	const sending: Sending = { probes: [], repeats: [], payloads: [] };
	let next: number | undefined;
	for (const { at, sequence, length, flags } of packets) {
		const size = length + (flags.includes('syn') || flags.includes('fin') ? 1 : 0);
		const ahead = next === undefined ? 0 : distance(next, sequence);
		if (ahead === -1 && length <= 1 && flags.length === 0) {
			sending.probes.push(at);
		} else if (ahead < 0 && size > 0) {
			sending.repeats.push(at);
		} else if (length > 0) {
			sending.payloads.push(at);
		}
		const end = sequence + size;
		if (next === undefined || distance(next, end) > 0) {
			next = end >>> 0;
		}
	}
	return sending;
}

const last = (times: readonly number[], limit: number): number | undefined =>
	times.filter((time) => time <= limit).at(-1);

/** Reads the story of one connection out of what was seen of it. */
function readConnection(port: number, start: number, events: readonly SceneEvent[]): ConnectionStory {
	const packets = events.filter((event) => event.from === 'client');
	const outgoing = packets.filter((packet) => packet.outgoing);
	const incoming = packets.filter((packet) => !packet.outgoing);
	const { probes, repeats, payloads } = readSending(outgoing);
	const since = (time: number): number => time - start;
	const times = (from: 'nat' | 'server', kind: string): readonly number[] =>
		events.filter((event) => event.from === from && event.kind === kind).map(({ at }) => at);
	const ended = packets.find(({ flags }) => flags.includes('fin') || flags.includes('rst'))?.at ?? Infinity;
	const closed = outgoing.find(({ flags }) => flags.includes('fin') || flags.includes('rst'))?.at;
	const forgotten = times('nat', 'gone').find((time) => time < ended);
	const answers = times('server', 'answer');
	const arrivals = answers.map((answer, index) => {
		const until = answers[index + 1] ?? Infinity;
		return incoming.find(({ at, length }) => at >= answer && at < until && length > 0)?.at;
	});
	return {
		port,
		connected: optionally(outgoing.find(({ flags }) => flags.includes('syn'))?.at, since),
		requests: times('server', 'request').map((received) => ({
			sent: since(last(payloads, received) ?? received),
			received: since(received),
		})),
		probes: probes.map((at) => ({
			at: since(at),
			answered: incoming.some((packet) => packet.at >= at && packet.at < at + answerTime),
		})),
		forgotten: optionally(forgotten, since),
		answers: answers.map(since),
		arrivals: arrivals.filter((at) => at !== undefined).map(since),
		vain: payloads.filter((at) => forgotten !== undefined && at > forgotten && at < (closed ?? Infinity)).map(since),
		repeats: repeats.map(since),
		closed: optionally(closed, since),
	};
}

function optionally(time: number | undefined, convert: (time: number) => number): number | undefined {
	return time === undefined ? undefined : convert(time);
}

/** The connections of a program, in the order in which they were opened. */
export function readConnections({ start, events }: Performance): readonly ConnectionStory[] {
	const ports = [...new Set(events.filter((event) => event.from === 'client').map(({ port }) => port))];
	return ports.map((port) =>
		readConnection(
			port,
			start,
			events.filter((event) => event.port === port),
		),
	);
}

interface Line {
	readonly at: number;
	readonly who: 'client' | 'router' | 'server';
	readonly text: string;
}

/** Long runs of the same are told in one line. */
function runOf(times: readonly number[], one: string, many: string): readonly Line[] {
	const [first, ...rest] = times;
	if (first === undefined) {
		return [];
	}
	const until = rest.at(-1);
	const text = until === undefined ? one : `${times.length} ${many}, the last one at ${until.toFixed(1)} s`;
	return [{ at: first, who: 'client', text }];
}

function connectionLines(story: ConnectionStory): readonly Line[] {
	const line = (who: Line['who'], text: string, times: readonly (number | undefined)[]): readonly Line[] =>
		times.filter((at) => at !== undefined).map((at) => ({ at, who, text }));
	const answered = story.probes.filter((probe) => probe.answered).map(({ at }) => at);
	const unanswered = story.probes.filter((probe) => !probe.answered).map(({ at }) => at);
	const lost = story.answers.filter((at, index) => {
		const next = story.answers[index + 1] ?? Infinity;
		return !story.arrivals.some((arrival) => arrival >= at && arrival < next);
	});
	const arrived = story.answers.filter((at) => !lost.includes(at));
	return [
		...line('client', 'connects', [story.connected]),
		...line(
			'client',
			'request sent',
			story.requests.map(({ sent }) => sent),
		),
		...runOf(answered, 'keepalive probe, answered', 'keepalive probes, answered'),
		...runOf(unanswered, 'keepalive probe, not answered', 'keepalive probes, not answered'),
		...line('client', 'request sent, which does not arrive', story.vain),
		...runOf(story.repeats, 'sends again what nobody acknowledged', 'times sends again what nobody acknowledged'),
		...line('router', 'the NAT has forgotten the connection', [story.forgotten]),
		...line('server', 'sends the answer', arrived),
		...line('server', 'sends the answer, which does not arrive', lost),
		...line('client', 'answer received', story.arrivals),
		...line('client', 'closes the connection', [story.closed]),
	];
}

/** What a program said last; of an exception its message, not what the runtime prints behind it. */
function lastWords(output: string): string {
	const lines = output
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '');
	return lines.filter((line) => /^[\w.]*(?:Error|Exception|Timeout)\b.*:/.test(line)).at(-1) ?? lines.at(-1) ?? '';
}

function endLine({ start, end, ended, output }: Performance): Line {
	const said = lastWords(output);
	return {
		at: end - start,
		who: 'client',
		text: `the program ended with ${ended}${said === '' ? '' : `: ${said.slice(0, 100)}`}`,
	};
}

/** The timeline for the terminal: one line an event, in the order of time, without a line end behind the last. */
export function writeTimeline(performance: Performance): string {
	const stories = readConnections(performance);
	const lines = stories.flatMap((story) =>
		connectionLines(story).map((line) => ({
			...line,
			text: stories.length > 1 ? `[${story.port}] ${line.text}` : line.text,
		})),
	);
	return [...lines, endLine(performance)]
		.sort((one, other) => one.at - other.at)
		.map(({ at, who, text }) => `${at.toFixed(1).padStart(7)} s  ${who}  ${text}`)
		.join('\n');
}
