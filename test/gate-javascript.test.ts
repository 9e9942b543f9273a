import assert from 'node:assert/strict';
import { isBuiltin } from 'node:module';
import { describe, it } from 'node:test';
import { catalogue } from '../server/src/engine/catalogue/index.js';
import { createEngine, mayConfigure } from '../server/src/engine/index.js';
import { javascriptFrontEnd } from '../server/src/engine/javascript/index.js';
import { readFixtures } from './fixture.js';
import { holdsNeedle } from './needles.js';

const engine = createEngine();

/** Whether a text passes, and a file that holds it is read. */
function passes(text: string): boolean {
	const holdsGate = engine.gates.javascript.some((each) => text.includes(each));
	return holdsGate && engine.passesGate(text, 'javascript') && holdsNeedle(text, 'javascript');
}

/** Statements that bind `m` to a module, or names of it. */
const loads: readonly ((module: string, name: string) => string)[] = [
	(module) => `import m from '${module}';`,
	(module) => `import m from "${module}"`,
	(module) => `import * as m from '${module}';`,
	(module) => `import*as m from'${module}';`,
	(module) => `import m, { type A } from '${module}';`,
	(module) => `import m from\n\t'${module}';`,
	(module) => `import m from /* a */ '${module}';`,
	(module) => `import type { A } from './a'\nimport m from '${module}'`,
	(module) => `import type, { A } from './a'; import m from '${module}';`,
	(module) => `/*\n * import a from 'a';\n */ import m from '${module}';`,
	(module) => `/** @type {a} */ import m from '${module}';`,
	(module) => `import m = require('${module}');`,
	(module) => `const m = require('${module}');`,
	(module) => `const m = require( "${module}" );`,
	(module) => `const m = require(/* a */ '${module}');`,
	(module) => `const m = require<any>('${module}');`,
	(module) => `const m = require?.('${module}');`,
	(module) => `const m = await import('${module}');`,
	(module) => `const m = await import(/* webpackChunkName: "a" */ '${module}');`,
	(module) => `const m = (await import('${module}')).default;`,
	(module) => `const m = __importDefault(require('${module}'));`,
	(module) => `var m = (0, __importStar(require("${module}")));`,
	(module, name) => `import { ${name} } from '${module}';`,
	(module, name) => `import { a as b, ${name} as m } from '${module}';`,
	(module, name) => `import type from './a'; import {\n\tA,\n\t${name} as m,\n} from '${module}';`,
	(module, name) => `const { ${name} } = require('${module}');`,
	(module, name) => `const { ${name}: m } = await import('${module}');`,
	(module, name) => `const m = require('${module}')['${name}'];`,
	(module, name) => `import('${module}').then(({ ${name}: m }) => { m('a'); new m('a'); });`,
];

function read(text: string): { readonly sites: number; readonly setups: number } {
	const document = { path: 'a.ts', language: 'javascript', text } as const;
	const { sites, setups } = javascriptFrontEnd.read(document, catalogue.javascript, undefined);
	return { sites: sites.length, setups: setups.length };
}

/** How the name that a path begins with is called, whatever is bound. */
function usesOf(path: string): string {
	const [first = ''] = path.split('.');
	const calls = path === '' ? ['m'] : ['m', first, `m.${path}`];
	return calls.map((each) => `x = ${each}('a', {});\nx = new ${each}('a', {});\n`).join('');
}

