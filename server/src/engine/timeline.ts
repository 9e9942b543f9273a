/** What a timeline shows: one request, and a network that forgets idle connections. All numbers are seconds. */
export interface TimelineFacts {
	/** The network forgets a connection after so long without a packet. */
	readonly idleTimeout: number;
	/** How long the client waits for its answer. */
	readonly wait: number | 'unbounded' | 'unknown';
	/** Idle time before the first probe; absent where none is sent. */
	readonly idle?: number;
	/** For whoever cannot see the picture; a description of the facts where absent. */
	readonly title?: string;
}

export interface TimelineOptions {
	/** False where the page that holds the picture has `timelineStyle` of its own, once for many pictures. */
	readonly style?: boolean;
	/** Pixels; absent: as wide as the page lets it be. */
	readonly width?: number;
}

/** Rules for light and dark pages; every class begins with `timeline-`. */
export const timelineStyle = [
	'.timeline-text{font:12px system-ui,sans-serif;fill:#24292f}',
	'.timeline-faint{font:11px system-ui,sans-serif;fill:#57606a}',
	'.timeline-inside{font:11px system-ui,sans-serif;fill:#fff}',
	'.timeline-wait{fill:#8c959f}.timeline-alive{fill:#2da44e}.timeline-dead{fill:#cf222e}',
	'.timeline-probe{stroke:#2da44e;stroke-width:2}.timeline-late{stroke:#cf222e;stroke-width:2}',
	'.timeline-rule{stroke:#d0d7de}.timeline-page{fill:#fff}',
	'@media(prefers-color-scheme:dark){.timeline-text{fill:#e6edf3}.timeline-faint{fill:#8d96a0}',
	'.timeline-rule{stroke:#3d444d}.timeline-page{fill:#0d1117}}',
].join('');

const width = 640;
const height = 132;
const left = 80;
const right = 624;
const lanes = { client: 18, probes: 48, network: 78, axis: 108 } as const;

/** About what a character of an 11 px text takes. */
const characterWidth = 5.8;

/** The longest stretch drawn, in idle timeouts: beyond it the first seconds would be too narrow to read. */
const longestSpan = 4;

/** A picture of whether the answer still finds its connection, as the text of an SVG element. */
export function timeline(facts: TimelineFacts, { style = true, width: pixels }: TimelineOptions = {}): string {
	const span = spanOf(facts);
	const x = (seconds: number): number => round(left + ((right - left) * Math.min(seconds, span)) / span);
	const title = escape(facts.title ?? describeTimeline(facts));
	const size = pixels === undefined ? '' : ` width="${pixels}" height="${round((pixels * height) / width)}"`;
	const box = `viewBox="0 0 ${width} ${height}"${size}`;
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" ${box} role="img" aria-label="${title}">`,
		`<title>${title}</title>`,
		...(style ? [`<style>${timelineStyle}</style>`] : []),
		`<rect class="timeline-page" width="${width}" height="${height}" rx="6"/>`,
		...drawAxis(facts, span, x),
		...drawClient(facts, span, x),
		...drawProbes(facts, span, x),
		...drawNetwork(facts, x),
		'</svg>',
	].join('');
}

/** The picture in one sentence. */
export function describeTimeline(facts: TimelineFacts): string {
	const { idle, idleTimeout, wait } = facts;
	const waits = typeof wait === 'number' ? `waits ${wait} s` : `waits ${wait === 'unbounded' ? 'for ever' : 'unknown'}`;
	const probes = idle === undefined ? 'sends no probe' : `sends its first probe after ${idle} s`;
	const network = `the network forgets an idle connection after ${idleTimeout} s`;
	return `The client ${waits.replace('waits unknown', 'waits for a time that is not known')} and ${probes}; ${network}.`;
}

type Scale = (seconds: number) => number;

/** True where the connection is forgotten while the client may still wait. */
function isForgotten({ idle, idleTimeout, wait }: TimelineFacts): boolean {
	const isLong = typeof wait !== 'number' || wait >= idleTimeout;
	return isLong && (idle === undefined || idle >= idleTimeout);
}

function spanOf(facts: TimelineFacts): number {
	const { idle = 0, idleTimeout, wait } = facts;
	const end = typeof wait === 'number' ? wait : idleTimeout * 2.5;
	// What happens after the timeout needs room for its caption.
	const wanted = Math.max(end * 1.15, idle * 1.15, idleTimeout * (isForgotten(facts) ? 1.7 : 1.15));
	return Math.min(wanted, idleTimeout * longestSpan);
}

