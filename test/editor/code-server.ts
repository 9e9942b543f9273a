import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { programsOf } from './editions.js';
import type { Edition } from './editions.js';

/** A running VS Code server. */
export interface EditorServer {
	readonly url: string;
	/** The last lines of everything it and its extension hosts logged. */
	logs(): string;
	/** Every error that the extension hosts and our extension have logged, a line each. */
	errors(): readonly string[];
	stop(): Promise<void>;
}

/** An edition, and the folder that holds its settings, extensions and logs. */
export interface Installation {
	readonly edition: Edition;
	readonly dataFolder: string;
}

const commonArguments = ({ edition, dataFolder }: Installation): string[] => [
	programsOf(edition).serverMain,
	'--accept-server-license-terms',
	'--server-data-dir',
	dataFolder,
	'--disable-telemetry',
];

/** Installs packaged extensions, each from its .vsix. */
export async function installExtensions(installation: Installation, packages: readonly string[]): Promise<void> {
	const { node, serverMain } = programsOf(installation.edition);
	if (!existsSync(serverMain)) {
		throw new Error('code-server is not installed; `npm run test:editor` installs it.');
	}
	for (const vsix of packages) {
		const { stdout, stderr } = await promisify(execFile)(node, [
			...commonArguments(installation),
			'--install-extension',
			vsix,
			// Or it would look for the driver's dependency in the gallery.
			'--do-not-include-pack-dependencies',
		]);
		if (!stdout.includes('was successfully installed')) {
			throw new Error(`${vsix} was not installed:\n${stdout}${stderr}`);
		}
	}
}

/** What a server is started with. */
export interface ServerOptions {
	readonly env: NodeJS.ProcessEnv;
	/** True where folders are not trusted before the user says so. */
	readonly restricted: boolean;
}

/** Starts the server on a free port of the loopback address; throws with its output when it does not come up. */
export async function startServer(
	installation: Installation,
	{ env, restricted }: ServerOptions,
): Promise<EditorServer> {
	const { edition, dataFolder } = installation;
	mkdirSync(dataFolder, { recursive: true });
	const child = spawn(
		programsOf(edition).node,
		[
			...commonArguments(installation),
			...['--host', '127.0.0.1', '--port', '0', '--without-connection-token'],
			...(restricted ? [] : ['--disable-workspace-trust']),
		],
		{ env, stdio: ['ignore', 'pipe', 'pipe'] },
	);
	let output = '';
	const url = new Promise<string>((resolve, reject) => {
		const read = (chunk: Buffer): void => {
			output += chunk.toString('utf8');
			const port = /agent listening on (\d+)/.exec(output)?.[1];
			if (port !== undefined) {
				resolve(`http://127.0.0.1:${port}`);
			}
		};
		child.stdout.on('data', read);
		child.stderr.on('data', read);
		child.once('error', reject);
		child.once('exit', (code) => reject(new Error(`The VS Code server ended with ${code}:\n${output}`)));
	});
	return {
		url: await url,
		logs: () => [output.slice(-2000), ...readLogs(join(dataFolder, 'data/logs'))].join('\n'),
		errors: () =>
			logFiles(join(dataFolder, 'data/logs')).flatMap((path) =>
				readFileSync(path, 'utf8')
					.split('\n')
					.filter((line) => line.includes('[error]')),
			),
		stop: async () => {
			if (child.exitCode === null && child.signalCode === null) {
				const exited = once(child, 'exit');
				child.kill('SIGTERM');
				const hard = setTimeout(() => child.kill('SIGKILL'), 10_000);
				await exited;
				clearTimeout(hard);
			}
		},
	};
}

/** What the extension hosts and our extension have logged; the rest is about the editor's own affairs. */
function readLogs(folder: string): string[] {
	return logFiles(folder).map((path) => {
		const lines = readFileSync(path, 'utf8').trim().split('\n');
		return `--- ${path}\n${lines.slice(-15).join('\n')}`;
	});
}

function logFiles(folder: string): string[] {
	if (!existsSync(folder)) {
		return [];
	}
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => /(?:remoteexthost|Keepalive)\.log$/.test(name))
		.map((name) => join(folder, name));
}
