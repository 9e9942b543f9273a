import { describe } from 'node:test';
import { each, url } from './javascript-clients.js';

const packages = [
	'@elastic/elasticsearch 7.17.14',
	'agentkeepalive 4.6.0',
	'aws-sdk 2.1693.0',
	'axios 0.24.0',
	'gaxios 6.7.1',
	'got 14.6.6',
	'ky 1.14.3',
	'make-fetch-happen 16.0.1',
	'needle 3.5.0',
	'node-fetch 2.7.0',
	'ofetch 1.5.1',
	'pg 8.23.1',
	'phin 3.7.1',
	'request 2.88.2',
	'stripe 23.1.0',
	'superagent 10.2.0',
	'undici 7.30.0',
];

describe('A timeout, as people write it', () => {
	const forms: readonly (readonly [form: string, seconds: number | 'unbounded' | 'unknown'])[] = [
		['600000', 600],
		['600_000', 600],
		['10 * 60 * 1000', 600],
		['(60 * 10) * 1e3', 600],
		['2 ** 10 * 1000', 1024],
		['600_000 as number', 600],
		['Infinity', 'unbounded'],
		['-1', 'unknown'],
		['NaN', 'unknown'],
		['600n', 'unknown'],
		["Number('600000')", 600],
		["parseInt('600000')", 600],
		["Number.parseInt('600000', 10)", 600],
		["parseFloat('600000')", 600],
		["+'600000'", 600],
		["Number('10m')", 'unknown'],
		["'600000'", 'unknown'],
		["'10m'", 'unknown'],
		["ms('10m')", 'unknown'],
		['Number(process.env.T ?? 600000)', 600],
		["Number(process.env.T || '600000')", 600],
		["parseInt(process.env.T ?? '600000', 10)", 600],
		['process.env.T || 600000', 600],
		['Number(process.env.T) || 600_000', 600],
		['Number(process.env.T)', 'unknown'],
		['process.env.T ? Number(process.env.T) : 600_000', 'unknown'],
		['config.timeout', 'unknown'],
		['config.timeout ?? 600_000', 600],
	];
	each(
		forms.map(([form, seconds]) => [
			form,
			`import axios from 'axios'; axios.get(${url}, { timeout: ${form} });`,
			[`axios.get ${seconds} pooled-only`],
			{ packages },
		]),
	);
});

describe('A signal, as people write it', () => {
	const signals: readonly (readonly [form: string, seconds: number | 'unbounded' | 'unknown'])[] = [
		['AbortSignal.timeout(600_000)', 600],
		['globalThis.AbortSignal.timeout(600_000)', 600],
		['AbortSignal.timeout(Infinity)', 'unbounded'],
		['AbortSignal.any([AbortSignal.timeout(600_000)])', 600],
		['AbortSignal.any([AbortSignal.timeout(600_000), AbortSignal.timeout(5000)])', 5],
		['AbortSignal.any([AbortSignal.timeout(600_000), given])', 600],
		['AbortSignal.any([given, AbortSignal.any([AbortSignal.timeout(600_000)])])', 600],
		['AbortSignal.any([given])', 'unknown'],
		['AbortSignal.any(signals)', 'unknown'],
		['controller.signal', 'unknown'],
		['given ?? AbortSignal.timeout(600_000)', 'unknown'],
	];
	each(
		signals.map(([form, seconds]) => [
			form,
			`import fetch from 'node-fetch'; fetch(${url}, { signal: ${form} });`,
			[`node-fetch ${seconds} pooled-only`],
			{ packages },
		]),
	);
});

