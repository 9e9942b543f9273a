import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';

/** Files by path below a new temporary folder, which goes with the test; answers the folder. */
export function plant(test: TestContext, files: Readonly<Record<string, string | Uint8Array>>): string {
	const root = realpathSync(mkdtempSync(join(tmpdir(), 'keepalive-workspace-')));
	test.after(() => rmSync(root, { recursive: true, force: true }));
	for (const [path, content] of Object.entries(files)) {
		mkdirSync(dirname(join(root, path)), { recursive: true });
		writeFileSync(join(root, path), content);
	}
	return root;
}

/** So many Python files with this text, in several folders. */
export function many(text: string, count: number): Readonly<Record<string, string>> {
	const paths = Array.from({ length: count }, (_, index) => `jobs/${index % 7}/file${index}.py`);
	return Object.fromEntries(paths.map((path) => [path, text]));
}
