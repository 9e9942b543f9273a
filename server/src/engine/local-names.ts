import type { LocalNamed } from './sites.js';

/** Words for what serves the machine that it runs on. */
const services = new Set(['emulator', 'emulators', 'localhost', 'loopback', 'sidecar', 'sidecars']);

/** What `local` says something of where this follows; `localConfig` and `localStorage` are kept here and lead anywhere. */
const addresses = new Set([
	'address', 'api', 'backend', 'base', 'connection', 'database', 'db', 'endpoint', 'host', 'hostname', 'origin',
	'port', 'proxy', 'server', 'service', 'uri', 'url',
]); // prettier-ignore

/** Words that turn the rest around, or say that it may be either. */
const others = new Set([
	'external', 'if', 'is', 'maybe', 'no', 'non', 'not', 'or', 'prod', 'production', 'public', 'real', 'remote', 'upstream',
	'use', 'without',
]); // prettier-ignore

/**
 * What the name of a variable, member or function says of the address that it gives: local (`emulatorHost`,
 * `LOCAL_API_URL`, `devServer`), `false` for elsewhere (`remoteUrl`), undefined for neither.
 */
export function readName(name: string): LocalNamed | false | undefined {
	if (!known.has(name)) {
		if (known.size >= mostKnown) known.clear();
		known.set(name, readWords(name));
	}
	return known.get(name);
}

/** Texts mention few names, and those again and again. */
const known = new Map<string, LocalNamed | false | undefined>();
const mostKnown = 5000;

function readWords(name: string): LocalNamed | false | undefined {
	const words = wordsOf(name);
	if (words.some((word) => others.has(word))) return false;
	const isLocal = words.some((word, index) => {
		const next = words[index + 1] ?? '';
		if (services.has(word)) return true;
		return (word === 'local' && addresses.has(next)) || (word === 'dev' && next === 'server');
	});
	return isLocal ? { name } : undefined;
}

/** `EMULATOR_HOST`, `emulatorHost` and `emulator-host` are two words each. */
function wordsOf(name: string): string[] {
	const parted = name.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2');
	return parted.toLowerCase().split(/[^a-z\d]+/);
}
