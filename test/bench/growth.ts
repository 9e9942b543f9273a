import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type * as api from '../../server/src/api.js';
import type { Language } from '../../server/src/engine/index.js';
import { below, type Goal, showMilliseconds } from './results.js';

interface Input {
	readonly name: string;
	readonly language: Language;
	/** A text of about so many bytes. */
	text(this: void, bytes: number): string;
	/** True where all of it are clients, which have to be found. */
	readonly holdsClients?: boolean;
}

const head: Readonly<Record<Language, string>> = {
	javascript: "import https from 'https';\nhttps.get('https://example.com');\n",
	python: "import requests\nrequests.get('https://example.com')\n",
};

const repeated = (unit: string) => (bytes: number) => unit.repeat(Math.ceil(bytes / unit.length));

const around = (before: string, unit: string, after: string) => (bytes: number) =>
	`${before}${unit.repeat(Math.ceil(bytes / unit.length))}${after}`;

/** With another number in place of each `%`. */
const numbered = (unit: string) => (bytes: number) =>
	Array.from({ length: Math.ceil(bytes / (unit.length + 4)) }, (_, index) => unit.replaceAll('%', `${index}`)).join('');

/** Half of it says what there is, the other half names each of them. */
const named = (before: string, unit: string, between: string, use: string) => (bytes: number) => {
	const count = Math.ceil(bytes / (unit.length + use.length + 8));
	const repeat = (part: string): string =>
		Array.from({ length: count }, (_, index) => part.replaceAll('%', `${index}`)).join('');
	return before + repeat(unit) + between + repeat(use);
};

/** What is easy to write and hard to read: one kind of thing, over and over. */
const inputs: readonly Input[] = [
	...(['javascript', 'python'] as const).flatMap((language): Input[] => [
		{ name: 'brackets that open', language, text: repeated('(') },
		{ name: 'brackets in pairs', language, text: repeated('([{}])') },
		{ name: 'quotes', language, text: repeated(`'"`) },
		{ name: 'backslashes', language, text: repeated('\\') },
		{ name: 'one long string', language, text: around("x = '", 'a', "'\n") },
		{ name: 'one long line', language, text: repeated('a.b(c), ') },
		{ name: 'blanks', language, text: repeated(' ') },
	]),
	{ name: 'one long comment', language: 'javascript', text: around('/*', ' fetch( ', '*/\n') },
	{ name: 'comments', language: 'python', text: repeated("# requests.get('x')\n") },
	{ name: 'imports', language: 'javascript', text: repeated("import a from 'axios';\n") },
	{ name: 'imports', language: 'python', text: repeated('import requests as a\n') },
	{ name: 'objects handed on', language: 'javascript', text: around('const a = new https.Agent();\n', 'f(a);\n', '') },
	{ name: 'objects handed on', language: 'python', text: around('s = requests.Session()\n', 'f(s)\n', '') },
	{ name: 'aliases', language: 'python', text: numbered('s% = requests\ns = s%.Session()\n') },
	{
		name: 'an object of clients',
		language: 'javascript',
		text: named('const o = {\n', 'c%: new https.Agent(),\n', '};\n', 'https.get(u, { agent: o.c% });\n'),
		holdsClients: true,
	},
	{
		name: 'members set one by one',
		language: 'javascript',
		text: (bytes) => `const o = {};\n${numbered('o.a% = new https.Agent();\nhttps.get(u, { agent: o.a% });\n')(bytes)}`,
		holdsClients: true,
	},
	{
		name: 'a class of clients',
		language: 'javascript',
		text: named('class A {\n', 'c% = new https.Agent();\n', '', 'f%() { https.get(u, { agent: this.c% }); }\n'),
		holdsClients: true,
	},
	...(
		[
			['numbered clients', 'javascript', 'const a% = new https.Agent();\nhttps.get(u, { agent: a% });\n'],
			['numbered clients', 'python', "s% = requests.Session()\ns%.get('https://example.com/a')\n"],
			[
				'functions with a client',
				'javascript',
				'function f%(u) { const a = new https.Agent(); https.get(u, { agent: a }); }\n',
			],
			['functions with a client', 'python', 'def f%(u):\n    s = requests.Session()\n    return s.get(u, timeout=%)\n'],
			[
				'attributes of a class',
				'python',
				'class C%:\n    def f(self):\n        self.s = requests.Session()\n        self.s.get(u)\n',
			],
		] as const
	).map(([name, language, unit]) => ({ name, language, text: numbered(unit), holdsClients: true })),
	...(
		[
			['calls of clients', 'javascript', "https.get('https://example.com/path');\n"],
			['calls of clients', 'python', "requests.get('https://example.com/path')\n"],
			['suppressions', 'javascript', 'https.get(u); // keepalive-disable-line\n'],
			['suppressions', 'python', 'requests.get(u)  # keepalive: ignore[x]\n'],
		] as const
	).map(([name, language, unit]) => ({ name, language, text: repeated(unit), holdsClients: true })),
];

/** How long a text of one megabyte takes, for each kind, in the product as it is shipped; milliseconds, without its reading. */
export function measureGrowth(root: string, bytes: number): Goal[] {
	const { createEngine, openProject } = createRequire(__filename)(join(root, 'dist', 'api.js')) as typeof api;
	// Of a project of their own, so that nothing else is read with them.
	const folder = mkdtempSync(join(tmpdir(), 'keepalive-growth-'));
	try {
		const project = openProject(folder);
		return inputs.map((input) =>
			measureInput(input, createEngine(), (path) => project.fileFor(join(folder, path)).context, bytes),
		);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function measureInput(
	{ name, language, text, holdsClients = false }: Input,
	engine: api.Engine,
	contextOf: (path: string) => api.CheckContext,
	bytes: number,
): Goal {
	const path = language === 'python' ? 'large.py' : 'large.ts';
	const context = contextOf(path);
	const whole = head[language] + text(bytes);
	const start = performance.now();
	const { clients } = engine.check({ path, language, text: whole }, context);
	const took = performance.now() - start;
	if (holdsClients && clients.length < 1_000) {
		throw new Error(`Only ${clients.length} clients were found in 1 MB of ${name}.`);
	}
	return below(`1 MB of ${name}, ${language === 'python' ? 'Python' : 'TypeScript'}`, took, 1_000, showMilliseconds);
}
