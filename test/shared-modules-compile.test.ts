import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import * as ts from 'typescript';
import { runIn } from './cli-run.js';
import { repository } from './fixture.js';
import { plant } from './workspace-tree.js';

const sources = {
	'keepalive.config.json': '{ "fix": { "sharedModule": true }, "target": { "node": 18 } }',
	'src/a.ts': "import https from 'node:https';\n\nhttps.get('https://api.example.com/slow');\n",
	'src/net/b.ts':
		"import fetch from 'node-fetch';\nimport { url } from '../url';\n\nexport const load = () => fetch(url);\n",
	'src/agent.ts': "import http from 'node:http';\n\nexport const agent = new http.Agent({ maxSockets: 20 });\n",
	'src/url.ts': "export const url: string = 'https://api.example.com';\n",
	'src/node-fetch.d.ts': `declare module 'node-fetch' {
	import type { Agent } from 'node:http';
	export default function fetch(url: string, init?: { agent?: Agent | ((url: URL) => Agent) }): Promise<unknown>;
}
`,
};

const kinds = {
	'ES modules': ['module', { module: ts.ModuleKind.NodeNext }],
	CommonJS: ['commonjs', { module: ts.ModuleKind.NodeNext }],
	'a bundler': ['module', { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
} as const;

function compile(root: string, names: readonly string[], options: ts.CompilerOptions): string[] {
	const program = ts.createProgram(
		names.map((name) => path.join(root, name)),
		{
			...options,
			target: ts.ScriptTarget.ES2022,
			types: ['node'],
			typeRoots: [path.join(repository, 'node_modules', '@types')],
			strict: true,
			exactOptionalPropertyTypes: true,
			noImplicitOverride: true,
			esModuleInterop: true,
			skipLibCheck: true,
			noEmit: true,
		},
	);
	return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
		return `${path.basename(file?.fileName ?? '')}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
	});
}

describe('Files that share a module', () => {
	for (const [title, [type, options]] of Object.entries(kinds)) {
		it(`compile as ${title}`, async (test) => {
			const isNode = type === 'module' && options.module === ts.ModuleKind.NodeNext;
			const root = plant(test, {
				...sources,
				...(isNode && { 'src/net/b.ts': sources['src/net/b.ts'].replace("'../url'", "'../url.js'") }),
				'package.json': JSON.stringify({ type }),
				'tsconfig.json': JSON.stringify({
					compilerOptions: isNode || type === 'commonjs' ? { module: 'nodenext' } : { moduleResolution: 'bundler' },
				}),
			});
			await runIn(root, '--fix');
			const names = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' });
			assert.ok(names.includes('keepalive-agent.ts'));
			const files = names.filter((name) => name.endsWith('.ts')).map((name) => path.join('src', name));
			assert.deepEqual(compile(root, files, options), []);
		});
	}

	for (const type of ['module', 'commonjs'] as const) {
		it(`compile as JavaScript whose types are checked, ${type}`, async (test) => {
			const line = (name: string, module: string): string =>
				type === 'module' ? `import ${name} from '${module}';` : `const ${name} = require('${module}');`;
			const root = plant(test, {
				'keepalive.config.json': '{ "fix": { "sharedModule": true } }',
				'package.json': JSON.stringify({ type }),
				'jsconfig.json': '{ "compilerOptions": { "checkJs": true } }',
				'a.js': `${line('https', 'node:https')}\n\nhttps.get('https://api.example.com/slow');\n`,
				'b.js': `${line('got', 'got')}\n\ngot('https://api.example.com/slow', { timeout: { request: 300_000 } });\n`,
			});
			await runIn(root, '--fix');
			const names = readdirSync(root).filter((name) => name.endsWith('.js'));
			assert.deepEqual(names, ['a.js', 'b.js', 'keepalive-agent.js']);
			const options = { module: ts.ModuleKind.NodeNext, allowJs: true, checkJs: true };
			const unknown = /Cannot find module 'got'/;
			assert.deepEqual(
				compile(root, names, options).filter((each) => !unknown.test(each)),
				[],
			);
		});
	}

	it('run as CommonJS and as ES modules of Node', async (test) => {
		const use = "https.get('https://api.example.com/slow').on('error', () => {});\n";
		const root = plant(test, {
			'keepalive.config.json': '{ "fix": { "sharedModule": true } }',
			'package.json': '{}',
			'a.js': `const https = require('https');\n${use}`,
			'b/c.mjs': `import https from 'node:https';\n${use}`,
		});
		await runIn(root, '--fix');
		const names = readdirSync(root).filter((name) => name.startsWith('keepalive-agent'));
		assert.deepEqual(names, ['keepalive-agent.js', 'keepalive-agent.mjs']);
		// Ended as soon as everything is loaded, before anything goes out.
		const load = 'import(process.argv[1]).then(() => process.exit(0))';
		for (const name of ['a.js', 'b/c.mjs']) {
			execFileSync(process.execPath, ['-e', load, path.join(root, name)], { stdio: 'pipe' });
		}
	});

	it('run as a package and as a script of Python', async (test) => {
		const stub = 'class HTTPAdapter:\n    pass\n';
		const root = plant(test, {
			'keepalive.config.json': '{ "fix": { "sharedModule": true } }',
			'pyproject.toml': '',
			'acme/__init__.py': '',
			'acme/net/__init__.py': '',
			'acme/net/a.py': 'import requests\n\nsession = requests.Session()\n',
			'tool.py': 'import requests\n\nfrom acme.net import a\n\nsession = requests.Session()\n',
			'stubs/requests/__init__.py': 'class Session:\n    def mount(self, *_):\n        print("mounted")\n',
			'stubs/requests/adapters.py': stub,
			'stubs/urllib3/__init__.py': '',
			'stubs/urllib3/connection.py': 'class HTTPConnection:\n    default_socket_options = []\n',
		});
		await runIn(root, '--fix', 'acme', 'tool.py');
		const env = { ...process.env, PYTHONPATH: path.join(root, 'stubs') };
		const run = (...argv: readonly string[]): string =>
			execFileSync('python3', argv, { cwd: root, env, encoding: 'utf8' });
		assert.equal(run('tool.py'), 'mounted\n'.repeat(4));
		assert.equal(run('-m', 'acme.net.a'), 'mounted\n'.repeat(2));
	});
});
