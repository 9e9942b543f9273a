import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { it } from 'node:test';
import { defaultEnvironment } from '../server/src/engine/catalogue/environments.js';
import { createEngine, type CheckContext, type SourceDocument } from '../server/src/engine/index.js';

const engine = createEngine();

const version = (of: string) => ({ version: of, source: 'test' });

/** Versions of packages beside Node's, as `axios 0.24.0`. */
function contextOf(node: string, packages: readonly string[] = []): CheckContext {
	const known = packages.map((each) => each.split(' ')).map(([name = '', of = '']) => [name, version(of)] as const);
	return {
		environment: defaultEnvironment,
		target: {
			node: version(node),
			python: version('3.11.0'),
			packages: { javascript: new Map(known), python: new Map() },
		},
		rules: {},
	};
}

/** Where a text stands. */
export interface Place {
	readonly node?: string;
	readonly packages?: readonly string[];
	readonly path?: string;
	/** Other files, by their paths. */
	readonly files?: Readonly<Record<string, string>>;
}

function check(text: string, { node = '22.12.0', packages, path = 'main.ts', files = {} }: Place) {
	const documents = Object.entries(files).map(([name, of]): SourceDocument => {
		return { path: posix.join(name), language: 'javascript', text: of };
	});
	const context = contextOf(node, packages);
	const resolve = (from: string, specifier: string): SourceDocument | undefined => {
		const wanted = posix.join(posix.dirname(from), specifier);
		return documents.find(({ path: known }) => known === wanted || known.replace(/(?:\/index)?\.\w+$/, '') === wanted);
	};
	const project = { resolve, setupFiles: () => [] };
	return engine.check({ path, language: 'javascript', text }, { ...context, project });
}

/** `api wait probe` of each client of a text, in document order. */
export function clients(text: string, place: Place = {}): string[] {
	return check(text, place).clients.map(({ creation, wait, probe }) => {
		const waits = wait.kind === 'seconds' ? String(wait.seconds) : wait.kind;
		return `${creation.form.api} ${waits} ${probe.kind === 'on' ? String(probe.idle) : probe.kind}`;
	});
}

export function findings(text: string, place: Place = {}): string[] {
	return check(text, place).findings.map(({ rule, severity }) => `${rule} ${severity}`);
}

export const url = "'https://api.example.com/slow'";

/** A construct, a text with it, and what is read of its clients. */
export type Case = readonly [name: string, text: string, expected: readonly string[], place?: Place];

/** One test a construct. */
export function each(cases: readonly Case[]): void {
	for (const [name, text, expected, place] of cases) {
		it(name, () => assert.deepEqual(clients(text, place), expected));
	}
}
