import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

import * as api from '../server/src/api.js';
import { type Box, deafBoxes, environmentFacts } from '../server/src/engine/catalogue/boxes.js';
import { catalogue } from '../server/src/engine/catalogue/index.js';
import { environments } from '../server/src/engine/catalogue/environments.js';
import { describeTimeline, timeline, type TimelineFacts } from '../server/src/engine/timeline.js';
import { createConfiguration } from '../server/src/workspace/configuration.js';
import { fileKeys } from '../server/src/workspace/configuration-layers.js';
import { repository } from './fixture.js';
import { plant } from './workspace-tree.js';

/** `UPDATE_DOCS=1` writes the generated pages, tables and pictures instead of comparing. */
const update = process.env['UPDATE_DOCS'] === '1';

const docs = path.join(repository, 'docs');

function compare(file: string, expected: string): void {
	if (update) {
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, expected);
	} else {
		assert.equal(readFileSync(file, 'utf8'), expected);
	}
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const expiries = {
	silent: 'silently',
	'late reset': 'silently; a reset answers the next packet',
	reset: 'with a reset to both ends',
} as const;

function table(boxes: readonly Box[], seconds: string, withExpiry: boolean): string {
	const head = ['box', seconds, 'can be set to (s)', ...(withExpiry ? ['forgets'] : []), 'source'];
	const rows = boxes.map(({ vendor, name, seconds: value, range = '', expiry, confidence, source }) => [
		`${vendor} ${name}`,
		String(value),
		range,
		...(withExpiry ? [expiry === undefined ? '' : expiries[expiry]] : []),
		source === undefined ? confidence : `[${confidence}](${source})`,
	]);
	return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

/** Forms of one client with one reason share a line. */
function unfixableTable(): string {
	const apis = new Map<string, Set<string>>();
	for (const { name, forms } of [...catalogue.python, ...catalogue.javascript]) {
		for (const { api, paths, unfixable } of forms) {
			if (unfixable === undefined) continue;
			const key = JSON.stringify([name, unfixable]);
			const known = apis.get(key) ?? new Set();
			for (const each of api.includes('{path}') ? paths : ['']) known.add(`\`${api.replace('{path}', each)}\``);
			apis.set(key, known);
		}
	}
	const rows = [...apis].map(([key, names]) => {
		const [name = '', reason = ''] = JSON.parse(key) as readonly string[];
		return row([name, [...names].join(', '), reason]);
	});
	return [row(['client', 'calls', 'why']), row(['---', '---', '---']), ...rows].join('\n');
}

type Preset = (typeof environments)[number];

function page({ name, idleTimeout, idle, interval, count }: Preset): string {
	const { summary, boxes } = environmentFacts[name];
	const covered = environments.filter((other) => other.idleTimeout >= idleTimeout && other.name !== name);
	const noticed = idle + interval * count;
	return (
		[
			`# ${name}`,
			`${summary.charAt(0).toUpperCase()}${summary.slice(1)}`,
			`The network forgets a connection after **${idleTimeout} s** without a packet. Fixes write a first probe after ${idle} s, ` +
				`then one every ${interval} s, ${count} times, so that a dead path is noticed after ${noticed} s; a first probe after ` +
				`at most ${Math.floor(idleTimeout / 2)} s is enough for no finding.`,
			`![${describeTimeline({ idleTimeout, wait: 'unbounded' })}](../images/timeline-${name}.svg)`,
			`![${describeTimeline({ idleTimeout, idle, wait: 'unbounded' })}](../images/timeline-${name}-probes.svg)`,
			...(boxes.length === 0
				? []
				: ['## Boxes', 'All of them count a probe as traffic.', table(boxes, 'forgets after (s)', true)]),
			...(covered.length === 0
				? []
				: [
						`What is right here is right in ${covered.map((each) => `[${each.name}](${each.name}.md)`).join(', ')}, too.`,
					]),
			'## Choose it',
			`\`\`\`json\n{ "environment": "${name}" }\n\`\`\``,
			`in [\`keepalive.config.json\`](../configuration.md), \`"keepalive.environment": "${name}"\` in the editor, or ` +
				`\`--environment ${name}\` on the command line. What no probe can help with is in ` +
				'[What keepalive cannot fix](../what-keepalive-cannot-fix.md).',
			'',
		]
			.join('\n\n')
			.trimEnd() + '\n'
	);
}

/** Pictures of the guides, by the name of their file. */
const pictures: Readonly<Record<string, TimelineFacts>> = {
	...Object.fromEntries(
		environments.flatMap(({ name, idleTimeout, idle }) => [
			[`timeline-${name}`, { idleTimeout, wait: 'unbounded' as const }],
			[`timeline-${name}-probes`, { idleTimeout, wait: 'unbounded' as const, idle }],
		]),
	),
	'timeline-hangs': { idleTimeout: 240, wait: 900 },
	'timeline-late': { idleTimeout: 240, wait: 900, idle: 7200 },
	'timeline-probes': { idleTimeout: 240, wait: 900, idle: 120 },
	'timeline-gives-up': { idleTimeout: 240, wait: 30 },
};

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
function withTable(text: string, name: string, content: string): string {
	const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
	const start = text.indexOf(open);
	const end = text.indexOf(close);
	assert.ok(start >= 0 && end > start, `there is no ${open} ... ${close}`);
	return `${text.slice(0, start + open.length)}\n${content}\n${text.slice(end)}`;
}

/** Markdown files below docs, and the README. */
function markdownFiles(folder = docs): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const file = path.join(folder, entry.name);
		return entry.isDirectory() ? markdownFiles(file) : entry.name.endsWith('.md') ? [file] : [];
	});
}

