import { strict as assert } from 'node:assert';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeCertificate } from './certificate.js';
import { fixFolder, timerInFlight, writeProgram } from './program.js';
import { proofs } from './proofs.js';
import type { Expectation } from './proofs.js';
import { startSlowServer } from './slow-server.js';
import type { SlowServer } from './slow-server.js';
import { readInterval, systemIdle } from './socket-timer.js';
import type { SocketTimer } from './socket-timer.js';

let scratch: string;
let server: SlowServer;

function assertTimer(timer: SocketTimer, expected: Expectation): void {
	if (expected === 'none' || timer === 'none') {
		assert.equal(timer === 'none' ? 'none' : `probes in ${timer.seconds} s`, expected);
		return;
	}
	const idle = expected === 'system-default' ? systemIdle() : expected;
	// The timer runs down from the idle time, and above nine minutes ss prints whole minutes only.
	const slack = idle > 540 ? 120 : Math.min(15, idle);
	const passed = idle - timer.seconds;
	assert.ok(passed >= 0 && passed <= slack, `first probe in ${timer.seconds} s, expected ${idle} s`);
}

before(async () => {
	assert.equal(process.platform, 'linux', 'the proofs read sockets with ss, which only Linux has');
	scratch = mkdtempSync(join(tmpdir(), 'keepalive-wire-'));
	server = await startSlowServer(makeCertificate(join(scratch, 'certificate')));
});

after(() => {
	server.close();
	rmSync(scratch, { recursive: true, force: true });
});

describe('intervals as ss prints them', () => {
	const intervals: readonly (readonly [string, number])[] = [
		['119min', 7140],
		['1min58sec', 118],
		['59sec', 59],
		['9.980ms', 9.98],
		['980ms', 0.98],
	];
	for (const [text, seconds] of intervals) {
		it(text, () => assert.equal(readInterval(text), seconds));
	}
	it('anything else is refused', () => assert.throws(() => readInterval('soon'), /another form/));
});

for (const [index, proof] of proofs.entries()) {
	describe(`${proof.language}: ${proof.name}`, () => {
		it(`unfixed: ${proof.unfixed}`, async () => {
			const path = writeProgram(join(scratch, `${index}-unfixed`), proof);
			assertTimer(await timerInFlight(path, proof, server), proof.unfixed);
		});
		it(`fixed: ${proof.fixed}`, async () => {
			const folder = join(scratch, `${index}-fixed`);
			const path = writeProgram(folder, proof);
			await fixFolder(folder, proof);
			const text = readFileSync(path, 'utf8');
			if (proof.fixed === 'no fix') {
				assert.equal(text, proof.source);
				return;
			}
			try {
				assertTimer(await timerInFlight(path, proof, server), proof.fixed);
			} catch (error) {
				throw new Error(`${String(error)}\nThe fixed program:\n${text}`, { cause: error });
			}
		});
	});
}
