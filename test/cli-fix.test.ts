import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { FixSummary } from '../server/src/cli/fix-summary.js';
import type { FixOutcome } from '../server/src/cli/fixing.js';
import { replaceSource } from '../server/src/workspace/write-source.js';
import { runIn } from './cli-run.js';
import { plant } from './workspace-tree.js';

const agent = "import https from 'node:https';\n\nexport const agent = new https.Agent({ maxSockets: 20 });\n";
const session = 'import requests\n\nsession = requests.Session()\n';
const files = { '.nvmrc': '20', 'src/a.ts': agent, 'src/b.py': session };

function textOf(root: string, path: string): string {
	return readFileSync(join(root, path), 'utf8');
}

describe('--fix', () => {
	it('writes the fixes, says how many, and reports what remains', async (test) => {
		const root = plant(test, files);
		const before = await runIn(root);
		assert.notEqual(before.stdout.startsWith('No findings.'), true);
		const { code, stdout, stderr } = await runIn(root, '--fix');
		assert.match(stderr, /^Fixed \d+ findings? in 2 files\.$/m);
		assert.match(stdout, /^No findings\./m);
		assert.equal(code, 0);
		assert.notEqual(textOf(root, 'src/a.ts'), agent);
		assert.notEqual(textOf(root, 'src/b.py'), session);
		assert.deepEqual(readdirSync(join(root, 'src')), ['a.ts', 'b.py']);
	});

	it('changes nothing the second time', async (test) => {
		const root = plant(test, files);
		await runIn(root, '--fix');
		const once = [textOf(root, 'src/a.ts'), textOf(root, 'src/b.py')];
		const { stderr } = await runIn(root, '--fix');
		assert.equal(stderr, 'Nothing to fix.\n');
		assert.deepEqual([textOf(root, 'src/a.ts'), textOf(root, 'src/b.py')], once);
	});

	it('keeps the mode, the byte order mark and the line ends', async (test) => {
		const root = plant(test, { '.nvmrc': '20', 'a.ts': `\uFEFF${agent.replaceAll('\n', '\r\n')}` });
		chmodSync(join(root, 'a.ts'), 0o750);
		await runIn(root, '--fix');
		const text = textOf(root, 'a.ts');
		assert.ok(text.startsWith('\uFEFF'));
		assert.equal(text.replaceAll('\r\n', '').includes('\n'), false);
		assert.notEqual(text.length, agent.length + 4);
		assert.equal(statSync(join(root, 'a.ts')).mode & 0o777, 0o750);
	});

	it('writes through a link to its end and keeps the link', async (test) => {
		const outside = plant(test, { 'a.ts': agent });
		const root = plant(test, { '.nvmrc': '20' });
		symlinkSync(join(outside, 'a.ts'), join(root, 'a.ts'));
		await runIn(root, '--fix', 'a.ts');
		assert.ok(lstatSync(join(root, 'a.ts')).isSymbolicLink());
		assert.notEqual(textOf(outside, 'a.ts'), agent);
	});
});

describe('what --fix says', () => {
	const outcome = (...left: FixOutcome['left']): FixOutcome => ({ fixed: [], left });

	it('is how many of each rule were fixed', async (test) => {
		const { stderr } = await runIn(plant(test, files), '--fix');
		assert.match(stderr, /^Fixed 2 findings in 2 files\.\nFixed: [a-z-]+ \d+(?:, [a-z-]+ \d+)*\.\n$/);
	});

	it('is why the others were not', () => {
		const summary = new FixSummary({ fix: 'write', unsafeFixes: false });
		summary.add({ fixed: ['x', 'y', 'x'], left: [{ rule: 'z', fix: 'unsafe' }] });
		summary.add(outcome({ rule: 'x', fix: 'none' }, { rule: 'y', fix: 'safe' }));
		summary.add({ ...outcome({ rule: 'x', fix: 'safe' }), refusal: 'changed since it was read' });
		assert.equal(
			summary.describe(),
			[
				'Fixed 3 findings in 1 file.',
				'Fixed: x 2, y 1.',
				'Not fixed, only --unsafe-fixes would fix, as the fix may change behaviour: z 1.',
				'Not fixed, no automatic fix: x 1.',
				'Not fixed, the fix would overlap another: y 1.',
				'Not fixed, the file could not be written: x 1.',
			].join('\n'),
		);
	});

	it('names unsafe fixes that were left out, and applies them when told to', async (test) => {
		const source =
			'import requests\nfrom requests.adapters import HTTPAdapter\n\nrequests.get("https://x.example", timeout=900)\n';
		const explained = `import https from 'node:https';\n\n// Off on purpose: the proxy counts probes.\nexport const agent = new https.Agent({ keepAlive: false });\n`;
		const root = plant(test, { '.nvmrc': '24.15', 'a.ts': explained, 'b.py': source });
		const first = await runIn(root, '--fix');
		assert.match(first.stderr, /^Not fixed, only --unsafe-fixes would fix, .*: [a-z-]+ 1\.$/m);
		assert.equal(textOf(root, 'a.ts'), explained);
		const second = await runIn(root, '--fix', '--unsafe-fixes');
		assert.match(second.stderr, /^Fixed 1 finding in 1 file\.$/m);
		assert.notEqual(textOf(root, 'a.ts'), explained);
	});
});

describe('--fix-dry-run', () => {
	const variants = [
		['plain', files],
		['CRLF', { '.nvmrc': '20', 'src/a.ts': agent.replaceAll('\n', '\r\n') }],
		['no newline at the end', { '.nvmrc': '20', 'src/a.ts': agent.trimEnd(), 'src/b.py': session.trimEnd() }],
		['odd names', { '.nvmrc': '20', 'a folder/ü "x".ts': agent }],
	] as const;
	for (const [name, tree] of variants) {
		it(`prints a patch that git applies, and writes nothing: ${name}`, async (test) => {
			const root = plant(test, tree);
			const dry = await runIn(root, '--fix-dry-run');
			const paths = Object.keys(tree).filter((path) => path !== '.nvmrc');
			for (const path of paths) {
				assert.equal(textOf(root, path), tree[path as keyof typeof tree]);
			}
			assert.match(dry.stderr, /^Would fix \d+ findings? in \d files?\.$/m);
			execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: root, input: dry.stdout });
			const fixed = plant(test, tree);
			await runIn(fixed, '--fix');
			for (const path of paths) {
				assert.equal(textOf(root, path), textOf(fixed, path));
				assert.notEqual(textOf(root, path), tree[path as keyof typeof tree]);
			}
		});
	}

	it('prints nothing where nothing can be fixed', async (test) => {
		const { code, stdout, stderr } = await runIn(plant(test, { 'a.ts': 'export {};\n' }), '--fix-dry-run');
		assert.deepEqual([code, stdout, stderr], [0, '', 'Nothing to fix.\n']);
	});
});

describe('replaceSource', () => {
	it('refuses a file that changed since it was read', (test) => {
		const root = plant(test, { 'a.ts': 'old' });
		const path = join(root, 'a.ts');
		writeFileSync(path, 'newer');
		assert.equal(replaceSource(path, 'old', 'fixed'), 'changed since it was read');
		assert.deepEqual([readFileSync(path, 'utf8'), readdirSync(root)], ['newer', ['a.ts']]);
	});

	it('refuses a link to nothing', (test) => {
		const root = plant(test, {});
		symlinkSync('gone.ts', join(root, 'a.ts'));
		assert.equal(replaceSource(join(root, 'a.ts'), '', 'fixed'), 'no such file or folder');
		assert.deepEqual(readdirSync(root), ['a.ts']);
	});
});