describe('the gate of JavaScript', () => {
	for (const { id, modules, forms } of catalogue.javascript) {
		if (modules.length === 0 || forms.length === 0) continue;
		it(`lets pass what is read of ${id}, however its modules are loaded`, () => {
			const paths = [...new Set(forms.flatMap((form) => form.paths))];
			const names = modules.map((module) => module.replace('*', 'some'));
			const texts = names.flatMap((module) =>
				(isBuiltin(module) ? [module, `node:${module}`] : [module]).flatMap((specifier) =>
					// The text of one name says as much as that of another: one each of the first, in the middle and last.
					[paths[0], paths[paths.length >> 1], paths.at(-1)].flatMap((path = '') => {
						const form = path.replace('*', 'Some');
						const name = form.split('.')[0] || 'default';
						return loads.map((load) => `${load(specifier, name)}\n${usesOf(form)}`);
					}),
				),
			);
			const sited = texts.filter((text) => read(text).sites > 0);
			assert.ok(sited.length >= texts.length / 4, `${sited.length} of ${texts.length}`);
			for (const text of sited) assert.ok(passes(text), text);
		});
	}

	const configuring = [
		"import http from 'http';\nhttp.globalAgent = a;\n",
		"const https = require('node:https');\nhttps.globalAgent.keepAlive = true;\n",
		"import { globalAgent } from 'http';\nglobalAgent.options.keepAlive = true;\n",
		"const axios = require('axios').default;\naxios.defaults['httpsAgent'] = a;\n",
		"const needle = require('needle');\nneedle.defaults({ agent: a });\n",
		"import { setGlobalDispatcher } from 'undici';\nsetGlobalDispatcher(a);\n",
		"const AWS = require('aws-sdk');\nAWS.config.update({ httpOptions: { agent: a } });\n",
		"import dc from 'diagnostics_channel';\ndc.channel('net.client.socket').subscribe(f);\n",
		"process.env.AWS_NODEJS_CONNECTION_REUSE_ENABLED = '1';\n",
	];
	for (const text of configuring) {
		it(`takes for a statement that configures a process ${JSON.stringify(text)}`, () => {
			assert.ok(read(text).setups > 0);
			assert.ok(mayConfigure(text, 'javascript'));
		});
	}

	const others = [
		"import http from 'http';\nconst options = { ...a.defaults };\nhttp.get(options);\n",
		"import http from 'http';\nconst names = ['needles'];\nhttp.get(a.defaults);\n",
		"import axios from 'axios';\naxios.get(a.defaults, b);\n",
	];
	for (const text of others) {
		it(`takes for no such statement ${JSON.stringify(text)}`, () => {
			assert.equal(read(text).setups, 0);
			assert.ok(passes(text));
			assert.ok(!mayConfigure(text, 'javascript'));
		});
	}

	it('lets every fixture pass in which something is read', () => {
		for (const { path, text, language } of readFixtures('.').filter((each) => each.language === 'javascript')) {
			const { sites, setups } = javascriptFrontEnd.read({ path, language, text }, catalogue.javascript, undefined);
			const found = [...sites, ...setups].some(({ module }) => module !== '');
			if (found) assert.ok(passes(text), path);
			if (setups.length > 0) assert.ok(mayConfigure(text, 'javascript'), path);
		}
	});

	const passed = [
		"const h = require('https');\nconst { get } = h;\nget(u);\n",
		"const h = require('https')\nh['get'](u)\n",
		"const h = require('https');\n(0, h . get)(u);\n",
		"const h = __importDefault(require('https'));\nh.default.get(u);\n",
		"const h = require('https')\n\t.get;\nh(u);\n",
		"const h = require('https');\nconst same = h;\nsame.get(u);\n",
		"import $ from 'https';\n$.get(u);\n",
		"import http from 'http'; import https from 'https';\nhttp.createServer(); (a ? http : https).get(u);\n",
		"import { createServer } from 'http'; import { get } from 'https';\nget(u);\n",
		"import { default as axios } from 'axios';\naxios(u);\n",
	];
	for (const text of passed) {
		it(`lets pass ${JSON.stringify(text)}`, () => {
			assert.ok(read(text).sites > 0);
			assert.ok(passes(text));
		});
	}

	const stopped = [
		"if (url.startsWith('http')) x.get(url);\n",
		"emitter.emit('request', get);\n",
		"load('pg').Client();\n",
		"import type { Agent } from 'http';\n",
		"import type * as http from 'node:http';\nfunction get(): http.Agent {}\n",
		"import type {\n\tAgent,\n\tClientRequest,\n} from 'https';\n",
		"import type Agent from 'agentkeepalive';\n",
		"export type { Agent } from 'http';\n",
		"type A = import('undici').Agent | typeof import('http').Agent;\n",
		"/** @type {import('http').Agent} */\nlet a;\n",
		"/**\n * @param {import('https').Agent} a\n */\nfunction get(a) {}\n",
		"/**\n * import { get } from 'http';\n */\nexport const get = 1;\n",
		"// const http = require('http').get;\n",
		"import { createServer } from 'http';\ncreateServer();\n",
		"import { TypeHint } from '@aws-sdk/client-rds-data';\n",
		"const { ObjectId } = require('mongodb');\n",
		'const http_1 = require("http");\nx.get(http_1.STATUS_CODES);\n',
		"const http = require('http')\nx.get(http.STATUS_CODES)\n",
		"import http from 'node:http';\nhttp.createServer((question, answer) => answer.get(question));\n",
		"import * as tls from 'tls';\ntls.createServer(); map.connect();\n",
		"const http_1 = __importDefault(require('http'));\nhttp_1.default.createServer(); a.request();\n",
		"import { AxiosError } from 'axios';\nthrow new AxiosError();\n",
		"export { createServer, STATUS_CODES as codes } from 'http';\nrequest();\n",
		'class A { #fetch(u) {} get(u) { return this.#fetch(u); } }\n',
		"console.log('fetch(url) has failed');\n",
	];
	for (const text of stopped) {
		it(`stops ${JSON.stringify(text)}`, () => {
			assert.deepEqual(read(text), { sites: 0, setups: 0 });
			assert.ok(!engine.passesGate(text, 'javascript'));
		});
	}
});
