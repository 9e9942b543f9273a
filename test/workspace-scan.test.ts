import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { createEngine } from '../server/src/engine/index.js';
import { createConfiguration } from '../server/src/workspace/configuration.js';
import {
	scan,
	type ScannedFile,
	type ScanProgress,
	type ScanRequest,
	type SkippedFile,
} from '../server/src/workspace/scan.js';
import { createTargets } from '../server/src/workspace/targets.js';
import { plant } from './workspace-tree.js';

const code = "import https from 'node:https';\n\nhttps.get('https://api.example.com');\n";

/** A scan of a folder that keeps what it is told. */
function requestFor(root: string, changes: Partial<ScanRequest> = {}) {
	const files: ScannedFile[] = [];
	const skipped: SkippedFile[] = [];
	const progress: ScanProgress[] = [];
	const request: ScanRequest = {
		engine: createEngine(),
		paths: [root],
		cwd: root,
		configuration: createConfiguration(root),
		targets: createTargets(root),
		onFile: (file) => void files.push(file),
		onSkipped: (skip) => void skipped.push(skip),
		onProgress: (step) => void progress.push(step),
		...changes,
	};
	return { request, files, skipped, progress };
}

describe('scan', () => {
	it('checks each file with the settings and the target of its folder', async (test) => {
		const root = plant(test, {
			'.nvmrc': '20',
			'a.ts': code,
			'api/package.json': '{"engines":{"node":">=24.15"}}',
			'api/keepalive.config.json': '{ "environment": "gcp" }',
			'api/b.ts': code,
			'c.ts': 'export {};\n',
		});
		const { request, files, skipped, progress } = requestFor(root);
		const summary = await scan(request);
		assert.deepEqual(summary, {
			scanned: 3,
			gated: 1,
			skipped: 0,
			failed: 0,
			cancelled: false,
			problems: [],
			brokenConfiguration: false,
		});
		assert.deepEqual(
			files.map(({ relativePath, text, context }) => [
				relativePath,
				text,
				context.environment.name,
				context.target.node.version,
			]),
			[
				['a.ts', code, 'cloud', '20.20.2'],
				['api/b.ts', code, 'gcp', '24.15.0'],
			],
		);
		assert.deepEqual(skipped, []);
		assert.deepEqual(progress[0], { done: 1, findings: 0, relativePath: 'a.ts' });
	});

	it('tells each problem of a configuration or a manifest once', async (test) => {
		const root = plant(test, {
			'keepalive.config.json': '{ "environment": 0 }',
			'package.json': '{',
			'a.ts': code,
			'b.ts': code,
		});
		const { problems, brokenConfiguration } = await scan(requestFor(root).request);
		assert.equal(problems.length, 2);
		assert.equal(brokenConfiguration, true);
	});

	it('ends at once when it is aborted from a callback', async (test) => {
		const root = plant(test, { 'a.ts': code, 'b.ts': code, 'c.ts': code });
		const controller = new AbortController();
		const seen: string[] = [];
		const onFile = ({ relativePath }: ScannedFile): void => {
			seen.push(relativePath);
			controller.abort();
		};
		const { cancelled } = await scan(requestFor(root, { onFile, signal: controller.signal }).request);
		assert.deepEqual([cancelled, seen], [true, ['a.ts']]);
	});

	it('lets others run between files, who may abort it', async (test) => {
		const names = Array.from({ length: 20 }, (_, index) => `${index + 10}.ts`);
		const root = plant(test, Object.fromEntries(names.map((name) => [name, code])));
		const controller = new AbortController();
		setImmediate(() => controller.abort());
		// Each file takes longer than the scan works between two breaths.
		const onFile = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
		const { cancelled, scanned } = await scan(requestFor(root, { onFile, signal: controller.signal }).request);
		assert.equal(cancelled, true);
		assert.ok(scanned < 20, `${scanned} files were checked`);
	});

	it('goes on after a file on which the engine fails', async (test) => {
		const root = plant(test, { 'a.ts': code, 'b.ts': code });
		const engine = createEngine();
		const check: typeof engine.check = (document, context) => {
			if (document.path === 'a.ts') {
				throw new Error('out of luck');
			}
			return engine.check(document, context);
		};
		const { request, files, skipped } = requestFor(root, { engine: { ...engine, check } });
		const { failed } = await scan(request);
		assert.equal(failed, 1);
		assert.deepEqual(skipped, [
			{ path: join(root, 'a.ts'), relativePath: 'a.ts', reason: 'internal error: out of luck', named: false },
		]);
		assert.deepEqual(
			files.map(({ relativePath }) => relativePath),
			['b.ts'],
		);
	});
});
