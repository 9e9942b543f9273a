import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { branchTests } from './branch-tests.js';
import {
	actionsAt,
	apply,
	closeTabs,
	everything,
	findingsAppear,
	findingsOf,
	openInTab,
	preferredFix,
	revert,
	ruleOf,
	settled,
	show,
	workspaceFile,
} from './editing.js';
import { folderTests } from './folder-tests.js';
import { notebookTests } from './notebook-tests.js';
import { restrictedTests } from './restricted-tests.js';

/** One test of the suite as it ran inside the editor; `error` where it failed. */
export interface TestResult {
	readonly name: string;
	readonly error?: string;
}

/** A test that runs inside the editor. */
export interface EditorTest {
	readonly name: string;
	readonly run: () => Promise<void>;
}

/** What the driver leaves for the harness; `sceneError` where only the picture could not be arranged. */
export interface SuiteResult {
	readonly tests: readonly TestResult[];
	readonly sceneError?: string;
}

const fixAll = vscode.CodeActionKind.SourceFixAll.append('keepalive');

async function opening(): Promise<void> {
	const document = await show('src/reports.js');
	const findings = await findingsAppear(document.uri);
	assert.equal(findings.length, 1);
	const [finding] = findings;
	assert.ok(finding);
	assert.equal(ruleOf(finding), 'ineffective-keepalive');
	assert.equal(finding.severity, vscode.DiagnosticSeverity.Warning);
	assert.equal(finding.range.start.line, 2);
	assert.ok(finding.range.isSingleLine && !finding.range.isEmpty);
}

async function typing(): Promise<void> {
	const document = await show('src/reports.js');
	const before = (await findingsAppear(document.uri)).length;
	const addition = new vscode.WorkspaceEdit();
	addition.insert(document.uri, everything(document).end, 'exports.other = new https.Agent({ timeout: 900_000 });\n');
	assert.ok(await vscode.workspace.applyEdit(addition));
	await settled('a finding for the typed line', () => findingsOf(document.uri).length === before + 1);
	await vscode.commands.executeCommand('undo');
	await settled('the finding gone again', () => findingsOf(document.uri).length === before);
	await revert(document);
}

async function quickFix(): Promise<void> {
	const document = await show('src/reports.js');
	const [finding] = await findingsAppear(document.uri);
	assert.ok(finding);
	await apply(await preferredFix(document, finding));
	assert.match(document.getText(), /setKeepAlive\(true, 120_?000\)/);
	await settled('the finding gone', () => findingsOf(document.uri).length === 0);
	await revert(document);
	await findingsAppear(document.uri);
}

async function sharedModule(): Promise<void> {
	const document = await show('src/reports.js');
	const [finding] = await findingsAppear(document.uri);
	assert.ok(finding);
	const actions = await actionsAt(document.uri, finding.range, vscode.CodeActionKind.QuickFix);
	const action = actions.find(({ title }) => title.endsWith('from the shared module src/keepalive-agent.js'));
	assert.ok(action, `a fix with a shared module among ${actions.map(({ title }) => title).join(', ')}`);
	await apply(action);
	const module = await vscode.workspace.openTextDocument(workspaceFile('src/keepalive-agent.js'));
	assert.match(module.getText(), /setKeepAlive\(true, 120_?000\)/);
	assert.match(document.getText(), /require\('\.\/keepalive-agent'\)/);
	await revert(document);
	await revert(module);
	await closeTabs(module.uri);
	await vscode.workspace.fs.delete(module.uri);
	await show('src/reports.js');
	await findingsAppear(document.uri);
}

async function fixAllOnRequest(): Promise<void> {
	const document = await show('src/reports.js');
	await findingsAppear(document.uri);
	const [action] = await actionsAt(document.uri, everything(document), fixAll);
	assert.ok(action, 'a fix-all action');
	assert.ok(action.kind && fixAll.contains(action.kind), `its kind ${action.kind?.value}`);
	await apply(action);
	await settled('no finding left', () => findingsOf(document.uri).length === 0);
	await revert(document);
}

async function python(): Promise<void> {
	const document = await show('jobs/nightly.py');
	const [finding] = await findingsAppear(document.uri);
	assert.ok(finding);
	assert.equal(ruleOf(finding), 'long-wait-without-keepalive');
	assert.match(finding.message, /900/);
	await apply(await preferredFix(document, finding));
	assert.match(document.getText(), /TCP_KEEPIDLE/);
	await settled('the finding gone', () => findingsOf(document.uri).length === 0);
	await revert(document);
	await findingsAppear(document.uri);
}

