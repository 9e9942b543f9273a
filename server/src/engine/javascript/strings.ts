import type * as ts from 'typescript';
import type { Span } from '../model.js';
import type { Value } from '../sites.js';
import { spanOf } from './parse.js';

/**
 * A template. Where something in it is unknown, the value is what can be said of it as a URL: the text before the
 * unknown part if that holds the whole scheme and host (`http://localhost:` of `http://localhost:${port}/`), the
 * scheme alone (`https://`) if it ends inside the host, else nothing.
 */
export function readTemplate(node: ts.TemplateExpression, evaluate: (expression: ts.Expression) => Value): Value {
	const text = (value: string): Value => ({ kind: 'string', value, span: spanOf(node) });
	const parts = node.templateSpans.flatMap((part) => [evaluate(part.expression), text(part.literal.text)]);
	return joinStrings([text(node.head.text), ...parts], spanOf(node));
}

/** Of a longer string its beginning is known: each of many may be made of the one before. */
const longestJoined = 1000;

/** The string that several values make together, in the same way. */
export function joinStrings(parts: readonly Value[], span: Span): Value {
	let known = '';
	for (const part of parts) {
		// A scheme before a path is what is left of a string whose host is unknown.
		if (isScheme(known) && part.kind === 'string' && part.value?.startsWith('/')) break;
		if (part.kind === 'string' && part.value !== undefined) known += part.value;
		else if (part.kind === 'number') known += String(part.value);
		else return { kind: 'string', value: urlHead(known), span };
		if (known.length > longestJoined) return { kind: 'string', value: urlHead(known.slice(0, longestJoined)), span };
	}
	return { kind: 'string', value: known, span };
}

function isScheme(text: string): boolean {
	return text.endsWith('://') && /^[a-z][a-z\d+.-]*:\/\/$/i.test(text);
}

function urlHead(text: string): string | undefined {
	const scheme = /^[a-z][a-z\d+.-]*:\/\//i.exec(text)?.[0];
	if (scheme === undefined) return undefined;
	return /^[^/?#:@]+[:/?#]/.test(text.slice(scheme.length)) ? text : scheme;
}
