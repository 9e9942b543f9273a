import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { catalogue } from '../../server/src/engine/catalogue/index.js';
import type { ClientEntry } from '../../server/src/engine/catalogue/schema.js';
import { registry } from './registry.js';
import { pythonCommand, readSuites, root } from './runtimes.js';

/** What a suite says of the names of a module; null where it does not have the module. */
type Answer = Readonly<Record<string, Readonly<Record<string, boolean>> | null>>;

/** Modules that no suite of Debian has, and where their names were read. */
const elsewhere: Readonly<Record<string, string>> = {
	aioboto3: 'https://github.com/terricain/aioboto3/blob/main/aioboto3/session.py',
	motor: 'https://github.com/mongodb/motor/blob/master/motor/motor_tornado.py',
	psycopg_pool: 'https://github.com/psycopg/psycopg/blob/master/psycopg_pool/psycopg_pool/__init__.py',
};

/** Modules of a package of half a gigabyte, of which parts are unpacked; their names were looked up in the whole. */
const packed: ReadonlySet<string> = new Set(
	[
		...['azure.ai.*', 'azure.appconfiguration', 'azure.communication.*', 'azure.containerregistry', 'azure.mgmt.*'],
		...['azure.digitaltwins.core', 'azure.eventgrid', 'azure.monitor.*'],
		...['azure.search.documents', 'azure.search.documents.indexes'],
	].flatMap((module) => [module, `${module}.aio`]),
);

/** Paths that the row has below its modules, whatever they are for. */
function pathsOf({
	modules,
	forms,
	setups = [],
	timeoutTypes = [],
	optionTypes = [],
}: ClientEntry): Map<string, string[]> {
	const paths = new Map<string, string[]>();
	const add = (names: readonly string[], owners: readonly string[]): void => {
		for (const owner of owners) paths.set(owner, [...(paths.get(owner) ?? []), ...names]);
	};
	for (const form of forms) add(form.paths, modules);
	for (const setup of setups) add(setup.paths, setup.module === undefined ? modules : [setup.module]);
	for (const type of [...timeoutTypes, ...optionTypes]) add(type.paths, [type.module]);
	return paths;
}

const rows = catalogue.python.map((entry) => ({ entry, paths: pathsOf(entry) }));

function ask(folder: string): Answer {
	const names: Record<string, string[]> = {};
	for (const { paths } of rows) {
		for (const [owner, below] of paths) names[owner] = [...(names[owner] ?? []), ...below];
	}
	const [command, ...args] = pythonCommand(folder, ['-W', 'ignore', '-']);
	const output = execFileSync(command, args, {
		input: readFileSync(join(root, 'test/wire/python-names.py')),
		env: { ...process.env, KEEPALIVE_NAMES: JSON.stringify(names) },
		encoding: 'utf8',
	});
	return JSON.parse(output) as Answer;
}

describe('names of the Python catalogue', () => {
	const suites = readSuites(Object.keys(registry.suites));
	// The names of a version that is not there cannot be looked up.
	const skip = suites.length <= Object.keys(registry.suites).length ? 'a suite of Debian could not be unpacked' : false;
	let answers: readonly Answer[];
	before(() => {
		answers = skip ? [] : suites.map(({ folder }) => ask(folder));
	});

	const isInstalled = (owner: string): boolean => answers.some((answer) => answer[owner] !== null);

	for (const { entry, paths } of rows) {
		it(`${entry.id}: every one exists in a suite of Debian, or was read elsewhere`, { skip }, () => {
			const owners = [...paths.keys()];
			for (const path of new Set([...paths.values()].flat())) {
				const holders = owners.filter((owner) => paths.get(owner)?.includes(path));
				const exists = holders.some((owner) => answers.some((answer) => answer[owner]?.[path]));
				const isElsewhere = (owner: string): boolean => elsewhere[owner] !== undefined || packed.has(owner);
				const read = holders.some((owner) => !isInstalled(owner) && isElsewhere(owner));
				assert.ok(exists || read, `${holders.join(', ')} has no ${path}`);
			}
		});

		it(`${entry.id}: every module exists in a suite of Debian, or was read elsewhere`, { skip }, () => {
			for (const owner of paths.keys()) {
				// Who has installed the whole package has them.
				const isMissing = elsewhere[owner] !== undefined || (packed.has(owner) && !isInstalled(owner));
				assert.equal(isInstalled(owner), !isMissing, owner);
			}
		});
	}
});
