import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { table } from './results.js';

interface Profile {
	readonly nodes: readonly {
		readonly id: number;
		readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
	}[];
	readonly samples: readonly number[];
	/** Microseconds. */
	readonly timeDeltas: readonly number[];
}

const shown = 30;

/** Prints the functions in which a scan in one thread spends its time. */
export function showProfile(program: string, cwd: string): void {
	const scratch = mkdtempSync(join(tmpdir(), 'keepalive-profile-'));
	try {
		const flags = ['--cpu-prof', `--cpu-prof-dir=${scratch}`];
		const args = [...flags, program, 'scan', '.', '--jobs', '1', '--format', 'json', '--exit-zero'];
		execFileSync(process.execPath, args, { cwd, stdio: 'ignore' });
		const [file = ''] = readdirSync(scratch);
		const profile = JSON.parse(readFileSync(join(scratch, file), 'utf8')) as Profile;
		console.log(table(['milliseconds', 'share', 'function'], rowsOf(profile)));
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
}

function rowsOf({ nodes, samples, timeDeltas }: Profile): string[][] {
	const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
	const times = new Map<string, number>();
	samples.forEach((id, index) => {
		const frame = frames.get(id);
		const place = frame?.url ? ` ${frame.url.split('/').at(-1)}:${frame.lineNumber + 1}` : '';
		const name = `${(frame?.functionName || 'anonymous').slice(0, 60)}${place}`;
		times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0));
	});
	const all = timeDeltas.reduce((sum, each) => sum + each, 0);
	const longest = [...times].sort(([, a], [, b]) => b - a).slice(0, shown);
	return longest.map(([name, time]) => [(time / 1000).toFixed(0), `${((100 * time) / all).toFixed(1)} %`, name]);
}
