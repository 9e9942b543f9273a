import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Proof } from './proofs.js';
import { root, systemPython } from './runtimes.js';
import type { SlowServer } from './slow-server.js';
import { socketTimer } from './socket-timer.js';
import type { SocketTimer } from './socket-timer.js';

/** Far more than any program takes; only a hang reaches it. */
const limit = 60_000;

/** Where the tool reads the versions that the program runs on. */
const manifests: Readonly<Record<Proof['language'], Readonly<Record<string, string>>>> = {
	javascript: { 'package.json': '{ "private": true, "engines": { "node": ">=20" } }\n' },
	python: {
		'.python-version': '3.11.2\n',
		'requirements.txt':
			'requests==2.28.1\nurllib3==1.26.12\nhttpx==0.23.3\naiohttp==3.8.4\nboto3==1.26.27\nbotocore==1.29.27\n',
	},
};

/** Writes the program into a folder of its own and returns its path. */
export function writeProgram(folder: string, proof: Pick<Proof, 'language' | 'source'>): string {
	mkdirSync(folder, { recursive: true });
	for (const [name, text] of Object.entries(manifests[proof.language])) {
		writeFileSync(join(folder, name), text);
	}
	const extension = proof.language === 'python' ? 'py' : /^import /m.test(proof.source) ? 'mjs' : 'cjs';
	const path = join(folder, `report.${extension}`);
	writeFileSync(path, proof.source);
	return path;
}

/** Fixes a folder with the bundled command line; throws with its messages when it could not run. */
export async function fixFolder(folder: string, proof: Pick<Proof, 'idleTimeout' | 'unsafe'>): Promise<void> {
	const network =
		proof.idleTimeout === undefined ? ['--environment', 'cloud'] : ['--idle-timeout', String(proof.idleTimeout)];
	const safety = proof.unsafe === true ? ['--unsafe-fixes'] : [];
	const args = [join(root, 'dist/bin.js'), '--fix', ...safety, ...network, '--format', 'json', '.'];
	await new Promise<void>((resolve, reject) => {
		execFile(process.execPath, args, { cwd: folder, timeout: limit }, (error, stdout, stderr) => {
			// It ends with 1 when findings are left, and so does Node when a program throws; only the first has a report.
			if ((error === null || error.code === 1) && stdout.startsWith('{')) {
				resolve();
				return;
			}
			reject(new Error(`keepalive-lint ended with ${error?.code ?? error?.signal ?? 0}:\n${stdout}${stderr}`));
		});
	});
}

/** Runs a program until its request is in flight, reads the timer of its socket, answers, and sees it end well. */
export async function timerInFlight(path: string, proof: Proof, server: SlowServer): Promise<SocketTimer> {
	const request = server.nextRequest();
	const interpreter = proof.language === 'python' ? systemPython : process.execPath;
	const child = spawn(interpreter, [path], {
		env: programEnvironment(proof, server),
		stdio: ['ignore', 'pipe', 'pipe'],
		timeout: limit,
		killSignal: 'SIGKILL',
	});
	const ended = outcome(child);
	try {
		const pending = await Promise.race([
			request,
			ended.then((text) => Promise.reject(new Error(`The program ended before its request arrived: ${text}`))),
		]);
		const timer = await socketTimer(pending.clientPort);
		pending.answer();
		const text = await ended;
		if (text !== 'ended with 0') {
			throw new Error(`The program got its answer, but ${text}`);
		}
		return timer;
	} finally {
		child.kill('SIGKILL');
	}
}

async function outcome(child: ChildProcess): Promise<string> {
	let output = '';
	child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
	child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
	await once(child, 'close');
	return child.exitCode === 0 ? 'ended with 0' : `ended with ${child.exitCode ?? child.signalCode}:\n${output}`;
}

/** Nothing of the machine's own settings may reach the program: a proxy would answer in the server's place. */
function programEnvironment(proof: Proof, server: SlowServer): NodeJS.ProcessEnv {
	const port = server.ports[proof.scheme];
	return {
		PATH: process.env.PATH,
		HOME: process.env.HOME,
		TARGET_URL: `${proof.scheme}://127.0.0.1:${port}/report`,
		TARGET_HOST: '127.0.0.1',
		TARGET_PORT: String(port),
		NODE_EXTRA_CA_CERTS: server.certificateFile,
		REQUESTS_CA_BUNDLE: server.certificateFile,
		SSL_CERT_FILE: server.certificateFile,
		AWS_CA_BUNDLE: server.certificateFile,
		AWS_ACCESS_KEY_ID: 'none',
		AWS_SECRET_ACCESS_KEY: 'none',
		AWS_DEFAULT_REGION: 'us-east-1',
		AWS_CONFIG_FILE: '/dev/null',
		AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
		PYTHONDONTWRITEBYTECODE: '1',
	};
}
