import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

const root = join(__dirname, '..', '..');

interface Packed {
	readonly filename: string;
	readonly files: readonly { readonly path: string }[];
}

/** Without what `npm test` itself exports: its prefix and lock file are those of this repository. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));

function npm(cwd: string, ...parameters: string[]): string {
	return execFileSync('npm', parameters, {
		cwd,
		env: environment,
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'pipe'],
	});
}

describe('npm package', () => {
	let folder = '';
	let packed: Packed = { filename: '', files: [] };

	before(() => {
		folder = realpathSync(mkdtempSync(join(tmpdir(), 'keepalive-package-')));
		execFileSync(process.execPath, [join(root, 'scripts', 'declarations.mjs')]);
		// The bundles are those that the tests of the protocol run, too.
		const listed = npm(root, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder);
		[packed = packed] = JSON.parse(listed) as Packed[];
		writeFileSync(join(folder, 'package.json'), '{ "private": true }');
		npm(folder, 'install', '--offline', '--no-audit', '--no-fund', `./${packed.filename}`);
	});
	after(() => rmSync(folder, { recursive: true, force: true }));

	it('holds the bundles, the schema, the declarations and what npm shows, and nothing else', () => {
		const paths = packed.files.map(({ path }) => path);
		const isDeclaration = (path: string) => /^dist\/types\/(?:[\w-]+\/)*[\w-]+\.d\.ts$/.test(path);
		assert.ok(paths.includes('dist/types/api.d.ts'));
		assert.deepEqual(paths.filter((path) => !isDeclaration(path)).sort(), [
			'CHANGELOG.md',
			'LICENSE',
			'README.md',
			'dist/THIRD-PARTY-NOTICES.txt',
			'dist/api.js',
			'dist/bin.js',
			'dist/javascript.js',
			'dist/server.js',
			'package.json',
			'schemas/keepalive.config.schema.json',
		]);
	});

	it('passes on the licences of what is bundled', () => {
		const notices = readFileSync(
			join(folder, 'node_modules', 'keepalive-lint', 'dist', 'THIRD-PARTY-NOTICES.txt'),
			'utf8',
		);
		for (const name of ['typescript', 'semver', 'picomatch', 'vscode-languageserver', 'smol-toml']) {
			assert.match(notices, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(.+\\)$`, 'm'));
		}
		assert.match(notices, /Apache License/);
		assert.match(notices, /Permission is hereby granted/);
	});

	it('needs no other package', () => {
		const names = JSON.parse(npm(folder, 'ls', '--all', '--json')) as {
			dependencies: Record<string, { dependencies?: object }>;
		};
		assert.deepEqual(Object.keys(names.dependencies), ['keepalive-lint']);
		assert.equal(names.dependencies['keepalive-lint']?.dependencies, undefined);
	});

	it('runs its command', () => {
		const project = join(folder, 'project');
		mkdirSync(project);
		writeFileSync(join(project, 'a.py'), 'import requests\n\nrequests.get("https://api.example.com", timeout=420)\n');
		const bin = join(folder, 'node_modules', '.bin', 'keepalive-lint');
		const { status, stdout, stderr } = spawnSync(bin, ['--format', 'json'], {
			cwd: project,
			env: environment,
			encoding: 'utf8',
		});
		assert.equal(stderr, '');
		assert.equal(status, 1);
		const { findings } = JSON.parse(stdout) as { findings: { rule: string }[] };
		assert.deepEqual(
			findings.map(({ rule }) => rule),
			['long-wait-without-keepalive'],
		);
	});

	const program = [
		'const engine = createEngine();',
		"const project = openProject('.');",
		"const { context } = project.fileFor('a.ts');",
		"const text = \"import got from 'got';\\ngot('https://api.example.com');\\n\";",
		"const document = { path: 'a.ts', language: 'javascript' as const, text };",
		'const { findings } = engine.check(document, context);',
		'const severities: string[] = findings.map(({ rule, severity }) => `${rule} ${severity}`);',
		"console.log(severities.join(), findEnvironment('aws')?.idleTimeout, rules.length > 0);",
		'',
	].join('\n');
	const script = program.replace(' as const', '').replace(': string[]', '');
	const names = '{ createEngine, findEnvironment, openProject, rules }';
	const forms = {
		'module.mjs': `import ${names} from 'keepalive-lint';\n${script}`,
		'script.cjs': `const ${names} = require('keepalive-lint');\n${script}`,
	};
	for (const [name, text] of Object.entries(forms)) {
		it(`is used by ${name}`, () => {
			writeFileSync(join(folder, name), text);
			const output = execFileSync(process.execPath, [name], { cwd: folder, encoding: 'utf8' });
			assert.equal(output, 'missing-keepalive warning 350 true\n');
		});
	}

	it('has types for every kind of module resolution', () => {
		writeFileSync(join(folder, 'typed.mts'), `import ${names} from 'keepalive-lint';\n${program}`);
		const options = ['--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2022,dom'];
		for (const resolution of [
			['--module', 'node16'],
			['--module', 'esnext', '--moduleResolution', 'bundler'],
		]) {
			const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
			const result = spawnSync(process.execPath, [tsc, ...options, ...resolution, 'typed.mts'], {
				cwd: folder,
				encoding: 'utf8',
			});
			assert.equal(result.stdout, '');
		}
	});

	it('publishes its schema', () => {
		const code = "console.log(require('keepalive-lint/schemas/keepalive.config.schema.json').title)";
		assert.equal(execFileSync(process.execPath, ['-e', code], { cwd: folder, encoding: 'utf8' }), 'Keepalive Lint\n');
	});
});
