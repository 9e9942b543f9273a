import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeBranches } from '../branches.js';

const root = join(__dirname, '../../..');

/** What a window shows: a folder, or a workspace file. */
export interface Workspace {
	readonly kind: 'folder' | 'workspace';
	readonly path: string;
}

/** The workspaces of further suites, by the names of the suites, below a folder. */
export const workspaces: Readonly<Record<string, (scratch: string) => Workspace>> = {
	services: writeServices,
	branches: (scratch) => ({ kind: 'folder', path: writeBranches(join(scratch, 'branches')) }),
	restricted: (scratch) => {
		const path = join(scratch, 'restricted');
		cpSync(join(root, 'fixtures/editor'), path, { recursive: true });
		return { kind: 'folder', path };
	},
};

const source = "const https = require('https');\nhttps.get('https://api.example.com', { timeout: 300_000 }, read);\n";

/** Three folders: one with a configuration file, one with a setting, one with neither. */
function writeServices(scratch: string): Workspace {
	const folder = join(scratch, 'services');
	const files: Record<string, string> = {
		'billing/keepalive.config.json': '{ "environment": "aws" }\n',
		'reports/.vscode/settings.json': '{ "keepalive.environment": "gcp" }\n',
		'services.code-workspace': JSON.stringify({
			folders: ['billing', 'reports', 'search'].map((path) => ({ path })),
		}),
	};
	for (const service of ['billing', 'reports', 'search']) {
		for (const name of ['open.js', 'closed.js']) {
			files[`${service}/${name}`] = source;
		}
	}
	for (const [path, text] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), text);
	}
	return { kind: 'workspace', path: join(folder, 'services.code-workspace') };
}
