import { strict as assert } from 'node:assert';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { TestContext } from 'node:test';
import { editions } from './editions.js';
import type { Edition } from './editions.js';
import { packagedExtension, packDriver } from './packages.js';
import { openProject, startEditor } from './running-editor.js';
import type { EditorWithoutWindow, RunningEditor } from './running-editor.js';
import type { SuiteResult } from './suite.js';
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
	const shots = join(pictures, edition.vscode);
	rmSync(shots, { recursive: true, force: true });
	mkdirSync(shots, { recursive: true });
	await inEditor({ edition, restricted: false, name: 'project', context }, async (editor, folder) => {
		const running = await openProject(editor, folder);
		try {
			return await runTests(running, { context, shots });
		} finally {
			await running.page.screenshot({ path: join(shots, 'last.png') });
		}
	});
	await inEditor({ edition, restricted: false, name: 'more', context }, (editor) =>
		runSuites(editor, ['services', 'branches'], context),
	);
	await inEditor({ edition, restricted: true, name: 'restricted', context }, (editor) =>
		runSuites(editor, ['restricted'], context),
	);
}

interface Start {
	readonly edition: Edition;
	readonly restricted: boolean;
	/** Of its folder. */
	readonly name: string;
	readonly context: TestContext;
}

/** Starts an editor, and says what it has logged where `run` does not answer that all is well. */
async function inEditor(
	{ edition, restricted, name, context }: Start,
	run: (editor: EditorWithoutWindow, folder: string) => Promise<boolean>,
): Promise<void> {
	const folder = join(scratch, `${edition.vscode}-${name}`);
	mkdirSync(folder);
	const editor = await startEditor({ edition, scratch: folder, packages, restricted });
	let failed = true;
	try {
		failed = !(await run(editor, folder));
	} finally {
		if (failed) {
			context.diagnostic(editor.logs());
		}
		await editor.stop();
	}
}

/** What the driver finds in windows of their own. True where all is well. */
async function runSuites(
	editor: Pick<EditorWithoutWindow, 'runSuite'>,
	names: readonly string[],
	context: TestContext,
): Promise<boolean> {
	let passed = true;
	for (const name of names) {
		passed = (await report(await editor.runSuite(name), context)) && passed;
	}
	return passed;
}

/** Tells each result of a suite as a test. True where all is well. */
async function report({ tests }: SuiteResult, context: TestContext): Promise<boolean> {
	for (const { name, error } of tests) {
		await context.test(name, () => {
			if (error !== undefined) {
				throw Object.assign(new Error(error), { stack: error });
			}
		});
	}
	assert.ok(tests.length > 0);
	return tests.every(({ error }) => error === undefined);
}

interface Run {
	readonly context: TestContext;
	/** Folder for pictures. */
	readonly shots: string;
}

/** What the driver has tested inside, then what a person does with mouse and keyboard. True where all is well. */
async function runTests(editor: RunningEditor, { context, shots }: Run): Promise<boolean> {
	const result = await editor.result();
	let passed = await report(result, context);
	assert.equal(result.sceneError, undefined);
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
