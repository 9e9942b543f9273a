import type { CreationForm, Scheme } from './catalogue/schema.js';
import { readOption, type ArgumentList } from './options.js';
import type { CallSite, LocalNamed, Value } from './sites.js';
import { requestUses } from './waits.js';

/** Where a creation connects to, as far as literals show it. */
export interface Address {
	readonly scheme: Scheme | 'unknown';
	/**
	 * True for literal loopback hosts, link-local hosts, Unix sockets, in-process transports, and for hosts that are not
	 * visible where a name says that they are on this machine.
	 */
	readonly local: boolean;
	/** The name that says so, where no text shows it. */
	readonly localBy?: string | undefined;
	/** True where a host is visibly an address, no name to look up. */
	readonly numeric?: boolean;
}

interface Host {
	readonly scheme: Scheme | 'unknown';
	readonly host: 'local' | 'remote' | 'unknown';
	readonly numeric?: boolean;
	readonly localBy?: string | undefined;
}

const nowhere: Host = { scheme: 'unknown', host: 'unknown' };

/** Reads the creation's own address; a client without one takes those of its visible requests. */
export function readAddress(site: CallSite, form: CreationForm): Address {
	if ((form.localOptions ?? []).some((option) => readOption(site, form, option).kind === 'present')) {
		return { scheme: form.scheme ?? 'unknown', local: true };
	}
	const address = findAddress(site, form);
	const scheme = address.scheme === 'unknown' && isSecure(site, form) ? 'https' : address.scheme;
	return { ...address, scheme: scheme === 'unknown' ? (form.assumedScheme ?? scheme) : scheme };
}

/** True where an option says TLS. */
function isSecure(site: CallSite, form: CreationForm): boolean {
	return (form.secureOptions ?? []).some((option) => {
		const state = readOption(site, form, option);
		if (state.kind !== 'present' || state.value.kind === 'none') return false;
		return state.value.kind !== 'boolean' || state.value.value;
	});
}

function findAddress(site: CallSite, form: CreationForm): Address {
	if ((form.addressElsewhere ?? []).some((option) => readOption(site, form, option).kind === 'present'))
		return { scheme: form.scheme ?? 'unknown', local: false };
	const own = hostOf(site, form, form.address);
	if (own && (own.host !== 'unknown' || !form.methods)) return finish([own], form, true);
	const uses = requestUses(site, form);
	if (uses.length === 0)
		return { scheme: form.scheme ?? own?.scheme ?? 'unknown', local: !own && form.hostDefaultsToLocal === true };
	const absent: Host = form.hostDefaultsToLocal ? { scheme: 'unknown', host: 'local' } : nowhere;
	const hosts = uses.map(({ use, method }) => {
		const isLocal = (form.localOptions ?? []).some((option) => readOption(use, method, option).kind === 'present');
		return isLocal ? { ...absent, host: 'local' as const } : (hostOf(use, method, form.address) ?? absent);
	});
	// A connection leads where it leads, whoever has it.
	return finish(hosts, form, !site.escapes || form.role === 'connection');
}

function finish(hosts: readonly Host[], form: CreationForm, complete: boolean): Address {
	const [first] = hosts;
	const same = first && hosts.every(({ scheme }) => scheme === first.scheme) ? first.scheme : 'unknown';
	const numeric = hosts.some((each) => each.numeric);
	const local = complete && hosts.every(({ host }) => host === 'local');
	const localBy = local ? hosts.find((each) => each.localBy !== undefined)?.localBy : undefined;
	return { scheme: form.scheme ?? same, local, numeric, localBy };
}

/** The host of one call; undefined where no address is given at all. */
function hostOf(
	call: ArgumentList,
	signature: Pick<CreationForm, 'parameters' | 'signatures'>,
	address: readonly string[],
): Host | undefined {
	let found: Host | undefined;
	for (const option of address) {
		const state = readOption(call, signature, option);
		if (state.kind === 'absent') continue;
		const value = state.kind === 'unknown' ? undefined : firstOf(state.value);
		if (value?.kind !== 'string') return value?.kind === 'unknown' ? byName(nowhere, value) : nowhere;
		const read = byName(readHost(value.value ?? pathOf(value.written)), value);
		if (read.host !== 'unknown') return read;
		found ??= read;
	}
	return found;
}

function byName(read: Host, { local }: { readonly local?: LocalNamed | undefined }): Host {
	return read.host === 'unknown' && local ? { ...read, host: 'local', localBy: local.name } : read;
}

/** True for an address of this machine, false for another's, undefined where no host is visible. */
export function isLocalText(text: string): boolean | undefined {
	const { host } = readHost(text);
	return host === 'unknown' ? undefined : host === 'local';
}

/** A path needs no host to be told: `f"unix://{home}/docker.sock"`. */
function pathOf(written: string | undefined): string | undefined {
	return written !== undefined && /^(?:unix|file):/i.test(written) ? written : undefined;
}

/** One host stands for a list of them. */
function firstOf(value: Value): Value | undefined {
	return value.kind === 'list' ? value.items[0] : value;
}

const url = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/:?#]*)/i;

/** Schemes of URLs that mean TLS, as https does, and those that mean bare TCP; some say neither (`postgres:`). */
const overTls = /^(?:https|wss|rediss|amqps|mqtts|mongodb\+srv)$/;
const overTcp = /^(?:http|ws|redis|amqp|mqtt)$/;

/** A URL or a bare host. `undefined` (text not visible) and relative paths are unknown. */
function readHost(text: string | undefined): Host {
	if (text === undefined || text === '' || text.startsWith('/')) return nowhere;
	const match = url.exec(text);
	const scheme = (match?.[1] ?? '').toLowerCase();
	const isLocal = match ? /^(?:file$|data$|unix$|http\+unix)/.test(scheme) : /^(?:file|data|unix):/i.test(text);
	if (isLocal) return { scheme: 'http', host: 'local' };
	const host = match ? (match[2] ?? '') : text.replace(/:\d+$/, '');
	const known: Scheme | 'unknown' = overTls.test(scheme) ? 'https' : overTcp.test(scheme) ? 'http' : 'unknown';
	if (host === '') return { scheme: known, host: 'unknown' };
	const numeric = /^(?:\[.*\]|\d{1,3}(?:\.\d{1,3}){3})$/.test(host);
	return { scheme: known, host: isLoopback(host) || isLinkLocal(host) ? 'local' : 'remote', numeric };
}

/** 169.254.0.0/16, where clouds answer for their metadata, too: no router forwards it, so nothing there forgets. */
function isLinkLocal(host: string): boolean {
	return /^(?:metadata\.google\.internal|169\.254(?:\.\d{1,3}){2})$/i.test(host);
}

/** `localhost`, 127.0.0.0/8 and ::1; a name that only begins so is not. */
function isLoopback(host: string): boolean {
	return /^\[?(?:localhost|::1|127(?:\.\d{1,3}){3})\]?$/i.test(host);
}
