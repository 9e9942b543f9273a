import type * as crypto from 'node:crypto';

declare const require: (module: string) => unknown;

/** The SHA-256 of texts and bytes, one after the other, in hexadecimal digits. */
export function sha256(...parts: readonly (string | Uint8Array)[]): string {
	// Loaded where something is hashed: most scans hash nothing, and a short one takes hardly longer.
	const { createHash } = require('node:crypto') as typeof crypto;
	const hash = createHash('sha256');
	for (const part of parts) {
		hash.update(part);
	}
	return hash.digest('hex');
}
