import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Certificate } from './certificate.js';
import { aliasOf, latestOf } from './registry.js';
import { clientFolder, nodeBinary, pythonCommand } from './runtimes.js';
import type { Run, Runtime } from './runs.js';
import { serverOf, withServer } from './samples.js';
import type { Ports } from './samples.js';
import { startSlowServer } from './slow-server.js';
import type { SlowServer } from './slow-server.js';
import { socketTimer } from './socket-timer.js';
import type { SocketTimer } from './socket-timer.js';

/** Far more than any program takes to send its request, on a busy machine, too; milliseconds. */
const limit = 120_000;

/** Where programs are written, and the certificate that they are told to trust. */
export interface Place {
	readonly certificate: Certificate;
	readonly scratch: string;
	/** More of the programs' environment. */
	readonly environment?: Readonly<Record<string, string>>;
}

interface Prepared {
	readonly command: readonly [string, ...string[]];
	readonly certificateFile: string;
	/** Of this program alone. */
	readonly folder: string;
}

/** `name@version`, or the last version that the registry lists. */
function packageOf(text: string): readonly [name: string, version: string] {
	const [, name = text, version] = /^(.+)@(.+)$/.exec(text) ?? [];
	return [name, version ?? latestOf(name)];
}

/** Writes the program, with its client beside it as npm would put it. */
function prepareNode(run: Run, line: string, text: string, place: Place): Prepared {
	const folder = mkdtempSync(join(place.scratch, 'node-'));
	const { entry, version, sample } = run;
	const own = entry.package === undefined ? [] : [[entry.package, version] as const];
	for (const [name, release] of [...own, ...sample.needs.map(packageOf)]) {
		const link = join(folder, 'node_modules', name);
		mkdirSync(dirname(link), { recursive: true });
		symlinkSync(clientFolder(aliasOf(name, release)), link);
	}
	const path = join(folder, `report.${run.sample.extension}`);
	writeFileSync(path, text);
	return { command: [nodeBinary(line), path], certificateFile: place.certificate.file, folder };
}

/** Writes the program where the suite's Python sees it. */
function preparePython(folder: string, text: string, place: Place): Prepared {
	const base = folder === '/' ? place.scratch : join(folder, 'tmp');
	const outside = mkdtempSync(join(base, 'keepalive-wire-'));
	const inside = folder === '/' ? outside : outside.slice(folder.length);
	writeFileSync(join(outside, 'report.py'), text);
	copyFileSync(place.certificate.file, join(outside, 'certificate.pem'));
	return {
		command: pythonCommand(folder, [join(inside, 'report.py')]),
		certificateFile: join(inside, 'certificate.pem'),
		folder: outside,
	};
}

/** Nothing of the machine's own settings may reach the program: a proxy would answer in the server's place. */
export function programEnvironment(certificateFile: string): NodeJS.ProcessEnv {
	return {
		PATH: process.env.PATH,
		HOME: process.env.HOME,
		NODE_EXTRA_CA_CERTS: certificateFile,
		REQUESTS_CA_BUNDLE: certificateFile,
		SSL_CERT_FILE: certificateFile,
		AWS_CA_BUNDLE: certificateFile,
		AWS_ACCESS_KEY_ID: 'none',
		AWS_SECRET_ACCESS_KEY: 'none',
		AWS_DEFAULT_REGION: 'us-east-1',
		AWS_REGION: 'us-east-1',
		AWS_CONFIG_FILE: '/dev/null',
		AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
		PYTHONDONTWRITEBYTECODE: '1',
	};
}

/** A program that runs. */
export interface RunningProgram {
	readonly child: ChildProcess;
	/** Resolves when it prints that it was answered. */
	readonly answered: Promise<void>;
	/** Resolves to how it ended and what it printed. */
	readonly ended: Promise<string>;
}

/** Starts a program against a server on the loopback address. */
export function startProgram(run: Run, runtime: Runtime, text: string, ports: Ports, place: Place): RunningProgram {
	const program = withServer(text, ports);
	const { command, certificateFile, folder } =
		runtime.kind === 'node'
			? prepareNode(run, runtime.line, program, place)
			: preparePython(runtime.suite.folder, program, place);
	const [file, ...args] = command;
	const env = { ...programEnvironment(certificateFile), ...place.environment };
	const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
	let output = '';
	let answer: () => void = () => undefined;
	const answered = new Promise<void>((resolve) => (answer = resolve));
	const take = (chunk: Buffer): void => {
		output += chunk.toString('utf8');
		if (/^answered$/m.test(output)) {
			answer();
		}
	};
	child.stdout.on('data', take);
	child.stderr.on('data', take);
	const ended = new Promise<string>((resolve) => {
		child.on('error', (error) => resolve(error.message));
		child.on('close', (code, signal) => resolve(`ended with ${signal ?? code}\n${output.slice(-2000)}`));
	});
	// Now, and not all at the end: other runs have theirs beside it.
	void ended.then(() => rmSync(folder, { recursive: true, force: true }));
	return { child, answered, ended };
}

/**
 * Runs a program until its first request is in flight on a new connection, reads the timer of its socket, lets the server
 * answer and sees the answer arrive. A program of a silent server is ended once its socket is read.
 */
export async function measure(run: Run, runtime: Runtime, text: string, place: Place): Promise<SocketTimer> {
	// Servers for this program alone: a last word of another one may be read after its end, and be taken for a request.
	const server = await startSlowServer(place.certificate);
	try {
		return await measureOn(server, run, runtime, text, place);
	} finally {
		server.close();
	}
}

async function measureOn(slowServer: SlowServer, run: Run, runtime: Runtime, text: string, place: Place) {
	const { ports } = slowServer;
	const request = slowServer.nextRequest();
	const server = ports[serverOf(run.sample, run.scheme)];
	const { child, answered, ended } = startProgram(run, runtime, text, { ...ports, server }, place);
	const deadline = setTimeout(() => child.kill('SIGKILL'), limit);
	const early = (what: string) => ended.then((how) => Promise.reject<never>(new Error(`The program ${how}, ${what}`)));
	const beforeRequest = early('before its request arrived');
	const beforeAnswer = early('before it got its answer');
	beforeAnswer.catch(() => 'raced below, or of no interest');
	try {
		const pending = await Promise.race([request, beforeRequest]);
		await sleep(run.sample.wait * 1000);
		const timer = await Promise.race([socketTimer(pending.clientPort), beforeAnswer]);
		pending.answer();
		if (!run.sample.silent) {
			await Promise.race([answered, beforeAnswer]);
		}
		return timer;
	} finally {
		clearTimeout(deadline);
		child.kill('SIGKILL');
		beforeRequest.catch(() => 'killed above');
		await ended;
	}
}
