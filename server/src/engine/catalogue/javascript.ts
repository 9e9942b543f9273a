import { clientEntries } from './javascript-clients.js';
import { transportEntries } from './javascript-transports.js';
import type { ClientEntry } from './schema.js';

/** Rows of all JavaScript clients, by id. */
export const javascriptEntries: readonly ClientEntry[] = [...clientEntries, ...transportEntries].sort((a, b) =>
	a.id < b.id ? -1 : 1,
);
