import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the kernel does on a socket while nothing is sent: no probe, or the first one in so many seconds. */
export type SocketTimer = 'none' | { readonly seconds: number };

/** How long a socket with SO_KEEPALIVE and no idle time of its own stays silent on this machine, in seconds. */
export function systemIdle(): number {
	return Number(readFileSync('/proc/sys/net/ipv4/tcp_keepalive_time', 'utf8'));
}

/**
 * Reads what `ss -o` prints for an interval: `119min`, `1min58sec`, `59sec`, `9.980ms` (seconds and thousandths in
 * spite of the unit) or `980ms`.
 */
export function readInterval(text: string): number {
	const match = /^(?:(\d+)min)?(?:(\d+)(?:sec|\.))?(?:(\d+)ms)?$/.exec(text);
	if (match === null || text === '') {
		throw new Error(`ss printed an interval of another form: "${text}"`);
	}
	const [, minutes = '0', seconds = '0', thousandths = '0'] = match;
	return Number(minutes) * 60 + Number(seconds) + Number(thousandths) / 1000;
}

/** Looks that may miss a socket before it counts as gone. */
const mostAbsences = 60;

/**
 * The timer of the client's end of a connection, found by the port the server saw. Waits until the kernel has no
 * retransmission pending, as `ss` shows only the next timer. Throws when the connection is not there.
 */
export async function socketTimer(clientPort: number): Promise<SocketTimer> {
	let absent = 0;
	for (let attempt = 0; attempt < 100; attempt += 1) {
		const output = execFileSync('ss', ['-tnoH', 'state', 'established', `sport = :${clientPort}`], {
			encoding: 'utf8',
		});
		if (!output.includes(`:${clientPort}`)) {
			// The kernel lists sockets bucket by bucket, and may miss one while others come and go.
			absent += 1;
			if (absent > mostAbsences) {
				throw new Error(`No established connection from port ${clientPort}.`);
			}
			await sleep(20);
			continue;
		}
		const [, kind, interval] = /timer:\((\w+),([^,]*),\d+\)/.exec(output) ?? [];
		if (kind === undefined) {
			return 'none';
		}
		// Without an interval the timer is just firing; the next look shows the next one.
		if (kind === 'keepalive' && interval !== undefined && interval !== '') {
			return { seconds: readInterval(interval) };
		}
		await sleep(50);
	}
	throw new Error(`The connection from port ${clientPort} does not become quiet.`);
}