describe('guides', () => {
	for (const environment of environments) {
		it(`have the page of ${environment.name}`, () =>
			compare(path.join(docs, 'environments', `${environment.name}.md`), page(environment)));
	}

	it('have no page of an environment that is gone', () => {
		const names = readdirSync(path.join(docs, 'environments')).sort();
		assert.deepEqual(names, environments.map(({ name }) => `${name}.md`).sort());
	});

	for (const [name, facts] of Object.entries(pictures)) {
		it(`have the picture ${name}`, () => compare(path.join(docs, 'images', `${name}.svg`), `${timeline(facts)}\n`));
	}

	it('list the boxes that no probe helps with, and the calls that have no fix', () => {
		const file = path.join(docs, 'what-keepalive-cannot-fix.md');
		const text = withTable(readFileSync(file, 'utf8'), 'boxes', table(deafBoxes, 'waits for (s)', false));
		compare(file, withTable(text, 'unfixable', unfixableTable()));
	});

	it('link to files and headings that exist', () => {
		for (const file of [...markdownFiles(), path.join(repository, 'README.md')]) {
			const text = readFileSync(file, 'utf8').replace(/```[\s\S]*?```/g, '');
			for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
				const [name = '', heading] = target.split('#');
				const linked = name === '' ? file : path.resolve(path.dirname(file), name);
				assert.ok(existsSync(linked), `${path.relative(repository, file)} links to ${target}`);
				if (heading !== undefined) {
					const headings = [...readFileSync(linked, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
						title
							.toLowerCase()
							.replace(/[^\w\s-]/g, '')
							.replaceAll(' ', '-'),
					);
					assert.ok(headings.includes(heading), `${path.relative(repository, file)} links to ${target}`);
				}
			}
		}
	});
});

describe('timeline', () => {
	it('says in words what it shows', () => {
		assert.equal(
			describeTimeline({ idleTimeout: 240, wait: 'unbounded' }),
			'The client waits for ever and sends no probe; the network forgets an idle connection after 240 s.',
		);
		assert.match(
			describeTimeline({ idleTimeout: 240, wait: 'unknown', idle: 60 }),
			/waits for a time that is not known/,
		);
	});

	it('loses the answer only where the wait and the first probe both come too late', () => {
		const lost = (facts: TimelineFacts) => timeline(facts).includes('the answer is lost');
		assert.equal(lost({ idleTimeout: 240, wait: 900 }), true);
		assert.equal(lost({ idleTimeout: 240, wait: 'unknown' }), true);
		assert.equal(lost({ idleTimeout: 240, wait: 900, idle: 7200 }), true);
		assert.equal(lost({ idleTimeout: 240, wait: 900, idle: 120 }), false);
		assert.equal(lost({ idleTimeout: 240, wait: 239 }), false);
	});

	it('is a well-formed picture inside its frame, for extreme numbers too', () => {
		for (const facts of [
			{ idleTimeout: 1, wait: 86_400, idle: 1 },
			{ idleTimeout: 86_400, wait: 0.001 },
			{ idleTimeout: 60, wait: 'unbounded', idle: 32_767 },
			{ idleTimeout: 240, wait: 'unknown', idle: 0.5, title: 'a < b & "c"' },
		] as const) {
			const svg = timeline(facts);
			const names = [...svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)];
			const open = names.filter(([, close, , self]) => close === '' && self === '').length;
			assert.equal(open, names.filter(([, close]) => close === '/').length);
			for (const [, x = ''] of svg.matchAll(/ x="(-?[\d.]+)"/g)) {
				assert.ok(Number(x) >= 0 && Number(x) <= 640, svg);
			}
			assert.doesNotMatch(svg, /NaN|Infinity|undefined/);
		}
	});

	it('leaves its rules out where the page has them', () => {
		const facts = { idleTimeout: 240, wait: 900 };
		assert.match(timeline(facts), /<style>/);
		assert.doesNotMatch(timeline(facts, { style: false }), /<style>/);
	});
});

describe('documentation of the configuration', () => {
	const text = readFileSync(path.join(docs, 'configuration.md'), 'utf8');
	const blocks = [...text.matchAll(/```(jsonc|toml)\n([\s\S]*?)```/g)];

	it('has examples without a problem', (test) => {
		assert.ok(blocks.length >= 4);
		for (const [, kind, block = ''] of blocks) {
			const name = kind === 'toml' ? 'pyproject.toml' : 'keepalive.config.json';
			const files = { [`inner/${name}`]: block, 'keepalive.base.json': '{}' };
			const root = plant(test, files);
			assert.deepEqual(createConfiguration(root).settingsFor(path.join(root, 'inner', 'a.ts')).problems, [], block);
		}
	});

	it('explains every key', () => {
		const headings = [...text.matchAll(/^## (\w+)$/gm)].map(([, title]) => title);
		for (const key of fileKeys.filter((name) => name !== '$schema')) {
			assert.ok(headings.includes(key), key);
		}
	});
});

describe('documentation of the programmatic interface', () => {
	it('names what is exported', () => {
		const text = readFileSync(path.join(docs, 'api.md'), 'utf8');
		for (const name of Object.keys(api)) {
			assert.match(text, new RegExp(`\\b${name}\\b`), name);
		}
	});
});
