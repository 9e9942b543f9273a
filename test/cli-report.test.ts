import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { createLines, createPositions } from '../server/src/report/positions.js';
import type { Report, ReportedFinding } from '../server/src/report/report.js';
import { formatJson } from '../server/src/cli/reporters/json.js';
import { formatText } from '../server/src/cli/reporters/text.js';

const finding: ReportedFinding = {
	path: 'src/a.ts',
	line: 3,
	column: 9,
	endLine: 3,
	endColumn: 20,
	rule: 'missing-keepalive',
	severity: 'warning',
	message: 'https.get waits for ever.',
	client: 'https',
	api: 'https.get',
	fix: 'safe',
};

const report: Report = {
	environment: { name: 'cloud', idleTimeout: 240 },
	files: { scanned: 4, gated: 1, skipped: [{ path: 'x.py', reason: 'binary' }] },
	clients: [],
	findings: [
		finding,
		{ ...finding, line: 12, rule: 'late-keepalive', severity: 'hint', message: 'Late.', fix: 'unsafe' },
		{ ...finding, path: 'src/b.ts', severity: 'information', fix: 'none' },
	],
	suppressed: [],
	hasBaseline: false,
};

describe('text report', () => {
	it('groups findings by file and ends in counts', () => {
		assert.equal(
			formatText(report, { colour: false }),
			[
				'src/a.ts:3:9   warning  missing-keepalive  https.get waits for ever.',
				'src/a.ts:12:9  hint     late-keepalive     Late.',
				'',
				'src/b.ts:3:9  information  missing-keepalive  https.get waits for ever.',
				'',
				'3 findings (1 warning, 1 information, 1 hint) in 2 files. 1 fixable with --fix, 1 more with --fix --unsafe-fixes.',
				'By rule: missing-keepalive 2, late-keepalive 1.',
				'By client: https 3.',
				'4 files scanned (1 without a known client), 1 skipped.',
				'Environment cloud: idle timeout 240 s.',
				'',
			].join('\n'),
		);
	});

	it('counts what is frequent, and the rest in one', () => {
		const clients = Array.from({ length: 20 }, (_, index) => `client${String(index).padStart(2, '0')}`);
		const text = formatText(
			{ ...report, findings: clients.map((client) => ({ ...finding, client })) },
			{ colour: false },
		);
		assert.match(text, /^By client: client00 1, .*client11 1, 8 others 8\.$/m);
	});

	it('says when there is nothing', () => {
		const text = formatText({ ...report, findings: [] }, { colour: false });
		assert.match(text, /^No findings\.\n4 files scanned/);
	});

	it('has colours only when asked to', () => {
		assert.ok(formatText(report, { colour: true }).includes('\x1b[33mwarning\x1b[0m'));
		assert.ok(!formatText(report, { colour: false }).includes('\x1b'));
	});
});

describe('JSON report', () => {
	it('has the documented fields in their order', () => {
		const text = formatJson(report);
		const parsed = JSON.parse(text) as Record<string, unknown>;
		assert.deepEqual(Object.keys(parsed), ['version', 'environment', 'files', 'clients', 'findings']);
		const { environment, files, clients, findings } = report;
		assert.deepEqual(parsed, { version: 1, environment, files, clients, findings });
		assert.ok(text.endsWith('}\n'));
	});
});

describe('positions', () => {
	it('count lines over every line end and columns in UTF-16', () => {
		const text = 'a\r\nb\rc\n😀d';
		const placeOf = createPositions(text);
		const at = (offset: number): readonly number[] => {
			const { line, column } = placeOf({ start: offset, end: offset });
			return [line, column];
		};
		assert.deepEqual(
			[at(0), at(1), at(3), at(5), at(7), at(9), at(10)],
			[
				[1, 1],
				[1, 2],
				[2, 1],
				[3, 1],
				[4, 1],
				[4, 3],
				[4, 4],
			],
		);
	});

	it('count lines where all line ends are the same', () => {
		const placeOf = createPositions('a\n\nbc\n');
		const places = [0, 1, 2, 3, 5, 6].map((offset) => placeOf({ start: offset, end: offset }));
		assert.deepEqual(
			places.map(({ line, column }) => [line, column]),
			[
				[1, 1],
				[1, 2],
				[2, 1],
				[3, 1],
				[3, 3],
				[4, 1],
			],
		);
	});

	it('tell the line around an offset, without its end', () => {
		const text = '\uFEFFa\r\nb b\rc\n\nlast';
		const lineAt = createLines(text);
		const lines = [1, 2, 3, 4, 6, 8, 10, 11, text.length].map(lineAt);
		assert.deepEqual(lines, ['a', 'a', 'a', 'b b', 'b b', 'c', '', 'last', 'last']);
		assert.equal(createLines(`${'x'.repeat(5_000)}\n`)(4_000), 'x'.repeat(2_000));
		assert.equal(createLines('')(0), '');
	});

	it('do not count a byte order mark', () => {
		assert.deepEqual(createPositions('\uFEFFab')({ start: 1, end: 2 }), {
			line: 1,
			column: 1,
			endLine: 1,
			endColumn: 2,
		});
	});
});
