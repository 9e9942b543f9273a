import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');

/** A version of VS Code that the suite runs in; scripts/setup-editor.mjs installs it. */
export interface Edition {
	/** "1.100.3" */
	readonly vscode: string;
	/** The version of the npm package that carries it. */
	readonly codeServer: string;
	/** The version of Node.js it needs; that of the tests where absent. */
	readonly node?: string;
}

export const editions = JSON.parse(readFileSync(join(root, 'test/editor/editions.json'), 'utf8')) as readonly Edition[];

/** The programs of an edition, as absolute paths. */
export function programsOf({ codeServer, node }: Edition): { readonly node: string; readonly serverMain: string } {
	const modules = join(root, '.cache', `code-server-${codeServer}`, 'node_modules');
	return {
		node: node === undefined ? process.execPath : join(modules, `node-${process.platform}-${process.arch}/bin/node`),
		serverMain: join(modules, 'code-server/lib/vscode/out/server-main.js'),
	};
}
