import { join } from 'node:path';

export const root = join(__dirname, '../../..');

/** Where `scripts/setup-wire.mjs` puts what comes from npm. */
const modules = join(root, '.cache/wire/node_modules');

/** Versions of Node.js that `registry.json` names. */
export type NodeLine = '18' | '20' | '22' | '24.14' | '24.15' | '26';

/** The binary of a version of Node.js. */
export function nodeBinary(line: NodeLine): string {
	return join(modules, `node-${line}`, 'bin/node');
}

/** The folder of a client from npm, by its name in `registry.json`. */
export function clientFolder(alias: string): string {
	return join(modules, alias);
}

/** The Python of the system, whose clients come from Debian's packages. */
export const systemPython = '/usr/bin/python3';
