import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '../../..');
const vscodeFolder = join(root, '.cache/code-server-4.100.3/node_modules/code-server/lib/vscode');
const serverMain = join(vscodeFolder, 'out/server-main.js');

/** A running VS Code server. */
export interface EditorServer {
	readonly url: string;
	/** The last lines of everything it and its extension hosts logged. */
	logs(): string;
	stop(): Promise<void>;
}

const commonArguments = (dataFolder: string): string[] => [
	serverMain,
	'--accept-server-license-terms',
	'--server-data-dir',
	dataFolder,
	'--disable-telemetry',
];

/** Installs packaged extensions into a data folder, each from its .vsix. */
export async function installExtensions(dataFolder: string, packages: readonly string[]): Promise<void> {
	if (!existsSync(serverMain)) {
		throw new Error('code-server is not installed; `npm run test:editor` installs it.');
	}
	for (const vsix of packages) {
		const { stdout, stderr } = await promisify(execFile)(process.execPath, [
			...commonArguments(dataFolder),
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

/** Starts the server on a free port of the loopback address; throws with its output when it does not come up. */
export async function startServer(dataFolder: string, env: NodeJS.ProcessEnv): Promise<EditorServer> {
	mkdirSync(dataFolder, { recursive: true });
	const child = spawn(
		process.execPath,
		[
			...commonArguments(dataFolder),
			...['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--disable-workspace-trust'],
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
		logs: () => [output, ...readLogs(join(dataFolder, 'data/logs'))].join('\n'),
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

function readLogs(folder: string): string[] {
	if (!existsSync(folder)) {
		return [];
	}
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.log'))
		.map((name) => {
			const lines = readFileSync(join(folder, name), 'utf8').trim().split('\n');
			return `--- ${name}\n${lines.slice(-25).join('\n')}`;
		});
}
