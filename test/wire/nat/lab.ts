import { accessSync, constants as fileAccess, mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { makeCertificate } from '../certificate.js';
import { addresses, removeLeftovers } from './namespaces.js';
import { openScene } from './scene.js';
import type { Scene } from './scene.js';
import { readConnections, writeTimeline } from './timeline.js';
import type { ConnectionStory } from './timeline.js';

export const usage = `npm run lab -- [--idle SECONDS] [--delay SECONDS] -- COMMAND [ARGUMENT...]

Runs a program behind a NAT that forgets idle connections, and prints what happened to them.

  --idle SECONDS    the NAT forgets a connection after so long without a packet; 10 unless told
  --delay SECONDS   the server takes so long for an answer; twice the idle time and two more unless told
  --help            this text

The program finds the server in its environment:
  KEEPALIVE_LAB_URL         http://...; ?delay=SECONDS in a request's URL wins over --delay
  KEEPALIVE_LAB_HTTPS_URL   https://..., with a certificate of KEEPALIVE_LAB_CA
  KEEPALIVE_LAB_CA          path of that certificate; set for requests, Python's ssl and Node.js too

Needs Linux and root. It ends with the program's exit code, and with 2 when the program could not be run.
Everything it starts is removed at the end, also on Ctrl-C.
`;

/** What the lab was told to do. */
export interface LabOptions {
	/** Seconds. */
	readonly idle: number;
	/** Seconds. */
	readonly delay: number;
	readonly command: readonly string[];
}

/** The options, `help`, or what is wrong with them. */
export function readLabOptions(argv: readonly string[]): LabOptions | 'help' | { readonly problem: string } {
	const given = new Map<string, number>();
	let index = 0;
	for (; index < argv.length; index += 1) {
		const [name = '', inline] = (argv[index] ?? '').split('=', 2);
		if (name === '--') {
			index += 1;
			break;
		}
		if (name === '--help' || name === '-h') {
			return 'help';
		}
		if (!name.startsWith('-')) {
			break;
		}
		if (name !== '--idle' && name !== '--delay') {
			return { problem: `Unknown option ${name}.` };
		}
		const text = inline ?? argv[(index += 1)];
		const seconds = Number(text);
		const least = name === '--idle' ? 1 : 0;
		if (text === undefined || !/^\d+$/.test(text) || seconds < least || seconds > 3600) {
			return { problem: `${name} takes whole seconds from ${least} to 3600.` };
		}
		given.set(name, seconds);
	}
	const command = argv.slice(index);
	if (command.length === 0) {
		return { problem: 'Name the program to run, as in: npm run lab -- --idle 10 -- python3 my_script.py' };
	}
	const idle = given.get('--idle') ?? 10;
	return { idle, delay: given.get('--delay') ?? 2 * idle + 2, command };
}

/** One sentence on a connection, for people who have not seen a timeline before. */
function verdict({ forgotten, probes, port, requests, answers, arrivals }: ConnectionStory): string {
	const name = `The connection from port ${port}`;
	if (forgotten === undefined) {
		const held = probes.length > 0 ? '; keepalive probes held it' : '';
		const outcome = requests.length > 0 && arrivals.length === answers.length ? ' Its answers arrived.' : '';
		return `${name} was never forgotten${held}.${outcome}`;
	}
	const before = probes.filter(({ at }) => at < forgotten).length;
	const why = before === 0 ? 'no probe was sent before' : `the probes before (${before}) were too few`;
	return `${name} was forgotten by the NAT at ${forgotten.toFixed(1)} s; ${why}.`;
}

/** The user's own environment without proxies, which nobody could reach from the namespace. */
function programEnvironment(scene: Scene, certificateFile: string): NodeJS.ProcessEnv {
	const own = Object.entries(process.env).filter(([name]) => !/^(?:https?|all|ftp|no)_proxy$/i.test(name));
	return {
		...Object.fromEntries(own),
		KEEPALIVE_LAB_URL: `${scene.urls.http}/`,
		KEEPALIVE_LAB_HTTPS_URL: `${scene.urls.https}/`,
		KEEPALIVE_LAB_CA: certificateFile,
		NODE_EXTRA_CA_CERTS: certificateFile,
		REQUESTS_CA_BUNDLE: certificateFile,
		SSL_CERT_FILE: certificateFile,
	};
}

/** True when the system would find the program; `ip netns exec` cannot say whether it did. */
function canRun(program: string): boolean {
	const folders = program.includes('/') ? [''] : (process.env.PATH ?? '').split(delimiter);
	return folders.some((folder) => {
		try {
			accessSync(join(folder, program), fileAccess.X_OK);
			return true;
		} catch {
			return false;
		}
	});
}

type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Runs the program and prints its timeline; resolves to the exit code. `programs` is the folder of this file's source. */
export async function runLab({ idle, delay, command }: LabOptions, programs: string): Promise<number> {
	const [program = ''] = command;
	if (!canRun(program)) {
		console.error(`${program}: there is no such program, or it may not be executed.`);
		return 2;
	}
	const scratch = mkdtempSync(join(tmpdir(), 'keepalive-lab-'));
	const stop = new AbortController();
	const onSignal = (signal: Signal): void => stop.abort(signal);
	const signals: readonly Signal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
	signals.forEach((signal) => process.on(signal, onSignal));
	let scene: Scene | undefined;
	try {
		removeLeftovers();
		const certificate = makeCertificate(join(scratch, 'certificate'), [addresses.server]);
		scene = await openScene({ idleTimeout: idle, delay, certificate, programs });
		console.log(`The NAT forgets after ${idle} s, the server answers after ${delay} s: ${command.join(' ')}\n`);
		const performance = await scene.play(command, {
			cwd: process.cwd(),
			env: programEnvironment(scene, certificate.file),
			inherit: true,
			stop: stop.signal,
		});
		const stories = readConnections(performance);
		console.log(`\n${writeTimeline(performance)}\n`);
		stories.forEach((story) => console.log(verdict(story)));
		if (stories.length === 0) {
			console.log('The program opened no connection; the server is at KEEPALIVE_LAB_URL.');
		}
		const { ended } = performance;
		return typeof ended === 'number' ? ended : 128 + (constants.signals[ended as NodeJS.Signals] ?? 0);
	} finally {
		scene?.close();
		rmSync(scratch, { recursive: true, force: true });
		signals.forEach((signal) => process.off(signal, onSignal));
	}
}
