import { createEngine } from './engine/index.js';
import { isBackgroundThread, serveBackground } from './lsp/background-thread.js';
import { createConnection } from './lsp/library.js';
import { startServer } from './lsp/server.js';
import { readVersion } from './version.js';

// The transport is named by the client (`--node-ipc`, `--stdio`, `--pipe`, `--socket`); editors that name none use stdio.
const transport = /^--(?:node-ipc|stdio|pipe|socket)\b/;

if (isBackgroundThread()) {
	serveBackground(createEngine());
} else {
	if (!process.argv.some((argument) => transport.test(argument))) {
		process.argv.push('--stdio');
	}
	startServer(createConnection(), { version: readVersion(), program: __filename });
}