function drawClient({ wait }: TimelineFacts, span: number, x: Scale): string[] {
	const isOpen = typeof wait !== 'number' || wait > span;
	const end = isOpen ? right : x(wait);
	const text =
		wait === 'unbounded' ? 'waits for ever' : wait === 'unknown' ? 'waits, nobody knows how long' : `waits ${wait} s`;
	return [
		label('client', lanes.client),
		bar('wait', left, end, lanes.client),
		...(isOpen ? [arrow('wait', lanes.client)] : []),
		caption(text, { start: left, end, lane: lanes.client }),
	];
}

function drawProbes(facts: TimelineFacts, span: number, x: Scale): string[] {
	const { idle, idleTimeout, wait } = facts;
	const name = label('probes', lanes.probes);
	const middle = lanes.probes + 13;
	if (idle === undefined) return [name, `<text class="timeline-faint" x="${left}" y="${middle}">none</text>`];
	if (idle >= span) {
		const text = `the first one after ${idle} s, beyond this picture`;
		return [name, `<text class="timeline-faint" x="${left}" y="${middle}">${text}</text>`];
	}
	const end = Math.min(span, typeof wait === 'number' ? wait : span);
	if (idle >= end) return [name, `<text class="timeline-faint" x="${left}" y="${middle}">none needed</text>`];
	// While probes are answered the kernel sends the next one after another idle time, not after the interval.
	const times = Array.from({ length: Math.min(40, Math.ceil(end / idle) - 1) }, (_, index) => (index + 1) * idle);
	const kind = idle < idleTimeout ? 'probe' : 'late';
	return [name, ...times.map((time) => line(kind, x(time), lanes.probes, lanes.probes + 18))];
}

function drawNetwork(facts: TimelineFacts, x: Scale): string[] {
	const { idleTimeout } = facts;
	const lane = lanes.network;
	const name = label('network', lane);
	if (!isForgotten(facts)) {
		const text = 'remembers the connection';
		// A client that gave up needs nobody's memory, so the bar ends where the network would have forgotten.
		const end = isForgotten({ ...facts, wait: 'unbounded' }) ? x(idleTimeout) : right;
		return [name, bar('alive', left, end, lane), caption(text, { start: left, end, lane })];
	}
	const start = x(idleTimeout);
	return [
		name,
		bar('alive', left, start, lane),
		bar('dead', start, right, lane),
		caption('remembers', { start: left, end: start, lane }),
		caption('has forgotten: the answer is lost', { start, end: right, lane }),
	];
}

function drawAxis({ idle, idleTimeout, wait }: TimelineFacts, span: number, x: Scale): string[] {
	const marks = [0, idleTimeout, ...(typeof wait === 'number' ? [wait] : []), ...(idle === undefined ? [] : [idle])];
	const placed: number[] = [];
	const texts: string[] = [];
	for (const seconds of marks.filter((mark) => mark <= span)) {
		const at = x(seconds);
		// The idle timeout comes first, so that it is what stays where two numbers would overlap.
		if (placed.some((other) => Math.abs(other - at) < 44)) continue;
		placed.push(at);
		texts.push(
			`<text class="timeline-faint" x="${at}" y="${lanes.axis + 15}" text-anchor="middle">${seconds} s</text>`,
		);
		texts.push(line('rule', at, lanes.client - 6, lanes.axis));
	}
	return [`<path class="timeline-rule" d="M${left} ${lanes.axis}H${right}"/>`, ...texts];
}

function label(text: string, y: number): string {
	return `<text class="timeline-text" x="12" y="${y + 13}">${text}</text>`;
}

interface Place {
	readonly start: number;
	readonly end: number;
	readonly lane: number;
}

/** Text in a bar; beside it where it is too narrow, before it where there is no room behind. */
function caption(text: string, { start, end, lane }: Place): string {
	const needed = text.length * characterWidth + 16;
	const y = lane + 13;
	if (end - start >= needed) return `<text class="timeline-inside" x="${round(start + 8)}" y="${y}">${text}</text>`;
	if (right - end >= needed) return `<text class="timeline-faint" x="${round(end + 8)}" y="${y}">${text}</text>`;
	return `<text class="timeline-inside" x="${round(start - 8)}" y="${y}" text-anchor="end">${text}</text>`;
}

function bar(kind: 'wait' | 'alive' | 'dead', start: number, end: number, y: number): string {
	return `<rect class="timeline-${kind}" x="${start}" y="${y}" width="${round(Math.max(1, end - start))}" height="18"/>`;
}

function arrow(kind: 'wait', y: number): string {
	return `<path class="timeline-${kind}" d="M${right} ${y - 3}L${right + 10} ${y + 9}L${right} ${y + 21}Z"/>`;
}

function line(kind: 'probe' | 'late' | 'rule', x: number, top: number, bottom: number): string {
	return `<path class="timeline-${kind}" d="M${x} ${top}V${bottom}"/>`;
}

function round(number: number): number {
	return Math.round(number * 10) / 10;
}

function escape(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
