import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { customEnvironment } from '../../server/src/engine/catalogue/environments.js';
import { makeCertificate } from './certificate.js';
import type { Certificate } from './certificate.js';
import { startHeartbeatServer } from './heartbeat-server.js';
import type { HeartbeatServer } from './heartbeat-server.js';
import { startProgram } from './measure.js';
import { registry } from './registry.js';
import { readSuites } from './runtimes.js';
import { heartbeatRuns, nameOf, predict, titleOf } from './runs.js';
import type { Run, Runtime } from './runs.js';

/**
 * Seconds: the idle timeout that fixes are made for, and how long a fixed program may be silent before it counts as
 * silent for ever. Some fixes write a minute whatever the network.
 */
const environment = customEnvironment(8);
const patience = 90;

let scratch: string;
let certificate: Certificate;

before(() => {
	scratch = mkdtempSync(join(tmpdir(), 'keepalive-heartbeats-'));
	certificate = makeCertificate(join(scratch, 'certificate'));
});

after(() => rmSync(scratch, { recursive: true, force: true }));

interface Actor {
	readonly server: HeartbeatServer;
	readonly ended: Promise<string>;
	stop(): Promise<void>;
}

async function act(run: Run, runtime: Runtime, text: string): Promise<Actor> {
	assert.ok(run.sample.heartbeats !== undefined);
	const server = await startHeartbeatServer(run.sample.heartbeats);
	const place = { certificate, scratch };
	const { child, ended } = startProgram(run, runtime, text, { server: server.port }, place);
	return {
		server,
		ended,
		stop: async () => {
			child.kill('SIGKILL');
			await ended;
			server.close();
		},
	};
}

/** Resolves to what happens first; a program that ends by itself is no proof. */
async function first(actor: Actor, event: Promise<void>): Promise<'event' | 'silence'> {
	const timer = new AbortController();
	try {
		return await Promise.race([
			event.then(() => 'event' as const),
			sleep(patience * 1000, 'silence' as const, { signal: timer.signal }),
			actor.ended.then((how) => Promise.reject<never>(new Error(`The program ${how}`))),
		]);
	} finally {
		timer.abort();
	}
}

async function prove(run: Run, runtime: Runtime): Promise<void> {
	const { text, fixed } = predict(run, runtime, environment);
	assert.notEqual(fixed.text, text, 'the tool offers no fix');
	// Both at once: the program as it is must have been silent for as long as the fixed one was.
	const actors = [await act(run, runtime, text), await act(run, runtime, fixed.text)] as const;
	const [unfixed, mended] = actors;
	try {
		await Promise.all(actors.map(async (actor) => assert.equal(await first(actor, actor.server.greeted), 'event')));
		let early = false;
		void unfixed.server.heartbeat.then(() => (early = true));
		assert.equal(await first(mended, mended.server.heartbeat), 'event', `no heartbeat\n${fixed.text}`);
		assert.equal(early, false, `heartbeats before the fix\n${text}`);
	} finally {
		await Promise.all(actors.map((actor) => actor.stop()));
	}
}

// The programs are silent nearly all of the time.
describe('heartbeats in the place of probes', { concurrency: 8 }, () => {
	for (const run of heartbeatRuns(readSuites(Object.keys(registry.suites)))) {
		const runtime = run.runtimes.find((each) => each.kind === 'python' || each.line === '20');
		if (runtime !== undefined) {
			it(`${titleOf(run)}, ${nameOf(runtime)}`, () => prove(run, runtime));
		}
	}
});
