import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { environments } from '../server/src/engine/catalogue/environments.js';
import { rules, type Rule } from '../server/src/engine/rules/index.js';
import { repository } from './fixture.js';
import { readManifest } from './manifest.js';

/** `UPDATE_DOCS=1` writes the generated pages and README tables instead of comparing. */
const update = process.env['UPDATE_DOCS'] === '1';

const folder = path.join(repository, 'docs', 'rules');

function page({ id, severity, summary, rationale }: Rule): string {
	return (
		[
			`# ${id}`,
			summary,
			`Default severity: **${severity}**.`,
			'## Why',
			rationale,
			'## Configuration',
			`In the editor, \`"keepalive.rules": { "${id}": "off" }\`; on the command line, \`--rule ${id}=off\`. The levels are \`error\`, \`warning\`, \`information\`, \`hint\` and \`off\`.`,
			'For one line:',
			`\`\`\`js\n// keepalive-disable-next-line ${id} -- the reason\n\`\`\``,
			`\`\`\`python\nrequests.get(url)  # keepalive: ignore[${id}] -- the reason\n\`\`\``,
			'',
		]
			.join('\n\n')
			.trimEnd() + '\n'
	);
}

function compare(file: string, expected: string): void {
	if (update) writeFileSync(file, expected);
	else assert.equal(readFileSync(file, 'utf8'), expected);
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
function withTable(text: string, name: string, table: string): string {
	const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
	const start = text.indexOf(open);
	const end = text.indexOf(close);
	assert.ok(start >= 0 && end > start, `README.md has no ${open} ... ${close}`);
	return `${text.slice(0, start + open.length)}\n${table}\n${text.slice(end)}`;
}

/** What the README says of each command, by its title. */
const commandMeanings: Readonly<Record<string, string>> = {
	'Scan Workspace': 'Checks every file of the workspace folders and fills the Problems panel.',
	'Scan Changed Files': 'The same for files that git sees as changed or new.',
	'Fix All in Workspace': 'Applies every safe fix after a preview of all changes.',
	'Clear Results': 'Takes back what a scan has shown.',
	'Export Report': 'Writes a report of the workspace as SARIF or HTML.',
	'Filter Clients': 'Narrows the view Keepalive by verdict and by a part of a path, a library or an API.',
	'Show All Clients': 'Ends the filter.',
	'Select Environment': 'Says where the code runs; see environments below.',
	'Show Status': 'Versions, what the active file is checked against and where that was read, counts, the last error.',
	'Restart Server': 'Starts the language server again.',
	'Show Output': 'Shows the log: skipped files, limits, problems.',
};

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

describe('documentation', () => {
	mkdirSync(folder, { recursive: true });
	for (const rule of rules) {
		it(`has the page of ${rule.id}`, () => compare(path.join(folder, `${rule.id}.md`), page(rule)));
	}

	it('has no page of a rule that is gone', () => {
		assert.deepEqual(readdirSync(folder).sort(), rules.map(({ id }) => `${id}.md`).sort());
	});

	it('lists rules, environments and settings in the README', () => {
		const file = path.join(repository, 'README.md');
		const ruleRows = rules.map(({ id, severity, summary }) =>
			row([`[\`${id}\`](docs/rules/${id}.md)`, severity, summary]),
		);
		const environmentRows = environments.map(({ name, idleTimeout, idle, interval, count }) =>
			row([`[\`${name}\`](docs/environments/${name}.md)`, ...[idleTimeout, idle, interval, count].map(String)]),
		);
		const settingRows = Object.entries(readManifest().contributes.configuration.properties).map(
			([name, { default: value, markdownDescription = '' }]) =>
				row([
					`\`${name}\``,
					`\`${JSON.stringify(value)}\``,
					(markdownDescription.split('\n')[0] ?? '').replaceAll('|', '\\|'),
				]),
		);
		const commandRows = readManifest().contributes.commands.map(({ title, category }) => {
			const meaning = commandMeanings[title];
			assert.ok(meaning, `the command ${title} is described`);
			return row([`**${category}: ${title}**`, meaning]);
		});
		let text = readFileSync(file, 'utf8');
		text = withTable(
			text,
			'rules',
			[row(['rule', 'default', 'reports']), row(['---', '---', '---']), ...ruleRows].join('\n'),
		);
		const head = [
			row(['environment', 'forgets after (s)', 'idle', 'interval', 'count']),
			row(['---', '---', '---', '---', '---']),
		];
		text = withTable(text, 'environments', [...head, ...environmentRows].join('\n'));
		text = withTable(
			text,
			'settings',
			[row(['setting', 'default', 'what it does']), row(['---', '---', '---']), ...settingRows].join('\n'),
		);
		text = withTable(
			text,
			'commands',
			[row(['command', 'what it does']), row(['---', '---']), ...commandRows].join('\n'),
		);
		compare(file, text);
	});
});
