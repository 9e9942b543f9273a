import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version in the package that this file is part of, bundled or not; "unknown" where none is found. */
export function readVersion(): string {
	for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
		try {
			const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version?: string };
			return manifest.version ?? 'unknown';
		} catch {
			// The manifest lies further up.
			continue;
		}
	}
	return 'unknown';
}
