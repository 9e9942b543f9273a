import { strict as assert } from 'node:assert';
import type { Probe } from '../../server/src/engine/index.js';
import type { Measurement } from './evidence.js';
import { measure } from './measure.js';
import type { Place } from './measure.js';
import { nameOf, predict, recommendedIdle } from './runs.js';
import type { Run, Runtime } from './runs.js';
import { systemIdle } from './socket-timer.js';
import type { SocketTimer } from './socket-timer.js';

/** Seconds until the first probe that the tool expects on the socket of a first request; undefined for none. */
function expectedIdle(probe: Probe): number | undefined {
	switch (probe.kind) {
		case 'on':
			return probe.idle;
		case 'system-default':
			return systemIdle();
		case 'off':
		case 'pooled-only':
			return undefined;
		case 'inherited':
		case 'unknown':
			throw new Error(`The tool's verdict on the program is "${probe.kind}"`);
	}
}

/** The timer runs down from the idle time, and above nine minutes ss prints whole minutes only. */
function assertTimer(timer: SocketTimer, seconds: number | undefined, what: string): void {
	const found = timer === 'none' ? 'no timer' : `first probe in ${timer.seconds} s`;
	const expected = seconds === undefined ? 'no timer' : `probes after ${seconds} s`;
	const passed = timer === 'none' || seconds === undefined ? undefined : seconds - timer.seconds;
	const slack = seconds === undefined ? 0 : seconds > 540 ? 120 : Math.min(15, seconds);
	const agrees = passed === undefined ? timer === 'none' && seconds === undefined : passed >= 0 && passed <= slack;
	assert.ok(agrees, `${what}: ${found} on the socket, the catalogue says ${expected}`);
}

const isGood = (probe: Probe): boolean => probe.kind === 'on' && probe.idle <= recommendedIdle;

function secondsAfterFix({ sample: { fixed } }: Run): number {
	switch (fixed) {
		case 'idle':
			return recommendedIdle;
		case 'system-default':
			return systemIdle();
		default:
			return fixed;
	}
}

/**
 * Measures a program as it is and after the tool's own fix, and compares both with what the catalogue says of them; throws
 * where they differ: when a client starts to probe by itself, and when a fix stops to work.
 */
export async function prove(run: Run, runtime: Runtime, place: Place): Promise<Measurement> {
	const { probe, fixable, text, fixed } = predict(run, runtime);
	const on = nameOf(runtime);
	assertTimer(await measure(run, runtime, text, place), expectedIdle(probe), `${on}, unfixed`);
	if (fixed.text === text) {
		const known = isGood(probe) || !fixable || run.sample.unfixable !== undefined;
		assert.ok(known, `${on}: the catalogue has a fix, and the tool offers none for\n${text}`);
		return { run, runtime, probe, fixed: undefined };
	}
	assert.ok(!isGood(probe), `${on}: a fix for a program that probes in time\n${fixed.text}`);
	const seconds = secondsAfterFix(run);
	try {
		assertTimer(await measure(run, runtime, fixed.text, place), seconds, `${on}, fixed`);
		assertTimer({ seconds }, expectedIdle(fixed.probe), `${on}, the tool's own verdict on its fix`);
	} catch (error) {
		throw new Error(`${String(error)}\nThe fixed program:\n${fixed.text}`, { cause: error });
	}
	return { run, runtime, probe, fixed: fixed.probe };
}
