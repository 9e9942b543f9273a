import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'node:test';

import type { Diagnostic } from 'vscode-languageserver/node';

import { ProtocolClient, uriOf } from './protocol-client.js';
import { plant } from './workspace-tree.js';

const root = join(__dirname, '..', '..');

interface Report {
	readonly files: { readonly skipped: readonly unknown[] };
	readonly findings: readonly (Record<'path' | 'rule' | 'severity' | 'message', string> &
		Record<'line' | 'column' | 'endLine' | 'endColumn', number>)[];
}

/** What the bundled command line reports. */
function runCommandLine(folder: string): Report {
	const parameters = [join(root, 'dist', 'bin.js'), '.', '--format', 'json', '--exit-zero'];
	return JSON.parse(execFileSync(process.execPath, parameters, { cwd: folder, encoding: 'utf8' })) as Report;
}

const severities = ['', 'error', 'warning', 'information', 'hint'];

/** A diagnostic in the shape of the command line's report. */
function describeDiagnostic(folder: string, uri: string, { range, code, severity, message }: Diagnostic) {
	return {
		path: fileURLToPath(uri)
			.slice(folder.length + 1)
			.replaceAll('\\', '/'),
		line: range.start.line + 1,
		column: range.start.character + 1,
		endLine: range.end.line + 1,
		endColumn: range.end.character + 1,
		rule: code,
		severity: severities[severity ?? 0],
		message,
	};
}

describe('protocol: parity with the command line', () => {
	it('on fixtures/workspace, by a scan and file by file', async (test) => {
		// A copy, outside of the repository with its own manifests.
		const folder = plant(test, {});
		cpSync(join(root, 'fixtures', 'workspace'), folder, { recursive: true });
		const report = runCommandLine(folder);
		const expected = report.findings.map(({ path, line, column, endLine, endColumn, rule, severity, message }) => {
			return { path, line, column, endLine, endColumn, rule, severity, message };
		});
		assert.ok(expected.length > 0);

		const client = await ProtocolClient.start({ pull: true, folders: [folder] });
		test.after(() => client.kill());
		const counts = await client.execute('keepalive.server.scanWorkspace');
		const files = [...new Set(expected.map(({ path }) => path))];
		const skipped = report.files.skipped.length;
		assert.deepEqual(counts, { files: files.length, findings: expected.length, skipped, cancelled: false });
		const scanned = client.published.flatMap(({ uri, diagnostics }) =>
			diagnostics.map((diagnostic) => describeDiagnostic(folder, uri, diagnostic)),
		);
		assert.deepEqual(scanned, expected);

		const pulled = [];
		for (const path of files) {
			const uri = uriOf(join(folder, path));
			await client.open(uri, readFileSync(join(folder, path), 'utf8'));
			pulled.push(...(await client.pullItems(uri)).map((diagnostic) => describeDiagnostic(folder, uri, diagnostic)));
		}
		assert.deepEqual(pulled, expected);
		await client.stop();
	});

	for (const format of ['sarif', 'html']) {
		it(`on fixtures/workspace, by an exported report in ${format}`, async (test) => {
			const folder = plant(test, {});
			cpSync(join(root, 'fixtures', 'workspace'), folder, { recursive: true });
			const parameters = [join(root, 'dist', 'bin.js'), '.', '--format', format, '--exit-zero'];
			const expected = execFileSync(process.execPath, parameters, { cwd: folder, encoding: 'utf8' });
			const client = await ProtocolClient.start({ pull: true, folders: [folder] });
			test.after(() => client.kill());
			const report = await client.execute('keepalive.server.exportReport', [{ format }]);
			assert.equal(report, expected);
			assert.equal(await client.execute('keepalive.server.exportReport', [{ format: 'pdf' }]), null);
			await client.stop();
		});
	}
});
