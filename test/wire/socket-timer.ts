import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** The other lanes go on while it runs. */
const execute = promisify(execFile);

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

/**
 * The timer of the client's end of a connection, found by the port the server saw. Waits until the kernel has no
 * retransmission pending, as `ss` shows only the next timer. Throws when the connection is not there.
 */
export async function socketTimer(clientPort: number): Promise<SocketTimer> {
	for (let attempt = 0; attempt < 100; attempt += 1) {
		const filter = ['state', 'established', `sport = :${clientPort}`];
		const { stdout } = await execute('ss', ['-tnoH', ...filter]);
		if (!stdout.includes(`:${clientPort}`)) {
			throw new Error(`No established connection from port ${clientPort}.`);
		}
		const [, kind, interval] = /timer:\((\w+),([^,]*),\d+\)/.exec(stdout) ?? [];
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
