import { join } from 'node:path';
import { before, describe, it } from 'node:test';

import { assertLinear, countSteps, startCounting, type Work } from './steps.js';

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

/** Much that is done to one thing: what stands between two bars comes over and over. `&` is the number before. */
const wholes = [
	's = requests.Session()¦.a%()¦\n',
	's = requests.Session()\n¦s% = s\ns%.get(u)\n¦',
	'¦a% = ¦h\n',
	's = requests.Session()\n¦s.a% = %\n¦',
	'class A:\n¦ def f%(self):\n  self.s = requests.Session()\n  self.s.get(u)\n¦',
	'from urllib3.connection import HTTPConnection\n¦HTTPConnection.default_socket_options += [(6, socket.TCP_KEEPIDLE, %)]\nrequests.get(u)\n¦',
	'd = {\n¦ "k%": requests.Session(),\n¦}\n',
	'class A:\n def f(self):\n¦  self.s% = requests.Session()\n  self.s%.get(u)\n¦',
	'def f(s):\n¦ s.get(u, timeout=%)\n¦¦f(requests.Session())\n¦',
	'def f(k):\n¦ if k == %: return requests.Session()\n¦¦f(%).get(u)\n¦',
	'o = [¦(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, %),\n¦]\n¦urllib3.PoolManager(socket_options=o)\n¦',
	'o0 = {}\n¦o% = {**o&, "a%": 1}\nrequests.get(u, **o%)\n¦',
	'def f(s):\n¦ s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, %)\n¦¦k% = socket.create_connection(a)\nf(k%)\n¦',
	// Long enough to be cut off in a short text, too.
	`b0 = "https://x"\n¦b% = f"{b&}/${'a'.repeat(60)}"\nrequests.get(b%)\n¦`,
	's = requests.Session()\n¦s.mount("https://%", HTTPAdapter())\n¦¦s.get("https://%/a")\n¦',
	'class A(requests.Session):\n¦ def get%(self, u):\n  self.get(u, timeout=%)\n¦¦a% = A()\n¦',
	'with ¦timeout(%), ¦x:\n¦ requests.get(u)\n¦',
	'def f():\n return [¦(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, %), ¦]\n¦urllib3.PoolManager(socket_options=f())\n¦',
	'class B:\n¦ def f%(self):\n  self.s.get(u)\n¦¦class C%(B):\n s = requests.Session()\n¦',
	'class B(object):\n¦ def f%(self):\n  self.s%.get(u)\n¦¦class C%(B):\n s% = requests.Session()\n¦',
	'def f(¦a%, ¦z): pass\nf(¦requests.Session(), ¦1)\n',
	'class A(requests.Session):\n¦ def get%(self, u):\n  return self.get(u, timeout=%)\n¦a = A()\n',
	'k = {"a": 1}\n¦s% = requests.Session()\ns%.headers.update(k)\n¦',
	'k = {\n¦ "a%": %,\n¦}\n¦s% = requests.Session()\ns%.headers.update(k)\n¦',
	'k = {\n¦ "a%": %,\n¦}\ns = requests.Session()\n¦s.headers.update(k)\n¦',
	's = requests.Session()\n¦s.headers.update({"a%": 1})\n¦',
	'import grpc\no = [\n¦ ("grpc.a%", %),\n¦]\n¦grpc.insecure_channel("a%", options=o)\n¦',
	'import grpc\no = [\n¦ ("grpc.a%", %),\n¦]\n¦grpc.insecure_channel("a%", o)\n¦',
	'import grpc\n¦o = [("grpc.a%", %)]\ngrpc.insecure_channel("a%", options=o)\n¦',
	'k = {\n¦ "a%": %,\n¦}\n¦requests.get(u%, **k)\n¦',
	'k = {\n¦ "a%": %,\n¦}\n¦requests.get(u%, headers=k)\n¦',
	'class A0(requests.Session): pass\n¦class A%(A&): pass\n¦',
	'class A0(requests.Session): pass\n¦class A%(A&): pass\na% = A%()\na%.get(u)\n¦',
	'class A0(requests.Session): pass\n¦class A%(A&):\n def f%(self):\n  self.get(u)\n¦a = A9()\n',
	'class A:\n def f(self):\n¦  self.s% = socket.create_connection(a)\n  self.s%.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)\n¦',
	'¦a.s% = socket.create_connection(a)\na.s%.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)\n¦',
	'class A:\n¦ def f%(self):\n  self.s% = socket.create_connection(a)\n  self.s%.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)\n¦',
];

/** The names of a function each have a place of their own; what has no numbers is the same each time. */
function textOf(whole: string, size: number): string {
	const pieces = whole.includes('¦') ? whole.split('¦') : [whole.includes('%') ? 'def run():\n' : '', whole];
	const repeat = (part: string): string =>
		Array.from({ length: size / whole.length }, (_, index) =>
			part.replaceAll('%', `${index + 1}`).replaceAll('&', `${index}`),
		).join('');
	return head + pieces.map((piece, index) => (index % 2 === 0 ? piece : repeat(piece))).join('');
}

const all = [...parts, ...numbered, ...wholes];

describe('the work for a Python text grows with its length', () => {
	const count = startCounting('/server/src/engine/');
	let read: (text: string) => void;
	/** How often code runs, and how many characters it goes over, for what is found in a text. */
	const workFor = (text: string): Work => {
		let characters = 0;
		const runs = count(() => {
			characters = countSteps(() => read(text));
		});
		return { runs, characters };
	};
	before(async () => {
		// What is loaded before is not counted.
		const { createEngine, openProject } = await import('../server/src/api.js');
		const { context } = openProject(__dirname).fileFor(join(__dirname, 'a.py'));
		const engine = createEngine();
		read = (text) => void engine.check({ path: 'a.py', language: 'python', text }, context);
		all.forEach((part) => workFor(textOf(part, 200)));
	});
	for (const part of all) {
		it(JSON.stringify(part), () => {
			assertLinear(workFor(textOf(part, 20_000)), workFor(textOf(part, 80_000)), 10_000);
		});
	}
});
