import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folders = 60;
const filesPerFolder = 50;

/** Writes enough files that a scan of them takes seconds, and answers their folder. */
export function writeLargeWorkspace(root: string): string {
	for (let folder = 0; folder < folders; folder++) {
		const path = join(root, `service-${folder}`);
		mkdirSync(path, { recursive: true });
		for (let file = 0; file < filesPerFolder; file++) {
			writeFileSync(join(path, `client-${file}.ts`), sourceOf(file));
		}
	}
	return root;
}

function sourceOf(file: number): string {
	const calls = Array.from(
		{ length: 12 },
		(_, index) =>
			`export const load${index} = (path: string) => new https.Agent({ timeout: ${600_000 + index + file} });`,
	);
	return ["import https from 'node:https';", ...calls, ''].join('\n');
}
