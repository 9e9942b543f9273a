import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ProtocolClient } from '../protocol-client.js';
import { quantile } from './measure.js';
import { below, type Goal, showMegabytes, showMilliseconds } from './results.js';

/** What somebody feels who types, through the protocol: the bundled server over standard input and output. */
export async function measureEditor(root: string, runs: number): Promise<Goal[]> {
	return [
		...(await measureTyping(2_000, 15, 100)),
		...(await measureTyping(20_000, 120, 100)),
		await measureStart('TypeScript', 'start.ts', javascript(20), 350, runs),
		await measureStart('Python', 'start.py', 'import requests\n\nrequests.get("https://example.com")\n', 150, runs),
		measureActivation(root, runs),
		below('size of the `.vsix`', sizeOfPackage(root), 1.5e6, showMegabytes),
	];
}

/** A module with so many lines, a client among every thirty. */
function javascript(lines: number): string {
	const body = Array.from({ length: lines }, (_, line) =>
		line % 30 === 10
			? `	https.get('https://example.com/${line}', { timeout: 600_000 }, (answer) => answer.resume());`
			: `	total += items[${line}] ?? offset(${line}, 'line ${line}');`,
	);
	const head = "import https from 'node:https';\n\nexport function run(items: number[], offset: Function): number {\n";
	return `${head}	let total = 0;\n${body.join('\n')}\n	return total;\n}\n`;
}

/** Diagnostics after each of many keystrokes, and code actions at findings; milliseconds. */
async function measureTyping(lines: number, limit: number, keystrokes: number): Promise<Goal[]> {
	// As VS Code is: the edits of whole files are made once they are chosen.
	const client = await ProtocolClient.start({ pull: true, resolve: true, documentChanges: true, annotations: true });
	const uri = 'untitled:typed.ts';
	const text = javascript(lines);
	const diagnostics: number[] = [];
	const actions: number[] = [];
	try {
		await client.open(uri, text, 'typescript');
		const [found] = await client.pullItems(uri);
		for (let key = 1; key <= keystrokes; key++) {
			const typed = text.replace('total = 0', `total = ${key}`);
			const start = performance.now();
			await client.change(uri, key + 1, typed);
			await client.pullItems(uri);
			diagnostics.push(performance.now() - start);
			if (found !== undefined) {
				const asked = performance.now();
				await client.codeActions(uri, found.range, { diagnostics: [found] });
				actions.push(performance.now() - asked);
			}
		}
	} finally {
		await client.stop();
	}
	const size = `${lines.toLocaleString('en')} lines`;
	return [
		below(`diagnostics after a keystroke, ${size}, p95`, quantile(diagnostics, 0.95), limit, showMilliseconds),
		below(`code actions at a finding, ${size}, p95`, quantile(actions, 0.95), 10, showMilliseconds),
	];
}

/** From the start of the process to the first answer; milliseconds. */
async function measureStart(name: string, file: string, text: string, limit: number, runs: number): Promise<Goal> {
	const took: number[] = [];
	for (let run = 0; run < runs; run++) {
		const start = performance.now();
		const client = await ProtocolClient.start({ pull: true });
		await client.open(`untitled:${file}`, text);
		await client.pullItems(`untitled:${file}`);
		took.push(performance.now() - start);
		await client.stop();
	}
	return below(`server start to first diagnostics, ${name}`, quantile(took, 0.5), limit, showMilliseconds);
}

/**
 * Loads the extension's code and activates it, in a stand-in for VS Code whose every call answers at once. Modules of
 * Node.js that the extension host of VS Code has loaded before any extension (1.100 and 1.139 were asked) do not count.
 */
const activation = `
	const Module = require('node:module');
	['child_process', 'crypto', 'fs', 'net', 'os', 'path', 'util'].forEach((name) => require(name));
	const anything = new Proxy(function () {}, {
		get: (_, key) => (key === 'then' ? undefined : key === Symbol.toPrimitive ? () => '' : anything),
		apply: () => anything,
		construct: () => anything,
	});
	const load = Module._load;
	Module._load = (name, ...rest) => (name === 'vscode' ? anything : load(name, ...rest));
	const start = performance.now();
	require(process.argv[1]).activate(anything);
	console.log(performance.now() - start);
	process.exit(0);
`;

/** What VS Code waits for when it activates the extension; milliseconds. */
function measureActivation(root: string, runs: number): Goal {
	const args = ['-e', activation, join(root, 'dist', 'client.js')];
	const took = Array.from({ length: runs }, () => Number(execFileSync(process.execPath, args, { encoding: 'utf8' })));
	return below('activation of the extension, its code included', quantile(took, 0.5), 30, showMilliseconds);
}

function sizeOfPackage(root: string): number {
	const scratch = mkdtempSync(join(tmpdir(), 'keepalive-bench-'));
	try {
		const path = join(scratch, 'extension.vsix');
		execFileSync(process.execPath, [join(root, 'scripts', 'package.mjs'), path], { cwd: root, stdio: 'ignore' });
		return statSync(path).size;
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
}
