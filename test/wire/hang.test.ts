import { strict as assert } from 'node:assert';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, describe, it } from 'node:test';
import { makeCertificate } from './certificate.js';
import type { Certificate } from './certificate.js';
import { hangCases } from './hang-cases.js';
import type { Fate, HangCase } from './hang-cases.js';
import { addresses, removeLeftovers } from './nat/namespaces.js';
import { cleanEnvironment, openScene } from './nat/scene.js';
import type { Performance, Scene } from './nat/scene.js';
import { readConnections, writeTimeline } from './nat/timeline.js';
import { fixFolder, writeProgram } from './program.js';
import { nodeBinary, root, systemPython } from './runtimes.js';

/** Seconds: the server takes longer than the NAT remembers, and the programs wait longer than the server takes. */
const defaultIdleTimeout = 4;
const defaultDelay = 9;

/** The programs give up by themselves; only a broken one meets this limit, in seconds. */
const limit = 60;

let scratch: string;
let certificate: Certificate;
const open = new Set<Scene>();

const idleTimeoutOf = ({ idleTimeout = defaultIdleTimeout }: HangCase): number => idleTimeout;

async function play(name: string, item: HangCase, fix: boolean): Promise<Performance> {
	const folder = join(scratch, name.replace(/\W+/g, '-'));
	const path = writeProgram(folder, item);
	if (fix) {
		await fixFolder(folder, { idleTimeout: idleTimeoutOf(item) });
		assert.notEqual(readFileSync(path, 'utf8'), item.source, 'the tool has changed nothing');
	}
	const scene = await openScene({
		idleTimeout: idleTimeoutOf(item),
		loseFirstProbe: item.loseFirstProbe === true,
		delay: item.delay ?? defaultDelay,
		certificate,
		programs: join(root, 'test/wire/nat'),
	});
	open.add(scene);
	try {
		const performance = await scene.play([item.language === 'python' ? systemPython : nodeBinary('20'), path], {
			cwd: folder,
			env: { ...cleanEnvironment(certificate), TARGET_URL: `${scene.urls[item.scheme]}/report` },
			limit,
		});
		console.log(`${name}; the NAT forgets after ${idleTimeoutOf(item)} s\n${writeTimeline(performance)}\n`);
		return performance;
	} finally {
		scene.close();
		open.delete(scene);
	}
}

/** What the timeline of each fate tells. */
const timelines: Readonly<Record<Fate, readonly RegExp[]>> = {
	hangs: [
		/client {2}request sent/,
		/router {2}the NAT has forgotten the connection/,
		/the program ended with 1: .*timed out/i,
	],
	'hangs after a lost probe': [
		/client {2}request sent/,
		/client {2}(?:\d+ )?keepalive probes?, not answered/,
		/router {2}the NAT has forgotten the connection/,
		/the program ended with 1: .*timed out/i,
	],
	answered: [
		/client {2}request sent/,
		/client {2}(?:\d+ )?keepalive probes?, answered/,
		/client {2}answer received/,
		/the program ended with 0: /,
	],
};

function assertFate(performance: Performance, fate: Fate, item: HangCase): void {
	const timeline = writeTimeline(performance);
	const stories = readConnections(performance);
	const [story] = stories;
	assert.ok(story !== undefined && stories.length === 1, `one connection expected\n${timeline}`);
	const lost = item.loseFirstProbe === true ? 1 : 0;
	for (const line of timelines[fate]) {
		assert.match(timeline, line);
	}
	if (fate === 'answered') {
		assert.equal(performance.ended, 0, timeline);
		assert.equal(story.forgotten, undefined, timeline);
		assert.ok(story.probes.filter(({ answered }) => answered).length > 0, `no answered probe\n${timeline}`);
		assert.equal(story.probes.filter(({ answered }) => !answered).length, lost, timeline);
		assert.equal(story.arrivals.length, story.answers.length, timeline);
		return;
	}
	assert.notEqual(performance.ended, 0, timeline);
	assert.match(performance.output, /timed out/i, timeline);
	assert.ok(story.forgotten !== undefined, `the NAT has forgotten nothing\n${timeline}`);
	const { forgotten } = story;
	assert.ok(
		story.arrivals.every((arrival) => arrival < forgotten),
		`an answer arrived after the drop\n${timeline}`,
	);
	assert.ok(
		story.probes.every(({ answered }) => !answered),
		timeline,
	);
	const inTime = story.probes.filter(({ at }) => at < forgotten).length;
	assert.equal(inTime, fate === 'hangs after a lost probe' ? 1 : 0, timeline);
}

before(() => {
	assert.equal(process.platform, 'linux', 'network namespaces are a feature of Linux');
	assert.equal(process.getuid?.(), 0, 'only root may make network namespaces');
	removeLeftovers();
	scratch = mkdtempSync(join(tmpdir(), 'keepalive-nat-'));
	certificate = makeCertificate(join(scratch, 'certificate'), [addresses.server]);
});

/** Also when the tests are ended early: namespaces outlive the processes in them. */
function closeAll(): void {
	open.forEach((scene) => scene.close());
}

for (const [signal, code] of [
	['SIGINT', 130],
	['SIGTERM', 143],
] as const) {
	process.once(signal, () => {
		closeAll();
		process.exit(code);
	});
}

after(() => {
	closeAll();
	rmSync(scratch, { recursive: true, force: true });
});

// The cases spend their time waiting, each in namespaces of its own.
describe('behind a NAT that forgets', { concurrency: 8 }, () => {
	for (const item of hangCases) {
		it(`${item.name}: ${item.unfixed}`, async () => {
			assertFate(await play(item.name, item, false), item.unfixed, item);
		});
		const { fixed } = item;
		if (fixed !== undefined) {
			it(`${item.name}, fixed: ${fixed}`, async () => {
				assertFate(await play(`${item.name}, fixed`, item, true), fixed, item);
			});
		}
	}
});
