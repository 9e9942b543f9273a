import type { parse } from 'smol-toml' with { 'resolution-mode': 'import' };

import { type Fields, fieldsOf } from './manifests.js';

// The package ships CommonJS beside its ES module, but types for the latter only; an import would not compile here.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const toml = require('smol-toml') as { readonly parse: typeof parse };

/** A TOML document; throws on a syntax error, with its `line`. */
export function parseToml(text: string): Fields {
	return fieldsOf(toml.parse(text));
}
