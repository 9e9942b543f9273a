// Assembles server/src/workspace/byte-search.wat into byte-search-module.ts beside it, after a change.
//
//   node scripts/byte-search.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import createWabt from 'wabt';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'server', 'src', 'workspace');
const source = 'byte-search.wat';
const wabt = await createWabt();
const module = wabt.parseWat(source, readFileSync(join(folder, source), 'utf8'), { simd: true });
const text = Buffer.from(module.toBinary({}).buffer).toString('base64');
writeFileSync(
	join(folder, 'byte-search-module.ts'),
	`/** byte-search.wat, assembled by scripts/byte-search.mjs, in base64. */
export const byteSearchModule =
	${text
		.match(/.{1,110}/g)
		.map((line) => `'${line}'`)
		.join(' +\n\t')};
`,
);
