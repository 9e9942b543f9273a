import { strict as assert } from 'node:assert';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { TestContext } from 'node:test';
import { editions } from './editions.js';
import type { Edition } from './editions.js';
import { packagedExtension, packDriver } from './packages.js';
import { startEditor } from './running-editor.js';
import type { RunningEditor } from './running-editor.js';
import { userTests } from './user-interface.js';

const pictures = join(__dirname, '../../../test/editor/out');

let scratch = '';
let packages: readonly string[] = [];

before(async () => {
	scratch = mkdtempSync(join(tmpdir(), 'keepalive-editor-'));
	packages = [packagedExtension(), await packDriver(scratch)];
});

after(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));

for (const edition of editions) {
	test(`the packaged extension in VS Code ${edition.vscode}`, { timeout: 1_500_000 }, (context) =>
		inEdition(edition, context),
	);
}

async function inEdition(edition: Edition, context: TestContext): Promise<void> {
	const folder = join(scratch, edition.vscode);
	const shots = join(pictures, edition.vscode);
	mkdirSync(folder);
	rmSync(shots, { recursive: true, force: true });
	mkdirSync(shots, { recursive: true });
	const editor = await startEditor(edition, folder, packages);
	let failed = true;
	try {
		failed = !(await runTests(editor, { context, shots }));
	} finally {
		if (failed) {
			await editor.page.screenshot({ path: join(shots, 'failure.png') });
			context.diagnostic(editor.logs());
		}
		await editor.stop();
	}
}

interface Run {
	readonly context: TestContext;
	/** Folder for pictures. */
	readonly shots: string;
}

/** What the driver has tested inside, then what a person does with mouse and keyboard. True where all is well. */
async function runTests(editor: RunningEditor, { context, shots }: Run): Promise<boolean> {
	const result = await editor.result();
	for (const { name, error } of result.tests) {
		await context.test(name, () => {
			if (error !== undefined) {
				throw Object.assign(new Error(error), { stack: error });
			}
		});
	}
	assert.equal(result.sceneError, undefined);
	let passed = result.tests.every(({ error }) => error === undefined);
	for (const { name, run } of userTests) {
		await context.test(name, async () => {
			try {
				await run({ ...editor, picture: (title) => join(shots, `${title}.png`) });
			} catch (error) {
				passed = false;
				await editor.page.screenshot({ path: join(shots, `failure of ${name}.png`) });
				throw error;
			}
		});
	}
	return passed;
}
