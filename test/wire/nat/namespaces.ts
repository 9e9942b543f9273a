import { execFile, execFileSync, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';

/** Where the namespaces' only addresses are; both ranges are reserved for documentation. */
export const addresses = {
	client: '192.0.2.2',
	routerInside: '192.0.2.1',
	routerOutside: '198.51.100.1',
	server: '198.51.100.2',
} as const;

/** The client's interface. */
export const clientInterface = 'eth0';

const folder = '/run/netns';
const prefix = 'keepalive-lab';

export type Role = 'client' | 'router' | 'server';

/** A client behind a NAT router, and a server before it, each in a network namespace of its own. */
export interface Network {
	readonly namespaces: Readonly<Record<Role, string>>;
	/** The command line that runs a command in a namespace. */
	inside(role: Role, command: readonly string[]): readonly [string, ...string[]];
	/** Ends what runs in the namespaces and removes them; may be called twice. */
	close(): void;
}

/** Runs a command to its end; the error says what the command printed. */
function run(command: string, args: readonly string[], input = ''): Promise<string> {
	return new Promise((resolve, reject) => {
		const child: ChildProcess = execFile(command, args, (error, stdout, stderr) => {
			if (error === null) {
				resolve(stdout);
				return;
			}
			reject(new Error(`${command} ${args.join(' ')}: ${stderr.trim() || error.message}`));
		});
		child.stdin?.on('error', () => 'The command ended without reading; its exit code tells.');
		child.stdin?.end(input);
	});
}

/** When a process was started, in clock ticks since boot; undefined when there is none of this id. */
function startOf(id: number): string | undefined {
	try {
		// The name, in parentheses, may hold spaces.
		return readFileSync(`/proc/${id}/stat`, 'utf8')
			.replace(/^.*\) /s, '')
			.split(' ')[19];
	} catch {
		return undefined;
	}
}

let count = 0;

/** Names of one network: they hold who made it, so that a later run knows which were left behind. */
function newNames(): Record<Role, string> {
	count += 1;
	const base = `${prefix}-${process.pid}-${startOf(process.pid) ?? 0}-${count}`;
	return { client: `${base}-client`, router: `${base}-router`, server: `${base}-server` };
}

function removeNamespace(name: string): void {
	if (!existsSync(`${folder}/${name}`)) {
		return;
	}
	const inhabitants = spawnSync('ip', ['netns', 'pids', name], { encoding: 'utf8' }).stdout.split('\n');
	for (const id of inhabitants.map(Number).filter((number) => number > 0)) {
		try {
			process.kill(id, 'SIGKILL');
		} catch {
			// It has ended by itself.
			continue;
		}
	}
	try {
		execFileSync('ip', ['netns', 'delete', name], { stdio: 'ignore' });
	} catch (error) {
		// Two runs may find the same leftovers.
		if (existsSync(`${folder}/${name}`)) {
			throw error;
		}
	}
}

/** Removes the networks of runs that were killed before they could. */
export function removeLeftovers(): void {
	const names = existsSync(folder) ? readdirSync(folder) : [];
	for (const name of names) {
		const [, owner, start] = new RegExp(`^${prefix}-(\\d+)-(\\d+)-`).exec(name) ?? [];
		if (owner !== undefined && startOf(Number(owner)) !== start) {
			removeNamespace(name);
		}
	}
}

/** Links with an interface at either end, addresses and routes, as `ip -batch` takes them. */
function wiring({ client, router, server }: Readonly<Record<Role, string>>): Readonly<Record<Role | 'all', string>> {
	return {
		all: `link add inside netns ${router} type veth peer name ${clientInterface} netns ${client}
link add outside netns ${router} type veth peer name eth0 netns ${server}
`,
		client: `link set lo up
link set ${clientInterface} up
address add ${addresses.client}/24 dev ${clientInterface}
route add default via ${addresses.routerInside}
`,
		router: `link set lo up
link set inside up
link set outside up
address add ${addresses.routerInside}/24 dev inside
address add ${addresses.routerOutside}/24 dev outside
`,
		server: `link set lo up
link set eth0 up
address add ${addresses.server}/24 dev eth0
`,
	};
}

const rules = `table ip nat {
	chain outgoing {
		type nat hook postrouting priority srcnat
		oifname "outside" masquerade
	}
}
table ip filter {
	chain forward {
		type filter hook forward priority filter
		ct state invalid drop
	}
}
`;

/**
 * Of each connection, loses the first acknowledgement without payload that the client sends after its request, which is
 * the first keepalive probe while nobody says anything. The chain comes before connection tracking (priority -200), so
 * that what is lost refreshes nothing; 52 is an acknowledgement's length with the time stamps that Linux sends.
 */
const losingRules = `table ip losing {
	set asked { type inet_service; flags dynamic; size 1024; }
	set lost { type inet_service; flags dynamic; size 1024; }
	chain prerouting {
		type filter hook prerouting priority -300
		iifname "inside" tcp flags & psh == psh add @asked { tcp sport } accept
		iifname "inside" tcp flags ack ip length 52 tcp sport @asked tcp sport != @lost add @lost { tcp sport } drop
	}
}
`;

/** A router that forgets connections on which nothing was sent for so long, and takes up no connection half-way. */
function settings(idleTimeout: number): string {
	const values = {
		'ipv4/ip_forward': 1,
		'netfilter/nf_conntrack_tcp_timeout_established': idleTimeout,
		'netfilter/nf_conntrack_tcp_timeout_unacknowledged': idleTimeout,
		'netfilter/nf_conntrack_tcp_loose': 0,
	};
	return Object.entries(values)
		.map(([name, value]) => `echo ${value} >/proc/sys/net/${name}`)
		.join(' && ');
}

export interface NetworkOptions {
	/** Seconds without a packet after which the router forgets a connection. */
	readonly idleTimeout: number;
	/** The first keepalive probe of each connection is lost on its way to the router. */
	readonly loseFirstProbe?: boolean;
}

/** Makes a network. Needs Linux, root, `ip` and `nft`; throws with what they said, and leaves nothing behind then. */
export async function openNetwork({ idleTimeout, loseFirstProbe = false }: NetworkOptions): Promise<Network> {
	const namespaces = newNames();
	const roles: readonly Role[] = ['client', 'router', 'server'];
	const close = (): void => roles.forEach((role) => removeNamespace(namespaces[role]));
	const atRouter = ['netns', 'exec', namespaces.router];
	try {
		for (const role of roles) {
			await run('ip', ['netns', 'add', namespaces[role]]);
		}
		const batches = wiring(namespaces);
		await run('ip', ['-batch', '-'], batches.all);
		for (const role of roles) {
			await run('ip', ['-netns', namespaces[role], '-batch', '-'], batches[role]);
		}
		await run('ip', [...atRouter, 'nft', '-f', '-'], loseFirstProbe ? rules + losingRules : rules);
		await run('ip', [...atRouter, 'sh', '-c', settings(idleTimeout)]);
	} catch (error) {
		close();
		throw error;
	}
	return {
		namespaces,
		inside: (role, command) => ['ip', 'netns', 'exec', namespaces[role], ...command],
		close,
	};
}
