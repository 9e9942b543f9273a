import { join } from 'node:path';

import { catalogue } from '../../engine/catalogue/index.js';
import type { ClientEntry } from '../../engine/catalogue/schema.js';
import type { Target } from '../../engine/index.js';
import { conditionsOf, firstRow } from '../../engine/versions.js';
import { createTargets } from '../../workspace/targets.js';
import { alignColumns } from '../columns.js';
import { exitCodes, type Io } from '../io.js';
import { describeCondition, describeProbe, nameApi, since } from './entry-text.js';
import { readArguments, wantsJson } from './usage.js';

const usage = {
	line: 'keepalive-lint clients [--format text|json]',
	positionals: { least: 0, most: 0 },
	options: ['format'],
};

/** One supported client, in the shape of `--format json`. */
export interface SupportedClient {
	readonly language: ClientEntry['language'];
	/** What `keepalive-lint explain` takes. */
	readonly id: string;
	readonly name: string;
	readonly package: string | undefined;
	readonly apis: readonly string[];
	/** What the first api does without any setting, one clause a version range; of several the first that fits holds. */
	readonly probe: readonly string[];
	/** The one that fits the project in the working directory, on an https URL. */
	readonly probeHere: string;
	/** Versions from which something changes. */
	readonly since: readonly string[];
}

/** Lists the clients that the catalogue knows. */
export function listClients(argv: readonly string[], io: Io): number {
	const read = readArguments(argv, usage, io);
	if (typeof read === 'number') {
		return read;
	}
	const asJson = wantsJson(read, io);
	if (asJson === undefined) {
		return exitCodes.failure;
	}
	const target = createTargets(io.cwd).targetFor(join(io.cwd, 'file'));
	const clients = supportedClients(target);
	io.stdout(asJson ? `${JSON.stringify(clients, null, '\t')}\n` : formatClients(clients, target));
	return exitCodes.clean;
}

/** Every catalogue row, by language and name. */
export function supportedClients(target: Target): readonly SupportedClient[] {
	return [...catalogue.javascript, ...catalogue.python].map((entry) => {
		// Forms that hold only with some option are not what happens without any.
		const first = entry.forms.find(({ only }) => only === undefined) ?? entry.forms[0];
		const rows = first?.probe ?? [];
		const here = firstRow(rows, conditionsOf(entry, target, first?.scheme ?? 'https'));
		return {
			language: entry.language,
			id: entry.id,
			name: entry.name,
			package: entry.package,
			apis: [...new Set(entry.forms.map(({ api }) => nameApi(api)))],
			probe: rows.map((row) => `${describeProbe(row.probe)}${describeCondition(row.when, entry)}`),
			probeHere: here === undefined ? 'unknown' : describeProbe(here.probe),
			since: since(entry),
		};
	});
}

function formatClients(clients: readonly SupportedClient[], { node, python }: Target): string {
	const rows = clients.map(({ language, id, apis, probeHere, since: versions }) => [
		language,
		id,
		shorten(apis),
		probeHere,
		versions.join(', '),
	]);
	const head = ['language', 'client', 'apis', 'probes by default', 'depends on'];
	const versions = `Node.js ${node.version} (${node.source}) and Python ${python.version} (${python.source})`;
	return [
		alignColumns([head, ...rows]),
		`\nProbes are those of https requests on ${versions}, with the packages of this project.\n`,
		'keepalive-lint explain CLIENT tells the facts, with versions and sources.\n',
	].join('');
}

/** Characters of a table's column. */
const longestApis = 48;

function shorten(apis: readonly string[]): string {
	let count = 1;
	while (count < apis.length && apis.slice(0, count + 1).join(', ').length <= longestApis) {
		count++;
	}
	const shown = apis.slice(0, count).join(', ');
	return apis.length > count ? `${shown} and ${apis.length - count} more` : shown;
}
