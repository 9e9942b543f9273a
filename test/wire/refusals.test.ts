import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, describe, it } from 'node:test';
import { root } from './runtimes.js';

const lab = join(root, 'scripts/lab.mjs');
const tests = join(root, 'scripts/test.mjs');

/** A Node.js that takes itself for another system's; esbuild would look for that system's program. */
const elsewhere = {
	NODE_OPTIONS: `--import=data:text/javascript,Object.defineProperty(process,'platform',{value:'darwin'})`,
	ESBUILD_BINARY_PATH: join(root, 'node_modules/@esbuild', `linux-${process.arch}`, 'bin/esbuild'),
};

const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups'];

/**
 * A user without rights; where such a user may not even read this folder (it lies in root's home), a Node.js that takes
 * its user for one.
 */
function asNobody(args: readonly string[]): readonly [string, readonly string[], Readonly<Record<string, string>>] {
	const reads = ['-r', lab, '-a', '-r', tests, '-a', '-x', process.execPath];
	if (spawnSync('setpriv', [...nobody, 'test', ...reads]).status === 0) {
		return ['setpriv', [...nobody, process.execPath, ...args], {}];
	}
	return [process.execPath, args, { NODE_OPTIONS: '--import=data:text/javascript,process.getuid=()=>65534' }];
}

interface Outcome {
	readonly pid: number;
	readonly status: number | null;
	readonly output: string;
}

function start(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Outcome {
	// The folder for temporary files that tests are given is root's.
	const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'CI' && name !== 'TMPDIR'));
	const { pid, status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env: { ...own, ...env } });
	return { pid, status, output: `${stdout}${stderr}` };
}

function namespacesOf(pid: number): readonly string[] {
	const names = existsSync('/run/netns') ? readdirSync('/run/netns') : [];
	return names.filter((name) => name.startsWith(`keepalive-lab-${pid}-`));
}

let programs: string;

/** Puts programs of this machine, and those of the test, into a folder that is all of the path. */
function only(names: readonly string[], own: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
	const folder = mkdtempSync(join(programs, 'path-'));
	for (const name of names) {
		const found = ['/usr/sbin', '/usr/bin', '/sbin', '/bin']
			.map((each) => join(each, name))
			.find((each) => existsSync(each));
		assert.ok(found, name);
		symlinkSync(found, join(folder, name));
	}
	for (const [name, text] of Object.entries(own)) {
		writeFileSync(join(folder, name), text);
		chmodSync(join(folder, name), 0o755);
	}
	return { PATH: folder };
}

before(() => (programs = mkdtempSync(join(tmpdir(), 'keepalive-refusals-'))));
after(() => rmSync(programs, { recursive: true, force: true }));

describe('npm run lab says why it cannot run', () => {
	it('to a user who is not root', () => {
		const { status, output } = start(...asNobody([lab, '--', 'true']));
		assert.equal(output, 'Only root may make network namespaces: run it with sudo.\n');
		assert.equal(status, 2);
	});

	it('on a system that is not Linux', () => {
		const { status, output } = start(process.execPath, [lab, '--', 'true'], elsewhere);
		assert.equal(output, 'The lab is made of network namespaces, which only Linux has.\n');
		assert.equal(status, 2);
	});

	it('where packages are missing, with the one command that installs them', () => {
		const { status, output } = start(process.execPath, [lab, '--', 'true'], only(['openssl', 'python3']));
		assert.equal(
			output,
			`Missing: iproute2, nftables. On Debian 12 this installs them:
  sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends iproute2 nftables'
`,
		);
		assert.equal(status, 2);
	});

	it('when the network cannot be made, and leaves nothing of it behind', () => {
		const broken = { nft: '#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "no tables today" >&2\nexit 1\n' };
		const path = only(['openssl', 'python3', 'ip', 'ss', 'sh', 'true'], broken);
		const { pid, status, output } = start(process.execPath, [lab, '--', 'true'], path);
		assert.match(output, /^The lab could not be set up: .*nft.*: no tables today\n$/);
		assert.equal(status, 2);
		assert.deepEqual(namespacesOf(pid), []);
	});
});

describe('npm run test:wire says why it cannot run', () => {
	const places = [
		['to a user who is not root', ...asNobody([tests, 'wire']), /need root/],
		['on a system that is not Linux', process.execPath, [tests, 'wire'], elsewhere, /need Linux/],
	] as const;
	for (const [place, command, args, env, message] of places) {
		it(`${place}, and counts that as skipped`, () => {
			const { status, output } = start(command, args, env);
			assert.match(output, message);
			assert.match(output, /0 passed, 0 failed, 1 skipped/);
			assert.equal(status, 0);
		});

		it(`${place}, and fails with CI=true`, () => {
			const { status, output } = start(command, args, { ...env, CI: 'true' });
			assert.match(output, message);
			assert.match(output, /0 passed, 1 failed, 0 skipped/);
			assert.equal(status, 1);
		});
	}
});
