import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { createConfiguration } from '../server/src/workspace/configuration.js';
import { plant } from './workspace-tree.js';

const name = 'keepalive.config.json';

/** The environment that holds for a file of a tree. */
function environmentOf(root: string, path: string): string {
	return createConfiguration(root).settingsFor(join(root, path)).settings.environment.name;
}

function problemsOf(root: string, path = 'a.ts'): readonly string[] {
	return createConfiguration(root).settingsFor(join(root, path)).problems;
}

describe('places of settings', () => {
	it('are package.json and pyproject.toml, too, the nearest folder first', (test) => {
		const root = plant(test, {
			'package.json': '{ "name": "x", "keepalive": { "environment": "aws" } }',
			'worker/pyproject.toml': '[project]\nname = "w"\n\n[tool.keepalive]\nenvironment = "gcp"\n',
			'worker/inner/package.json': '{ "keywords": ["keepalive"] }',
			'worker/inner/pyproject.toml': '[project]\nkeywords = ["keepalive"]\n',
			[`both/${name}`]: '{ "environment": "oci" }',
			'both/package.json': '{ "keepalive": { "environment": "strict" } }',
		});
		assert.equal(environmentOf(root, 'a.ts'), 'aws');
		assert.equal(environmentOf(root, 'worker/a.py'), 'gcp');
		assert.equal(environmentOf(root, 'worker/inner/a.py'), 'gcp');
		assert.equal(environmentOf(root, 'both/a.ts'), 'oci');
		assert.deepEqual(problemsOf(root, 'worker/inner/a.py'), []);
	});

	it('leave manifests that are broken to those who read versions', (test) => {
		const root = plant(test, { 'package.json': '{ "keepalive"', 'pyproject.toml': '[tool.keepalive\n' });
		assert.deepEqual(problemsOf(root), []);
	});
});

describe('extends', () => {
	it('lays settings over those of other files, in order', (test) => {
		const root = plant(test, {
			'config/base.json': '{ "environment": "aws", "rules": { "late-keepalive": "off", "missing-keepalive": "off" } }',
			'config/strict.json': '{ "environment": "strict", "exclude": ["vendor"] }',
			[name]: '{ "extends": ["./config/base.json", "config/strict.json"], "rules": { "missing-keepalive": "hint" } }',
			'more.toml': '',
			'py/pyproject.toml': '[tool.keepalive]\nextends = "../keepalive.config.json"\n',
		});
		const configuration = createConfiguration(root);
		for (const path of ['a.ts', 'py/a.py']) {
			const { settings, problems, sources } = configuration.settingsFor(join(root, path));
			assert.deepEqual(problems, []);
			assert.equal(settings.environment.name, 'strict');
			assert.deepEqual(settings.rules, { 'late-keepalive': 'off', 'missing-keepalive': 'hint' });
			assert.equal(sources.length, path === 'a.ts' ? 3 : 4);
		}
		assert.equal(configuration.settingsFor(join(root, 'vendor/a.ts')).excluded, true);
		assert.equal(configuration.settingsFor(join(root, 'py/vendor/a.py')).excluded, true);
	});

	it('reports a cycle, a missing file and one without settings, each at its place', (test) => {
		const root = plant(test, {
			[name]: '{\n  "extends": [\n    "./a.json",\n    "./none.json",\n    "./package.json",\n    3\n  ]\n}',
			'a.json': '{ "extends": "./b.json" }',
			'b.json': '{ "extends": "./keepalive.config.json" }',
			'package.json': '{}',
		});
		assert.deepEqual(problemsOf(root), [
			`b.json:1: extends leads back to itself (${name} -> a.json -> b.json -> ${name}).`,
			`${name}:4: extends "./none.json": none.json cannot be read (no such file or folder).`,
			`${name}:5: extends "./package.json": package.json holds no settings.`,
			`${name}:6: extends holds 3; expected the path of a file such as "../base.json".`,
		]);
	});

	it('names the extended file in which something is wrong', (test) => {
		const root = plant(test, { [name]: '{ "extends": "b.json" }', 'b.json': '\n{ "enviroment": "aws" }' });
		assert.deepEqual(problemsOf(root), [
			'b.json:2: unknown setting "enviroment" (did you mean "environment"?); known are extends, environment, ' +
				'rules, exclude, target, wrappers, fix, overrides.',
		]);
	});
});

