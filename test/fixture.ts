import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { customEnvironment, defaultEnvironment, findEnvironment } from '../server/src/engine/catalogue/environments.js';
import type {
	Assessment,
	CheckContext,
	CheckResult,
	Language,
	Project,
	SourceDocument,
	Version,
} from '../server/src/engine/index.js';
import { createProjectFiles } from '../server/src/workspace/project-files.js';

export const repository = path.join(__dirname, '..', '..');

/** A file whose comments say what must be found in it. */
export interface Fixture {
	/** Path below the repository, with forward slashes. */
	readonly path: string;
	readonly language: Language;
	readonly text: string;
	readonly context: CheckContext;
	/** True where `fixes: unsafe` stands in its first lines: unsafe fixes are made as well. */
	readonly unsafe: boolean;
	/** The file its fixes make, where there is one. */
	readonly fixed: string | undefined;
}

/** All fixtures below a folder of `fixtures/`, sorted. */
export function readFixtures(folder: string): Fixture[] {
	const root = path.join(repository, 'fixtures', folder);
	return readdirSync(root, { recursive: true, encoding: 'utf8' })
		.map((name) => name.replaceAll(path.sep, '/'))
		.filter((name) => /\.(?:[cm]?[jt]sx?|py)$/.test(name) && !isFixed(name))
		.sort()
		.map((name) => readFixture(`fixtures/${folder}/${name}`));
}

export function isFixed(name: string): boolean {
	return /\.fixed\.[^./]+$/.test(name);
}

/** `axios.ts` is fixed as `axios.fixed.ts`. */
export function fixedPath(name: string): string {
	return name.replace(/(\.[^./]+)$/, '.fixed$1');
}

function readFixture(name: string): Fixture {
	const text = readFileSync(path.join(repository, name), 'utf8');
	const fixed = path.join(repository, fixedPath(name));
	return {
		path: name,
		language: name.endsWith('.py') ? 'python' : 'javascript',
		text,
		context: readDirectives(text),
		unsafe: /^(?:\/\/|#) fixes: unsafe$/m.test(text.split('\n', 8).join('\n')),
		fixed: exists(fixed) ? readFileSync(fixed, 'utf8') : undefined,
	};
}

function exists(file: string): boolean {
	return readdirSync(path.dirname(file)).includes(path.basename(file));
}

/** Fixtures may load files beside them; none of them configures another. */
const project: Project = {
	...createProjectFiles({ cwd: repository, isExcluded: () => false }),
	setupFiles: () => [],
};

const assumed = (version: string): Version => ({ version, source: 'fixture' });

/** Reads `target: node 20.20.2, axios 0.24.0` and `environment: aws` (or seconds) from the comments of the first lines. */
function readDirectives(text: string): CheckContext {
	const head = text.split('\n', 8).join('\n');
	const packages = new Map<string, Version>();
	let node = assumed('22.0.0');
	let python = assumed('3.11.0');
	for (const [, list = ''] of head.matchAll(/^(?:\/\/|#) target: (.*)$/gm)) {
		for (const item of list.trim().split(/\s*,\s*/)) {
			const [name = '', version = ''] = item.split(/\s+/);
			const full = version.split('.').concat('0', '0').slice(0, 3).join('.');
			if (name === 'node') node = assumed(full);
			else if (name === 'python') python = assumed(full);
			else packages.set(name, assumed(full));
		}
	}
	const name = /^(?:\/\/|#) environment: (\S+)/m.exec(head)?.[1];
	const environment = name ? (findEnvironment(name) ?? customEnvironment(Number(name))) : defaultEnvironment;
	const target = { node, python, packages: { javascript: packages, python: packages } };
	return { environment, target, rules: {}, project };
}

export function documentOf({ path: name, language }: Fixture, text: string): SourceDocument {
	return { path: name, language, text };
}

/** `line 3: missing-keepalive warning`, one for each `expect:` marker. */
export function expectedFindings(text: string): string[] {
	return markers(text).flatMap(({ line, comment }) =>
		(/\bexpect: ([^|]*)/.exec(comment)?.[1] ?? '')
			.split(';')
			.map((item) => item.trim())
			.filter((item) => item !== '')
			.map((item) => `line ${line}: ${item}`),
	);
}

export function actualFindings(text: string, { findings }: CheckResult): string[] {
	return findings.map(({ span, rule, severity }) => `line ${lineOf(text, span.start)}: ${rule} ${severity}`);
}

/** `line 3: requests.get wait=420 probe=off`, one for each `client:` marker. */
export function expectedClients(text: string): string[] {
	return markers(text).flatMap(({ line, comment }) => {
		const client = /\bclient: ([^|]*)/.exec(comment)?.[1];
		return client === undefined ? [] : [`line ${line}: ${client.trim()}`];
	});
}

/** The clients of the lines that have a marker. */
export function actualClients(text: string, { clients }: CheckResult): string[] {
	const marked = new Set(markers(text).flatMap(({ line, comment }) => (/\bclient: /.test(comment) ? [line] : [])));
	return clients
		.map((client) => ({ line: lineOf(text, client.creation.site.callee.start), client }))
		.filter(({ line }) => marked.has(line))
		.map(({ line, client }) => `line ${line}: ${describe(client)}`);
}

function describe({ creation, wait, probe }: Assessment): string {
	const waits = wait.kind === 'seconds' ? String(wait.seconds) : wait.kind;
	const probes = probe.kind === 'on' ? String(probe.idle) : probe.kind;
	return `${creation.form.api} wait=${waits} probe=${probes}`;
}

function markers(text: string): { readonly line: number; readonly comment: string }[] {
	return text.split(/\r?\n/).flatMap((content, index) => {
		const comment = /(?:\/\/|\/\*|#) ((?:expect|ok|client): .*?)(?:\*\/.*)?$/.exec(content)?.[1];
		return comment === undefined ? [] : [{ line: index + 1, comment }];
	});
}

/** From 1. */
export function lineOf(text: string, offset: number): number {
	return text.slice(0, offset).split('\n').length;
}
