import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Certificate } from '../certificate.js';
import { addresses, clientInterface, openNetwork } from './namespaces.js';
import type { NetworkOptions, Role } from './namespaces.js';

/** A TCP packet on the client's interface. */
export interface PacketEvent {
	/** Seconds since the epoch, as in all events. */
	readonly at: number;
	readonly from: 'client';
	readonly kind: 'packet';
	readonly outgoing: boolean;
	/** The client's port. */
	readonly port: number;
	readonly sequence: number;
	/** Bytes of payload. */
	readonly length: number;
	readonly flags: readonly ('fin' | 'syn' | 'rst')[];
}

/** The router made an entry for a connection, or has forgotten it. */
export interface NatEvent {
	readonly at: number;
	readonly from: 'nat';
	readonly kind: 'made' | 'gone';
	readonly port: number;
}

/** The server has read a request, or sends the answer to it. */
export interface ServerEvent {
	readonly at: number;
	readonly from: 'server';
	readonly kind: 'request' | 'answer';
	readonly port: number;
}

export type SceneEvent = PacketEvent | NatEvent | ServerEvent;

/** A program that ran in the client's place. */
export interface Performance {
	/** When it was started, as in events. */
	readonly start: number;
	readonly end: number;
	/** The exit code, or the signal's name. */
	readonly ended: number | string;
	/** What it printed, where it was collected. */
	readonly output: string;
	/** In the order of time. */
	readonly events: readonly SceneEvent[];
}

export interface SceneOptions extends NetworkOptions {
	/** Seconds that the server takes for an answer. */
	readonly delay: number;
	/** Valid for the server's address. */
	readonly certificate: Certificate;
	/** The folder of the programs beside this file's source. */
	readonly programs: string;
}

export interface PlayOptions {
	readonly cwd: string;
	readonly env: NodeJS.ProcessEnv;
	/** Seconds after which the program is killed; absent: never. */
	readonly limit?: number;
	/** Its output goes to the terminal instead of into the result. */
	readonly inherit?: boolean;
	/** Ends the program early; a reason that names a signal is what it gets. */
	readonly stop?: AbortSignal;
}

/** A slow server behind a NAT, and the stage for a program that asks it. */
export interface Scene {
	readonly urls: { readonly http: string; readonly https: string };
	/** Runs a program in the client's namespace to its end. */
	play(command: readonly string[], options: PlayOptions): Promise<Performance>;
	/** Ends everything that was started, and removes the network; may be called twice. */
	close(): void;
}

/** The Python of the system: it runs the server and the watchers. */
export const systemPython = '/usr/bin/python3';

const ports = { http: 8080, https: 8443 } as const;

/** A program that prints events as lines of JSON and ends when its input does. */
interface Reporter {
	readonly child: ChildProcess;
	readonly ready: Promise<void>;
	/** Resolves when it has told all that happened before the call; rejects when it has ended. */
	catchUp(): Promise<void>;
}

function startReporter(command: readonly [string, ...string[]], take: (event: SceneEvent) => void): Reporter {
	const [file, ...args] = command;
	// In a process group of its own: a Ctrl-C is for the program, and the watchers see what it does then.
	const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
	let complaint = '';
	child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString('utf8')));
	const lines = createInterface(child.stdout);
	const closed = new Promise<never>((_, reject) => {
		child.on('error', reject);
		child.on('close', () => reject(new Error(`${command.slice(4).join(' ')} has ended:\n${complaint}`)));
	});
	closed.catch(() => 'raced below, or of no interest');
	// Its first such line says that it has started, each other one answers a line of its input.
	const told = async (): Promise<void> => {
		const ready = new Promise<void>((resolve) => waiting.push(resolve));
		await Promise.race([ready, closed]);
	};
	const waiting: (() => void)[] = [];
	lines.on('line', (line) => {
		const event = JSON.parse(line) as SceneEvent | { readonly kind: 'ready' };
		if (event.kind === 'ready') {
			waiting.shift()?.();
		} else {
			take(event);
		}
	});
	child.stdin.on('error', () => 'It has ended; `closed` tells.');
	return {
		child,
		ready: told(),
		catchUp: () => {
			child.stdin.write('\n');
			return told();
		},
	};
}

async function outcome(child: ChildProcess): Promise<{ ended: number | string; output: string }> {
	let output = '';
	child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
	child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
	await once(child, 'close');
	return { ended: child.exitCode ?? child.signalCode ?? 'no exit code', output };
}

const now = (): number => Date.now() / 1000;

/** Starts the network, the server and the watchers; what was started is ended again when one of them fails. */
export async function openScene({ delay, certificate, programs, ...options }: SceneOptions): Promise<Scene> {
	const network = await openNetwork(options);
	let take: (event: SceneEvent) => void = () => undefined;
	const start = (role: Role, program: string, ...args: string[]): Reporter =>
		startReporter(network.inside(role, [systemPython, join(programs, program), ...args]), (event) => take(event));
	const server = [addresses.server, String(ports.http), String(ports.https), certificate.file, certificate.key];
	const reporters = [
		start('server', 'slow_server.py', ...server, String(delay)),
		start('client', 'watch_packets.py', clientInterface),
		start('router', 'watch_nat.py'),
	];
	const close = (): void => {
		reporters.forEach(({ child }) => child.kill('SIGKILL'));
		network.close();
	};
	try {
		await Promise.all(reporters.map(({ ready }) => ready));
	} catch (error) {
		close();
		throw error;
	}
	const play = async (command: readonly string[], options: PlayOptions): Promise<Performance> => {
		const events: SceneEvent[] = [];
		take = (event) => void events.push(event);
		const [file, ...args] = network.inside('client', command);
		const began = now();
		const child = spawn(file, args, {
			cwd: options.cwd,
			env: options.env,
			stdio: options.inherit === true ? 'inherit' : ['ignore', 'pipe', 'pipe'],
			killSignal: 'SIGKILL',
			...(options.limit !== undefined && { timeout: options.limit * 1000 }),
		});
		const stop = (): void => void child.kill((options.stop?.reason as NodeJS.Signals | undefined) ?? 'SIGTERM');
		options.stop?.addEventListener('abort', stop);
		const { ended, output } = await outcome(child);
		options.stop?.removeEventListener('abort', stop);
		const end = now();
		await Promise.all(reporters.map((reporter) => reporter.catchUp()));
		events.sort((one, other) => one.at - other.at);
		return { start: began, end, ended, output, events };
	};
	return {
		urls: {
			http: `http://${addresses.server}:${ports.http}`,
			https: `https://${addresses.server}:${ports.https}`,
		},
		play,
		close,
	};
}

/** What every program finds in its environment, and nothing of the machine's own: a proxy would answer instead. */
export function cleanEnvironment(certificate: Certificate): NodeJS.ProcessEnv {
	return {
		PATH: process.env.PATH,
		HOME: process.env.HOME,
		NODE_EXTRA_CA_CERTS: certificate.file,
		REQUESTS_CA_BUNDLE: certificate.file,
		SSL_CERT_FILE: certificate.file,
		PYTHONDONTWRITEBYTECODE: '1',
	};
}