describe("0, by each library's meaning", () => {
	const never = 'unbounded';
	const zeros: readonly (readonly [name: string, text: string, expected: string])[] = [
		['http: none', `import https from 'https'; https.get(${url}, { timeout: 0 });`, `https.get ${never} pooled-only`],
		[
			'sockets: none',
			"import net from 'net'; net.connect(1, 'a.example.com').setTimeout(0, end);",
			`net.connect ${never} off`,
		],
		['axios: none', `import axios from 'axios'; axios.get(${url}, { timeout: 0 });`, `axios.get ${never} pooled-only`],
		['got: at once', `import got from 'got'; got(${url}, { timeout: { request: 0 } });`, 'got 0 pooled-only'],
		[
			'node-fetch 2: none',
			`import fetch from 'node-fetch'; fetch(${url}, { timeout: 0 });`,
			`node-fetch ${never} pooled-only`,
		],
		['superagent: none', `import s from 'superagent'; s.get(${url}).timeout(0);`, `superagent.get ${never} off`],
		[
			'superagent by its keys: none',
			`import s from 'superagent'; s.get(${url}).timeout({ response: 0 });`,
			`superagent.get ${never} off`,
		],
		[
			'needle: none',
			`import n from 'needle'; n.get(${url}, { response_timeout: 0 });`,
			`needle.get ${never} pooled-only`,
		],
		[
			'needle: its timeout is for connecting',
			`import n from 'needle'; n.get(${url}, { timeout: 5000 });`,
			`needle.get ${never} pooled-only`,
		],
		['request: none', `import r from 'request'; r(${url}, { timeout: 0 });`, `request ${never} pooled-only`],
		['ky: at once', `import ky from 'ky'; ky.get(${url}, { timeout: 0 });`, 'ky.get 0 60'],
		['ky: false is none', `import ky from 'ky'; ky.get(${url}, { timeout: false });`, `ky.get ${never} 60`],
		['phin: none', `import p from 'phin'; p({ url: ${url}, timeout: 0 });`, `phin ${never} pooled-only`],
		[
			'gaxios: none',
			`import { request } from 'gaxios'; request({ url: ${url}, timeout: 0 });`,
			`gaxios.request ${never} pooled-only`,
		],
		[
			'stripe: none',
			"import Stripe from 'stripe'; new Stripe('k', { timeout: 0 });",
			`stripe.Stripe ${never} pooled-only`,
		],
		[
			'undici: none',
			`import { request } from 'undici'; request(${url}, { headersTimeout: 0 });`,
			`undici.request ${never} 60`,
		],
		[
			'agentkeepalive: none',
			"import A from 'agentkeepalive'; new A.HttpsAgent({ timeout: 0 });",
			`agentkeepalive.HttpsAgent ${never} pooled-only`,
		],
		[
			'aws-sdk 2: none',
			"import AWS from 'aws-sdk'; new AWS.S3({ httpOptions: { timeout: 0 } });",
			`AWS.S3 ${never} off`,
		],
		[
			'pg: none',
			"import pg from 'pg'; new pg.Pool({ host: 'db.example.com', query_timeout: 0 });",
			`pg.Pool ${never} off`,
		],
	];
	each(zeros.map(([name, text, expected]) => [name, text, [expected], { packages }]));
});

describe('Texts with a unit, only where the library takes them', () => {
	const elastic = (timeout: string): string =>
		`import { Client } from '@elastic/elasticsearch'; new Client({ node: 'https://es.example.com', requestTimeout: ${timeout} });`;
	const waits = (wait: string): string[] => [`elasticsearch.Client ${wait} pooled-only`];
	each([
		['elasticsearch takes minutes', elastic("'5m'"), waits('300'), { packages }],
		['elasticsearch takes words', elastic("'30 seconds'"), waits('30'), { packages }],
		['elasticsearch takes milliseconds without a unit', elastic("'600000'"), waits('600'), { packages }],
		['elasticsearch is given something else', elastic("'soon'"), waits('unknown'), { packages }],
		[
			'superagent takes none',
			`import s from 'superagent'; s.get(${url}).timeout('5m');`,
			['superagent.get unknown off'],
			{ packages },
		],
		[
			'got takes none',
			`import got from 'got'; got(${url}, { timeout: { request: '5m' } });`,
			['got unknown pooled-only'],
			{ packages },
		],
	]);
});