describe('overrides', () => {
	const files = {
		[name]: JSON.stringify({
			environment: 'aws',
			overrides: [
				{ files: ['jobs/**', '*.batch.ts'], environment: 'strict', rules: { 'late-keepalive': 'error' } },
				{ files: 'jobs/nightly.ts', environment: 600, target: { node: '18' } },
			],
		}),
	};

	it('hold for the files they name, the last one first', (test) => {
		const root = plant(test, files);
		const configuration = createConfiguration(root);
		const of = (path: string) => configuration.settingsFor(join(root, path)).settings;
		assert.equal(of('a.ts').environment.name, 'aws');
		assert.equal(of('deep/x.batch.ts').environment.name, 'strict');
		assert.equal(of('jobs/a.ts').environment.name, 'strict');
		assert.deepEqual([of('jobs/nightly.ts').environment.idleTimeout, of('jobs/nightly.ts').node], [600, '18']);
		assert.deepEqual(of('jobs/nightly.ts').rules, { 'late-keepalive': 'error' });
		assert.deepEqual(of('a.ts').rules, {});
	});

	it('give way to the command line, and say where each value stands', (test) => {
		const root = plant(test, files);
		const configuration = createConfiguration(root, { overrides: { node: '24' } });
		const origins = configuration.originsFor(join(root, 'jobs/nightly.ts'));
		assert.deepEqual(
			origins.map(({ name: setting, origin }) => [setting, origin]),
			[
				['environment', `${name}:1`],
				['exclude', 'default'],
				['rules.late-keepalive', `${name}:1`],
				['target.node', 'command line'],
			],
		);
	});

	it('are refused in other shapes', (test) => {
		const root = plant(test, {
			[name]:
				'{ "overrides": [\n  { "rules": {} },\n  { "files": [] },\n  { "files": ["x"], "exclude": [] },\n  3,\n' +
				'  { "files": ["x"], "rules": { "missing": "off" } } ] }',
			'in/keepalive.config.json': '{ "overrides": {} }',
		});
		assert.deepEqual(problemsOf(root), [
			`${name}:2: an override needs "files", the globs of the files it is for.`,
			`${name}:3: an override needs "files", the globs of the files it is for.`,
			`${name}:4: unknown setting "overrides.exclude"; known are files, environment, rules, target, wrappers, fix.`,
			`${name}:5: overrides holds 3; expected an object with "files" and settings.`,
			`${name}:6: unknown rule "missing" (did you mean "missing-keepalive"?); known are ` +
				'long-wait-without-keepalive, missing-keepalive, late-keepalive, ineffective-keepalive, ' +
				'disabled-keepalive, unportable-keepalive, lost-socket-defaults, unused-suppression.',
		]);
		assert.equal(problemsOf(root, 'in/a.ts').length, 1);
	});
});

describe('wrappers', () => {
	it('are names, with or without a wait', (test) => {
		const root = plant(test, {
			[name]:
				'{ "wrappers": ["createClient", { "name": "make", "timeout": 900 }, { "name": "poll", "timeout": "unbounded" }] }',
		});
		const { settings, problems } = createConfiguration(root).settingsFor(join(root, 'a.ts'));
		assert.deepEqual(problems, []);
		assert.deepEqual(settings.wrappers, [
			{ name: 'createClient' },
			{ name: 'make', timeout: 900 },
			{ name: 'poll', timeout: 'unbounded' },
		]);
	});

	const refused = [
		['"createClient"', 'wrappers is "createClient"; expected a list of function names.'],
		['["a.b"]', 'wrappers holds "a.b"; expected the bare name of a function such as "createClient".'],
		['[{ "name": "a", "timeout": 0 }]', 'wrappers.timeout is 0; accepted are seconds up to 86400, or "unbounded".'],
		[
			'[{ "name": "a", "timout": 1 }]',
			'unknown setting "wrappers.timout" (did you mean "timeout"?); known are name, timeout.',
		],
	] as const;
	for (const [value, problem] of refused) {
		it(`are refused as ${value}`, (test) => {
			const root = plant(test, { [name]: `{ "wrappers": ${value} }` });
			assert.deepEqual(problemsOf(root), [`${name}:1: ${problem}`]);
		});
	}
});

