// npm in folders of its own under .cache, for the parts of the tests that need packages from the registry.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

/** The package of npm that carries Node.js for this machine. */
export const nodePackage = () => `node-${process.platform}-${process.arch}`;

const environment = (prefix) => {
	const env = { ...process.env, npm_config_audit: 'false', npm_config_fund: 'false', npm_config_progress: 'false' };
	// node-pty's install script runs `npx node-gyp`, which must not wait for a yes.
	env.npm_config_yes = 'true';
	// node-gyp would download Node's headers; most installations have them beside the binary.
	if (existsSync(join(prefix, 'include', 'node', 'node_version.h'))) {
		env.npm_config_nodedir = prefix;
	}
	env.PATH = `${join(prefix, 'bin')}${delimiter}${process.env.PATH ?? ''}`;
	// `npm test` exports its own lock-file and prefix settings, which must not reach an installation elsewhere.
	for (const name of Object.keys(env)) {
		if (/^npm_(?:package|lifecycle|command|execpath)|^npm_config_(?:local_prefix|prefix)$/.test(name)) {
			delete env[name];
		}
	}
	return env;
};

/**
 * Runs npm in a folder with the Node.js of `prefix`; rejects with the end of what it printed, `interrupted` where a
 * signal ended it. `children` holds the process while it runs.
 */
export const npm = (cwd, args, { prefix, children }) => run('npm', args, children, { cwd, env: environment(prefix) });

/** Runs a command to its end, likewise; `options` are those of `spawn`. */
export const run = (command, args, children, options = {}) =>
	new Promise((resolve, reject) => {
		const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
		children.add(child);
		const output = [];
		child.stdout.on('data', (chunk) => output.push(chunk));
		child.stderr.on('data', (chunk) => output.push(chunk));
		child.on('error', reject);
		child.on('close', (code, signal) => {
			children.delete(child);
			if (code === 0) {
				resolve(undefined);
				return;
			}
			const tail = Buffer.concat(output).toString('utf8').trim().split('\n').slice(-15).join('\n');
			const error = new Error(`${command} ended with ${signal ?? code}:\n${tail}`);
			reject(Object.assign(error, { interrupted: signal !== null }));
		});
	});
