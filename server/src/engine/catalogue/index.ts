import type { Language } from '../model.js';
import { javascriptEntries } from './javascript.js';
import { rootOf } from './path-index.js';
import { pythonEntries } from './python.js';
import type { ClientEntry, KeepaliveFact } from './schema.js';

/** Every row, by language. */
export const catalogue: Readonly<Record<Language, readonly ClientEntry[]>> = {
	javascript: javascriptEntries,
	python: pythonEntries,
};

/** The packages whose versions decide something. */
export const packageNames: Readonly<Record<Language, readonly string[]>> = {
	// The compiler's version decides what fixes may be written with.
	javascript: [...namesOf(javascriptEntries), 'typescript'].sort(),
	python: namesOf(pythonEntries),
};

function namesOf(entries: readonly ClientEntry[]): string[] {
	return [...new Set(entries.flatMap((entry) => entry.package ?? []))].sort();
}

/** The environment variables that configure a process. */
export const variableNames: ReadonlySet<string> = new Set(
	Object.values(catalogue).flatMap((entries) => entries.flatMap(foreignKeys)),
);

/** What bears on a process and is written without the names of the entry's own modules: environment variables. */
export function foreignKeys({ setups = [], forms }: ClientEntry): string[] {
	const proxies = forms.flatMap(({ keepalive }) => keepalive.flatMap(variablesOf));
	return [...setups.flatMap(({ module, key }) => (module !== undefined && key !== undefined ? [key] : [])), ...proxies];
}

function variablesOf(fact: KeepaliveFact): readonly string[] {
	return fact.via === 'mount' ? (fact.proxies?.variables ?? []) : [];
}

/**
 * Texts of which a file must hold at least one to be worth reading, by language. JavaScript modules count in quotes,
 * since their bare names (`got`, `http`) are everywhere.
 */
export const gates: Readonly<Record<Language, readonly string[]>> = {
	javascript: [
		...new Set([
			...javascriptEntries.flatMap(quotedNames),
			...javascriptEntries.flatMap(foreignKeys),
			'keepalive-disable',
		]),
	],
	python: [...new Set([...pythonEntries.flatMap(namesOfPython), 'keepalive: '])],
};

function namesOfPython(entry: ClientEntry): string[] {
	return [...(entry.gates ?? entry.modules.map(rootOf)), ...foreignKeys(entry)];
}

function quotedNames({ modules, global, forms }: ClientEntry): string[] {
	if (global) return forms.flatMap(({ paths }) => paths.map((path) => `${path}(`));
	return modules.flatMap((module) => {
		// A name that only begins so is not closed by a quote.
		if (module.endsWith('*')) return [`'${module.slice(0, -1)}`, `"${module.slice(0, -1)}`];
		return [`'${module}'`, `"${module}"`, `:${module}'`, `:${module}"`];
	});
}
