import { clientEntries } from './javascript-clients.js';
import { databaseEntries } from './javascript-databases.js';
import { messagingEntries } from './javascript-messaging.js';
import { proxyEntries } from './javascript-proxies.js';
import { requestEntries } from './javascript-requests.js';
import { sdkEntries } from './javascript-sdks.js';
import { socketEntries } from './javascript-sockets.js';
import { transportEntries } from './javascript-transports.js';
import type { ClientEntry } from './schema.js';

const tables: readonly (readonly ClientEntry[])[] = [
	clientEntries,
	databaseEntries,
	messagingEntries,
	proxyEntries,
	requestEntries,
	sdkEntries,
	socketEntries,
	transportEntries,
];

/** Rows of all JavaScript clients, by id. */
export const javascriptEntries: readonly ClientEntry[] = tables.flat().sort((a, b) => (a.id < b.id ? -1 : 1));
