import { clientEntries } from './javascript-clients.js';
import { databaseEntries } from './javascript-databases.js';
import { requestEntries } from './javascript-requests.js';
import { socketEntries } from './javascript-sockets.js';
import { transportEntries } from './javascript-transports.js';
import type { ClientEntry } from './schema.js';

const tables: readonly (readonly ClientEntry[])[] = [
	clientEntries,
	databaseEntries,
	requestEntries,
	socketEntries,
	transportEntries,
];

/** Rows of all JavaScript clients, by id. */
export const javascriptEntries: readonly ClientEntry[] = tables.flat().sort((a, b) => (a.id < b.id ? -1 : 1));