describe('fix.sharedModule', () => {
	const accepted = [
		['true', '', { javascript: { folder: '' }, python: { folder: '' } }],
		['false', '', {}],
		['{ "python": true }', '', { python: { folder: '' } }],
		[
			'{ "javascript": "./src/agents.ts" }',
			'packages/x/',
			{ javascript: { folder: 'packages/x', path: 'src/agents.ts' } },
		],
	] as const;
	for (const [value, folder, expected] of accepted) {
		it(`is ${value}`, (test) => {
			const root = plant(test, { [`${folder}${name}`]: `{ "fix": { "sharedModule": ${value} } }` });
			const { settings, problems } = createConfiguration(root).settingsFor(join(root, folder, 'a.ts'));
			assert.deepEqual(problems, []);
			assert.deepEqual(settings.sharedModules, expected);
		});
	}

	it('of a nearer file wins over the one that it extends', (test) => {
		const root = plant(test, {
			'base.json': '{ "fix": { "sharedModule": true } }',
			[name]: '{ "extends": "./base.json", "fix": { "sharedModule": false } }',
		});
		assert.deepEqual(createConfiguration(root).settingsFor(join(root, 'a.ts')).settings.sharedModules, {});
	});

	it('may be another one, or none, for some files', (test) => {
		const overrides = [
			{ files: 'jobs/**', fix: { sharedModule: { javascript: 'jobs/agents' } } },
			{ files: 'scripts/**', fix: { sharedModule: false } },
		];
		const root = plant(test, { [name]: JSON.stringify({ fix: { sharedModule: true }, overrides }) });
		const configuration = createConfiguration(root);
		const asked = (path: string) => {
			const { settings } = configuration.settingsFor(join(root, path));
			const origins = configuration.originsFor(join(root, path)).filter(({ name: key }) => key.startsWith('fix.'));
			return [settings.sharedModules, origins.map(({ name: key, value }) => [key, value])];
		};
		const both = { javascript: { folder: '' }, python: { folder: '' } };
		assert.deepEqual(asked('a.ts'), [
			both,
			[
				['fix.sharedModule.javascript', true],
				['fix.sharedModule.python', true],
			],
		]);
		assert.deepEqual(asked('jobs/a.ts'), [
			{ javascript: { folder: '', path: 'jobs/agents' } },
			[['fix.sharedModule.javascript', 'jobs/agents']],
		]);
		assert.deepEqual(asked('scripts/a.ts'), [{}, []]);
	});

	it('says where it stands', (test) => {
		const root = plant(test, { [name]: '{\n  "fix": {\n    "sharedModule": true\n  }\n}' });
		const origins = createConfiguration(root).originsFor(join(root, 'a.ts'));
		const found = origins.filter((each) => each.name.startsWith('fix.'));
		assert.deepEqual(
			found.map(({ name: key, origin }) => `${key} ${origin}`),
			[`fix.sharedModule.javascript ${name}:3`, `fix.sharedModule.python ${name}:3`],
		);
	});

	const example = 'accepted are true, or a path such as';
	const refused = [
		['true', 'fix is true; expected { "sharedModule": true }.'],
		[
			'{ "sharedModules": true }',
			'unknown setting "fix.sharedModules" (did you mean "sharedModule"?); known are sharedModule.',
		],
		['{ "sharedModule": 1 }', 'fix.sharedModule is 1; accepted are true, false, or a path by language.'],
		['{ "sharedModule": { "ruby": true } }', 'unknown setting "fix.sharedModule.ruby"; known are javascript, python.'],
		[
			'{ "sharedModule": { "python": "../x.py" } }',
			`fix.sharedModule.python is "../x.py"; ${example} "acme/tcp_keepalive.py".`,
		],
		[
			'{ "sharedModule": { "javascript": "a.py" } }',
			`fix.sharedModule.javascript is "a.py"; ${example} "src/keepalive-agent".`,
		],
		[
			'{ "sharedModule": { "javascript": "src/" } }',
			`fix.sharedModule.javascript is "src/"; ${example} "src/keepalive-agent".`,
		],
	] as const;
	for (const [value, problem] of refused) {
		it(`is refused as ${value}`, (test) => {
			const root = plant(test, { [name]: `{ "fix": ${value} }` });
			assert.deepEqual(problemsOf(root), [`${name}:1: ${problem}`]);
		});
	}
});

describe('lines of problems', () => {
	it('are those of the name or of the value, in JSON', (test) => {
		const text = '// ours\n{\n  "rules": {\n    "late-keepalive":\n      "of"\n  },\n  "target": 3\n}';
		const root = plant(test, { [name]: `\uFEFF${text}` });
		const { places } = createConfiguration(root).settingsFor(join(root, 'a.ts'));
		const marked = places.map(({ span }) => span && text.slice(span.start, span.end));
		assert.deepEqual(marked, ['"of"', '3']);
		assert.deepEqual(
			problemsOf(root).map((problem) => problem.split(' ')[0]),
			[`${name}:5:`, `${name}:7:`],
		);
	});

	it('are told for names that are given twice', (test) => {
		const root = plant(test, {
			[name]:
				'{ "environment": "aws",\n"rules": { "late-keepalive": "off", "late-keepalive": "hint" },\n"environment": "gcp" }',
		});
		assert.deepEqual(problemsOf(root), [
			`${name}:3: "environment" is given twice.`,
			`${name}:2: "late-keepalive" is given twice.`,
		]);
	});

	it('are found in package.json and pyproject.toml', (test) => {
		const root = plant(test, {
			'package.json': '{\n  "keepalive": {\n    "exclude": "x"\n  }\n}',
			'py/pyproject.toml': [
				'[project]',
				'environment = "x"',
				'[tool.keepalive]',
				'environment = "clod" # ours',
				'target = { node = "newest" }',
				'[tool.keepalive.rules]',
				'"late-keepalive" = "on"',
				'[[tool.keepalive.overrides]]',
				'files = ["a"]',
				'[[tool.keepalive.overrides]]',
				'files = ["b"]',
				'[tool.keepalive.overrides.rules]',
				'nothing = "off"',
			].join('\n'),
		});
		assert.deepEqual(problemsOf(root), ['package.json:3: exclude is "x"; expected a list of globs.']);
		assert.deepEqual(
			problemsOf(root, 'py/a.py').map((problem) => problem.split(' ').slice(0, 3).join(' ')),
			[
				'py/pyproject.toml:4: environment "clod"',
				'py/pyproject.toml:7: rules.late-keepalive is',
				'py/pyproject.toml:5: target.node is',
				'py/pyproject.toml:13: unknown rule',
			],
		);
	});
});
