import { strict as assert } from 'node:assert';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeCertificate } from './certificate.js';
import type { Certificate } from './certificate.js';
import type { Place } from './measure.js';
import { prove } from './prove.js';
import { javascriptRuns, programOf, pythonRuns } from './runs.js';
import type { Run, Runtime } from './runs.js';
import { readSuites } from './runtimes.js';

/** What a client would do that had begun to probe by itself. */
const probing = {
	'probing.cjs': `const { Socket } = require('node:net');
const { connect } = Socket.prototype;
Socket.prototype.connect = function (...args) {
	this.once('connect', () => this.setKeepAlive(true, 60_000));
	return connect.apply(this, args);
};
`,
	'probing/sitecustomize.py': `import socket


class ProbingSocket(socket.socket):
    def connect(self, address):
        super().connect(address)
        self.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60)


socket.socket = ProbingSocket
`,
};

/** What a client would do that took a fix and did nothing about it. */
const deaf = {
	'deaf.cjs': `const { Socket } = require('node:net');
Socket.prototype.setKeepAlive = function () {
	return this;
};
`,
	'deaf/sitecustomize.py': `import socket


class DeafSocket(socket.socket):
    def setsockopt(self, level, option, value):
        if (level, option) != (socket.SOL_SOCKET, socket.SO_KEEPALIVE):
            super().setsockopt(level, option, value)


socket.socket = DeafSocket
`,
};

let scratch: string;
let certificate: Certificate;

before(() => {
	scratch = mkdtempSync(join(tmpdir(), 'keepalive-self-check-'));
	certificate = makeCertificate(join(scratch, 'certificate'));
	for (const [name, text] of Object.entries({ ...probing, ...deaf })) {
		mkdirSync(join(scratch, name, '..'), { recursive: true });
		writeFileSync(join(scratch, name), text);
	}
});

after(() => {
	rmSync(scratch, { recursive: true, force: true });
});

function pick(runs: readonly Run[], program: string): readonly [Run, Runtime] {
	const run = runs.find((each) => programOf(each.sample) === program && each.scheme === 'https');
	const runtime = run?.runtimes.find((each) => each.kind === 'python' || each.line === '20');
	assert.ok(run && runtime, program);
	return [run, runtime];
}

describe('a proof fails', () => {
	const programs = [
		['Node', ...pick(javascriptRuns(), 'https.get.mjs')],
		['Python', ...pick(pythonRuns(readSuites([])), 'requests.session.py')],
	] as const;
	for (const [language, run, runtime] of programs) {
		const place = (change: string): Place => ({
			certificate,
			scratch,
			environment:
				language === 'Node'
					? { NODE_OPTIONS: `--require=${join(scratch, `${change}.cjs`)}` }
					: { PYTHONPATH: join(scratch, change) },
		});

		it(`${language}: when a client has begun to probe by itself`, () =>
			assert.rejects(
				prove(run, runtime, place('probing')),
				/unfixed: first probe in 5\d.* the catalogue says no timer/s,
			));

		it(`${language}: when a fix has stopped to work`, () =>
			assert.rejects(prove(run, runtime, place('deaf')), /fixed: no timer .* the catalogue says probes after 120 s/s));

		it(`${language}: and passes when neither is so`, async () => {
			const { fixed } = await prove(run, runtime, { ...place(''), environment: {} });
			assert.deepEqual(fixed, { kind: 'on', idle: 120 });
		});
	}
});
