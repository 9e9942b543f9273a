import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { applyEdits, createEngine, type SourceDocument } from '../server/src/engine/index.js';

const engine = createEngine();
const rule = 'missing-keepalive';

function silence(text: string, language: SourceDocument['language']): string {
	const path = language === 'python' ? 'a.py' : 'a.ts';
	const document: SourceDocument = { path, language, text };
	return applyEdits(text, [engine.suppressInFile(document, rule)]);
}

const javascript = (text: string) => silence(text, 'javascript');
const python = (text: string) => silence(text, 'python');
const comment = `/* keepalive-disable ${rule} */`;

describe('comments that silence a rule in a whole JavaScript file', () => {
	it('come first', () => {
		assert.equal(javascript("import got from 'got';\n"), `${comment}\nimport got from 'got';\n`);
		assert.equal(javascript(''), `${comment}\n`);
	});

	it('leave a hashbang and a byte order mark where they are', () => {
		assert.equal(javascript('#!/usr/bin/env node\nrun();\n'), `#!/usr/bin/env node\n${comment}\nrun();\n`);
		assert.equal(javascript('\uFEFFrun();\n'), `\uFEFF${comment}\nrun();\n`);
	});

	it('follow a first comment that is about the file, and leave one that is about the first statement', () => {
		const pragma = '/** @jest-environment node */\n';
		assert.equal(javascript(`${pragma}import got from 'got';\n`), `${pragma}${comment}\nimport got from 'got';\n`);
		assert.equal(javascript('/*\n * Licence\n */\n\nrun();\n'), `/*\n * Licence\n */\n${comment}\n\nrun();\n`);
		assert.equal(javascript('/** Runs. */\nfunction run() {}\n'), `${comment}\n/** Runs. */\nfunction run() {}\n`);
	});

	it('take further rules', () => {
		assert.equal(
			javascript('/* keepalive-disable late-keepalive */\nrun();\n'),
			`/* keepalive-disable late-keepalive, ${rule} */\nrun();\n`,
		);
		assert.equal(
			javascript('/* keepalive-disable late-keepalive -- why */\nrun();\n'),
			`/* keepalive-disable late-keepalive, ${rule} -- why */\nrun();\n`,
		);
	});

	it('keep the line ends of the file', () => {
		assert.equal(javascript('a();\r\nb();\r\n'), `${comment}\r\na();\r\nb();\r\n`);
	});
});

describe('comments that silence a rule in a whole Python file', () => {
	const ignore = `# keepalive: file-ignore[${rule}]`;

	it('come after what only the first lines may say', () => {
		assert.equal(python('import requests\n'), `${ignore}\nimport requests\n`);
		const head = '#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n';
		assert.equal(python(`${head}"""Doc."""\n`), `${head}${ignore}\n"""Doc."""\n`);
	});

	it('take further rules', () => {
		assert.equal(
			python('"""Doc."""\n# keepalive: file-ignore[late-keepalive] -- why\n'),
			`"""Doc."""\n# keepalive: file-ignore[late-keepalive, ${rule}] -- why\n`,
		);
	});
});
