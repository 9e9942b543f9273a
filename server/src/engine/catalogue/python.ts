import { pythonClients } from './python-clients.js';
import { pythonDatabases } from './python-databases.js';
import { pythonSdks } from './python-sdks.js';
import { pythonServices } from './python-services.js';
import { pythonSockets } from './python-sockets.js';
import type { ClientEntry } from './schema.js';

/** Every Python row, by id. */
export const pythonEntries: readonly ClientEntry[] = [
	...pythonClients,
	...pythonDatabases,
	...pythonSdks,
	...pythonServices,
	...pythonSockets,
].sort((a, b) => (a.id < b.id ? -1 : 1));