async function scan(): Promise<void> {
	const closed = workspaceFile('src/archive.ts');
	assert.deepEqual(findingsOf(closed), []);
	// Its promise may last until the closing message is answered, so only failures count.
	const failure = await Promise.race([
		vscode.commands.executeCommand('keepalive.scanWorkspace').then(
			() => undefined,
			(error: unknown) => error,
		),
		settled('findings of a closed file', () => findingsOf(closed).length > 0),
	]);
	assert.equal(failure, undefined);
	assert.equal((await findingsAppear(closed)).length, 1);
}

async function closing(): Promise<void> {
	const uri = workspaceFile('src/archive.ts');
	const describe = () => findingsOf(uri).map((finding) => `${ruleOf(finding)} ${JSON.stringify(finding.range)}`);
	const scanned = describe();
	assert.equal(scanned.length, 1);
	await openInTab(uri);
	// Nothing announces that an answer changed nothing; a second is plenty for one that would add a duplicate.
	await sleep(1000);
	assert.deepEqual(describe(), scanned, 'while it is open');
	await closeTabs(uri);
	await settled('the finding kept', () => findingsOf(uri).length === 1);
	await sleep(1000);
	assert.deepEqual(describe(), scanned, 'after it is closed');
}

async function virtualDocument(): Promise<void> {
	const own = await show('src/reports.js');
	const text = own.getText();
	const provider = vscode.workspace.registerTextDocumentContentProvider('memo', {
		provideTextDocumentContent: () => text,
	});
	const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'memo', path: '/reports.js' }));
	assert.equal(document.languageId, 'javascript');
	await vscode.window.showTextDocument(document);
	await show('src/reports.js');
	await findingsAppear(own.uri);
	// Nothing announces that nothing will come; a second is plenty.
	await sleep(1000);
	assert.deepEqual(findingsOf(document.uri), []);
	assert.deepEqual(await actionsAt(document.uri, everything(document), vscode.CodeActionKind.QuickFix), []);
	provider.dispose();
}

const projectTests: readonly EditorTest[] = [
	{ name: 'opening a JavaScript file shows its finding', run: opening },
	{ name: 'findings follow what is typed', run: typing },
	{ name: 'a quick fix gives the agent probes', run: quickFix },
	{ name: 'a fix puts its helper into a new module of the project', run: sharedModule },
	{ name: 'source.fixAll.keepalive fixes the file', run: fixAllOnRequest },
	{ name: 'a Python file shows its finding and takes a quick fix', run: python },
	{ name: 'the workspace scan reports closed files', run: scan },
	{ name: 'opening and closing a scanned file keeps its finding, once', run: closing },
	{ name: 'a document that is in no file system of this machine is left alone', run: virtualDocument },
];

/** Tests by the name of the folder, or of the workspace file, that the window shows. */
const suites: Readonly<Record<string, readonly EditorTest[]>> = {
	'report-service': projectTests,
	services: folderTests,
	// A notebook stays open for a while, and its clients with it.
	branches: [...branchTests, ...notebookTests],
	restricted: restrictedTests,
};

/** The message and where in the suite it came from; the editor's own frames say nothing. */
function describeError(error: unknown): string {
	if (!(error instanceof Error)) {
		return String(error);
	}
	const frames = (error.stack ?? '')
		.split('\n')
		.filter((line) => /^\s+at .*(?:extension|suite|editing|[\w-]+-tests)\.js/.test(line));
	return [error.message, ...frames.slice(0, 4)].join('\n');
}

/** What a step waits for ends before; what the editor itself is asked may never be answered. */
const longest = 240_000;

async function hang(name: string): Promise<never> {
	await sleep(longest, undefined, { ref: false });
	throw new Error(`Still not done after ${longest / 1000} s: ${name}`);
}

/** Runs every test of a suite, also after a failure; a test that fails says why. */
export async function runSuite(suite: string): Promise<TestResult[]> {
	const results: TestResult[] = [];
	for (const { name, run } of suites[suite] ?? []) {
		try {
			await Promise.race([run(), hang(name)]);
			results.push({ name });
		} catch (error) {
			results.push({ name, error: describeError(error) });
		}
	}
	return results;
}
