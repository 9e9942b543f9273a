import { catalogue } from '../server/src/engine/catalogue/index.js';
import { readPython } from '../server/src/engine/python/read.js';
import type { CallSite, Reading, Value } from '../server/src/engine/sites.js';

/** A Python text as the front end reads it. */
export function read(text: string): Reading {
	return readPython({ path: 'a.py', language: 'python', text }, catalogue.python).reading;
}

/** `requests.get("x", timeout=5)` for each call found, with values as they are read. */
export function calls(...lines: string[]): string[] {
	return read(lines.join('\n')).sites.map(show);
}

export function show({ module, path, arguments: values, keywords, open }: CallSite): string {
	const named = [...keywords].map(([name, { value }]) => `${name}=${showValue(value)}`);
	return `${module}.${path}(${[...values.map(showValue), ...named, ...(open ? ['...'] : [])].join(', ')})`;
}

export function showValue(value: Value): string {
	switch (value.kind) {
		case 'number':
		case 'boolean':
			return String(value.value);
		case 'string':
			return value.value === undefined ? 'text' : JSON.stringify(value.value);
		case 'list':
			return `[${value.items.map(showValue).join(', ')}]`;
		case 'object':
			return `{${[...value.properties].map(([name, property]) => `${name}: ${showValue(property.value)}`).join(', ')}}`;
		case 'call':
			return show(value.site);
		case 'socket-options':
			return `options ${String(value.options.keepalive)} ${value.options.idle}`;
		default:
			return value.kind;
	}
}

/** The methods called on the first object, with whether it leaves the text. */
export function uses(...lines: string[]): string[] {
	const [site] = read(lines.join('\n')).sites;
	return [...(site?.uses ?? []).map(({ method }) => method), ...(site?.escapes ? ['escapes'] : [])];
}
