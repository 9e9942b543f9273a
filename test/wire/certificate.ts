import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Paths of a self-signed certificate and its key. */
export interface Certificate {
	readonly file: string;
	readonly key: string;
}

/** Makes a certificate for `localhost`, 127.0.0.1 and the addresses given; throws when openssl is missing. */
export function makeCertificate(folder: string, addresses: readonly string[] = []): Certificate {
	mkdirSync(folder, { recursive: true });
	const key = join(folder, 'key.pem');
	const file = join(folder, 'certificate.pem');
	const names = ['DNS:localhost', 'IP:127.0.0.1', ...addresses.map((address) => `IP:${address}`)].join(',');
	execFileSync(
		'openssl',
		[
			...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', '/CN=localhost'],
			...['-addext', `subjectAltName=${names}`, '-keyout', key, '-out', file],
		],
		{ stdio: 'ignore' },
	);
	return { file, key };
}
