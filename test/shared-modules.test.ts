import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Files, memoryContext, type ProjectOptions } from './memory-project.js';
import { check, engine, fixed, imported, top } from './shared-modules.js';

const esm = "import https from 'node:https';\n\nhttps.get('https://api.example.com/slow');\n";
const common = "const https = require('https');\n\nhttps.get('https://api.example.com/slow');\n";
const modern = { 'package.json': '{ "type": "module" }' };
const plain = { 'package.json': '{}' };

describe('A shared module of JavaScript helpers', () => {
	for (const [title, files, path, expected] of [
		['ES module', modern, 'a.js', "import { keepAliveHttpsAgent } from './keepalive-agent.js'; keepalive-agent.js"],
		[
			'folder',
			modern,
			'src/a/b.js',
			"import { keepAliveHttpsAgent } from '../keepalive-agent.js'; src/keepalive-agent.js",
		],
		[
			'no source folder',
			modern,
			'a/b.js',
			"import { keepAliveHttpsAgent } from '../keepalive-agent.js'; keepalive-agent.js",
		],
		['.mjs', plain, 'a.mjs', "import { keepAliveHttpsAgent } from './keepalive-agent.mjs'; keepalive-agent.mjs"],
		[
			'.mjs in a module',
			modern,
			'a.mjs',
			"import { keepAliveHttpsAgent } from './keepalive-agent.js'; keepalive-agent.js",
		],
		[
			'TypeScript, ES module',
			modern,
			'a.ts',
			"import { keepAliveHttpsAgent } from './keepalive-agent.js'; keepalive-agent.ts",
		],
		[
			'TypeScript, CommonJS',
			plain,
			'a.ts',
			"import { keepAliveHttpsAgent } from './keepalive-agent'; keepalive-agent.ts",
		],
		['.mts', plain, 'a.mts', "import { keepAliveHttpsAgent } from './keepalive-agent.mjs'; keepalive-agent.mts"],
		[
			'.cts in a module',
			modern,
			'a.cts',
			"import { keepAliveHttpsAgent } from './keepalive-agent.cjs'; keepalive-agent.cts",
		],
		[
			'bundler',
			{ ...modern, 'tsconfig.json': '{ "compilerOptions": { "moduleResolution": "Bundler", /* x */ } }' },
			'src/a.ts',
			"import { keepAliveHttpsAgent } from './keepalive-agent'; src/keepalive-agent.ts",
		],
		[
			'extended configuration',
			{
				...modern,
				'tsconfig.json': '{ "extends": "./base" }',
				'base.json': '{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler" } }',
			},
			'src/a.ts',
			"import { keepAliveHttpsAgent } from './keepalive-agent'; src/keepalive-agent.ts",
		],
		[
			'extensions of TypeScript',
			{ ...modern, 'tsconfig.json': '{ "compilerOptions": { "allowImportingTsExtensions": true } }' },
			'a.ts',
			"import { keepAliveHttpsAgent } from './keepalive-agent.ts'; keepalive-agent.ts",
		],
		[
			'another package',
			{ ...modern, 'packages/x/package.json': '{}' },
			'packages/x/src/a.ts',
			"import { keepAliveHttpsAgent } from './keepalive-agent'; packages/x/src/keepalive-agent.ts",
		],
	] as const) {
		it(title, () => {
			assert.equal(imported({ ...files, [path]: esm }, path), expected);
		});
	}

	it('is required by CommonJS', () => {
		assert.equal(
			imported({ ...plain, 'a.js': common }, 'a.js'),
			"const { keepAliveHttpsAgent } = require('./keepalive-agent'); keepalive-agent.js",
		);
		assert.equal(
			imported({ ...modern, 'a.cjs': common }, 'a.cjs'),
			"const { keepAliveHttpsAgent } = require('./keepalive-agent.cjs'); keepalive-agent.cjs",
		);
	});

	it('is imported as the other files are', () => {
		const ending = (specifier: string): string =>
			imported({ ...modern, 'a.ts': `import { x } from '${specifier}';\n${esm}` }, 'a.ts');
		assert.match(ending('./x'), /'\.\/keepalive-agent'/);
		assert.match(ending('./x.js'), /'\.\/keepalive-agent\.js'/);
		assert.match(ending('./x.ts'), /'\.\/keepalive-agent\.ts'/);
		assert.match(ending('./x.service'), /'\.\/keepalive-agent'/);
	});

	it('lies where the configuration says', () => {
		const at = (path: string): ProjectOptions => ({ shared: { folder: '', path } });
		const files = { ...modern, 'src/a.ts': esm };
		assert.match(imported(files, 'src/a.ts', at('src/net/agents')), /'\.\/net\/agents\.js'; src\/net\/agents\.ts$/);
		assert.match(imported(files, 'src/a.ts', at('src/net/agents.ts')), /'\.\/net\/agents\.js'; src\/net\/agents\.ts$/);
		// A file that TypeScript could not import with its types: the helper stays in the file.
		assert.equal(imported(files, 'src/a.ts', at('src/net/agents.js')), '');
		const inner = { ...files, 'packages/x/package.json': '{ "type": "module" }', 'packages/x/a.js': esm };
		assert.match(
			imported(inner, 'packages/x/a.js', at('lib/agents')),
			/'\.\/lib\/agents\.js'; packages\/x\/lib\/agents\.js$/,
		);
	});

	it('is made once and extended', () => {
		const files = {
			...modern,
			'a.ts': esm,
			'b.ts': "import fetch from 'node-fetch';\nimport { z } from './z.js';\n\nfetch(url);\n",
		};
		const after = fixed(files, ['a.ts', 'b.ts']);
		assert.equal(
			after['keepalive-agent.ts'],
			`import https from 'node:https';
import net from 'node:net';

// Node before 24.15 does not pass keepAlive on to TLS sockets, so each socket is told itself.
export class KeepAliveHttpsAgent extends https.Agent {
  override createConnection(...args: Parameters<https.Agent['createConnection']>) {
    const socket = super.createConnection(...args);
    if (socket instanceof net.Socket) socket.setKeepAlive(true, 120_000);
    return socket;
  }
}

// The options of the global agent, with TCP keepalive probes.
export const keepAliveHttpsAgent = new KeepAliveHttpsAgent({ keepAlive: true, keepAliveMsecs: 120_000, timeout: 5_000 });

export const agentFor = (url: URL) => (url.protocol === 'https:' ? keepAliveHttpsAgent : undefined);
`,
		);
		assert.equal(
			after['b.ts'],
			"import fetch from 'node-fetch';\nimport { z } from './z.js';\nimport { agentFor } from './keepalive-agent.js';\n\nfetch(url, { agent: agentFor });\n",
		);
		assert.deepEqual(fixed(after, ['a.ts', 'b.ts']), after);
		for (const path of ['a.ts', 'b.ts', 'keepalive-agent.ts']) assert.deepEqual(check(after, path).findings, []);
	});

	it('exports what it gains in CommonJS', () => {
		const http = "const http = require('http');\nhttp.get('http://api.example.com/slow');\n";
		const after = fixed({ ...plain, 'a.js': common, 'b.js': http }, ['a.js', 'b.js'], { shared: top, node: '18.20.0' });
		assert.match(
			after['keepalive-agent.js'] ?? '',
			/\nmodule\.exports = \{ unpooledHttpsAgent, unpooledHttpAgent \};\n$/,
		);
		assert.deepEqual(fixed(after, ['a.js', 'b.js'], { shared: top, node: '18.20.0' }), after);
	});

	it('gives one import two names', () => {
		const text =
			"import http from 'node:http';\nimport https from 'node:https';\n\nhttps.get('https://a.example.com');\nhttp.get('http://a.example.com');\n";
		const after = fixed({ ...modern, 'a.js': text }, ['a.js'], { shared: top, node: '18.20.0' });
		assert.match(
			after['a.js'] ?? '',
			/\nimport \{ unpooledHttpsAgent, unpooledHttpAgent \} from '\.\/keepalive-agent\.js';\n/,
		);
	});

	for (const path of ['keepalive-agent.js', 'keepalive-agent.ts']) {
		it(`is added to what ${path} exports`, () => {
			for (const other of ['export const other = 1;\n', 'export function other() {}\n', 'export default 1;\n']) {
				const own = path.replace('keepalive-agent', 'a');
				const after = fixed({ ...modern, [own]: esm, [path]: other }, [own]);
				assert.match(after[own] ?? '', /\nimport \{ keepAliveHttpsAgent \} from '\.\/keepalive-agent\.js';\n/);
				assert.match(after[path] ?? '', /\nexport const keepAliveHttpsAgent = new /);
				assert.ok(after[path]?.endsWith(other));
				assert.deepEqual(fixed(after, [own]), after);
			}
		});
	}

	it('makes agents that are known to probe', () => {
		const probes = (files: Files, path: string): unknown[] => {
			const after = fixed(files, [path]);
			return check(after, path).clients.map(({ creation, probe }) => [creation.form.api, probe.kind]);
		};
		const use = "const agent = new https.Agent({ maxSockets: 20 });\nhttps.get('https://a.example.com', { agent });\n";
		const expected = [
			['https.Agent', 'on'],
			['https.get', 'inherited'],
		];
		assert.deepEqual(probes({ ...modern, 'a.ts': `import https from 'node:https';\n${use}` }, 'a.ts'), expected);
		assert.deepEqual(probes({ ...plain, 'a.js': `const https = require('https');\n${use}` }, 'a.js'), expected);
	});

	it('is not used where it could not be loaded', () => {
		const stays = (files: Files, path: string): void => assert.equal(imported(files, path), '');
		stays({ ...plain, 'a.js': common, 'keepalive-agent.js': 'export const x = 1;\n' }, 'a.js');
		stays({ ...plain, 'a.js': common, 'keepalive-agent.ts': 'export const x = 1;\n' }, 'a.js');
		stays({ ...plain, 'a.ts': "import https = require('https');\nhttps.get('https://a.example.com');\n" }, 'a.ts');
		stays({ ...modern, 'a.js': `const keepAliveHttpsAgent = 1;\n${esm}` }, 'a.js');
		stays({ ...modern, 'a.js': esm, 'keepalive-agent.js': 'export const keepAliveHttpsAgent = 1;\n' }, 'a.js');
	});

	it('is the second fix unless the project asks for it', () => {
		const titles = (options?: ProjectOptions) =>
			check({ ...modern, 'a.js': esm }, 'a.js', options).findings.flatMap(({ fixes }) =>
				fixes.map(({ title, files }) => [title, files?.length]),
			);
		const own = ['Add an agent that sends TCP keepalive probes', undefined];
		const shared = ['Add an agent that sends TCP keepalive probes, from the shared module keepalive-agent.js', 1];
		assert.deepEqual(titles(), [own, shared]);
		assert.deepEqual(titles({ shared: top }), [shared, own]);
	});

	it('is left alone by a fix of one file only', () => {
		const document = { path: 'a.js', language: 'javascript', text: esm } as const;
		const result = engine.fixAll(document, memoryContext({ ...modern, 'a.js': esm }, 'a.js', { shared: top }));
		assert.deepEqual(result.files, []);
		assert.match(result.text, /^class KeepAliveHttpsAgent/m);
	});
});
