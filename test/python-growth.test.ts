import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { catalogue } from '../server/src/engine/catalogue/index.js';
import { readPython } from '../server/src/engine/python/read.js';
import { countSteps } from './steps.js';

/** Texts that fail, nest or repeat in every way that costs something. */
const parts = [
	'a = b\n',
	'a.b.c(d, e=f)\n',
	'a.',
	'a = a.a(a)\n',
	'(',
	'f(',
	'f(a, ',
	'[x for x in ',
	'{"a": ',
	'(a := ',
	'(y := requests.Session())\n',
	'lambda x: ',
	'lambda ',
	'f(lambda x, y: x, ',
	'"',
	"'''",
	'f"{',
	'f"{a!r:{b}}" ',
	'f"""{"""\n',
	'#',
	'\\\n',
	'x;',
	'if a:\n',
	'if a: x\nelse:\n y\n',
	'class A(A):\n ',
	'def f(a, b=c):\n ',
	'import requests as a, b as a\n',
	'from a import (b, ',
	'requests.get(',
	'requests.get("a", timeout=',
	's = requests.Session()\ns.get(1)\n',
	's = requests.Session() or s\n',
	'f(h)\n',
	'f(h, h)\ngetattr(h, a)\n',
	'g(h, h, ',
	'self.s = requests.Session()\n',
	'with requests.Session() as s, s as t: s.get(t)\n',
	'requests.Session().mount("a", 1).get(1)',
	'a + ',
	'1 * ',
	'-',
	'not ',
	'a if b else ',
	'{**a, ',
	'timedelta(hours=',
	'match a:\n case b(c): pass\n',
	'[(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1), ',
	'urllib3.PoolManager(socket_options=[(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)])\n',
	'o = o + [(6, socket.TCP_KEEPIDLE, 60)]\n',
	'def f():\n s = requests.Session()\n s.mount("https://", A())\n return s\n',
	'class A(HTTPAdapter):\n def f(self):\n  self.s.setsockopt(6, TCP_KEEPIDLE, 60)\n',
];

const head =
	'import requests, socket, urllib3\nfrom requests.adapters import HTTPAdapter\nh = requests.Session()\ndef g(a): a.get(1)\n';

/** Texts of different names; `%` is the number of the repetition. */
const numbered = [
	'from requests import Session as s%\n',
	's% = requests.Session()\ns%.get(u%)\nx% = s%\n',
	's% = requests.Session()\nf(s%, s%)\n',
	'import requests as r%\n',
	'def f%(a%):\n return f%(a%)\n',
	'class C%(requests.Session):\n def get(self, u):\n  return super().get(u)\n',
	' requests.get(u%, timeout=t%, headers=h%)\n',
];

function stepsOf(part: string, size: number): number {
	const body = part.includes('%')
		? `def run():\n${Array.from({ length: size / part.length }, (_, index) => part.replaceAll('%', `${index}`)).join('')}`
		: part.repeat(size / part.length);
	return countSteps(() => readPython({ path: 'a.py', language: 'python', text: head + body }, catalogue.python));
}

describe('the work for a Python text grows with its length', () => {
	for (const part of [...parts, ...numbered]) {
		it(JSON.stringify(part), () => {
			const [small, large] = [stepsOf(part, 20_000), stepsOf(part, 80_000)];
			assert.ok(large < small * 5, `${small} steps became ${large} for four times the text`);
		});
	}
});
