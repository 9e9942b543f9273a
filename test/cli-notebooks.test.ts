import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { runIn, runWith } from './cli-run.js';
import { plant } from './workspace-tree.js';

/** As Jupyter writes it, but for an odd indentation, a note of the editor and a string in place of a list. */
const notebook = String.raw`{
 "cells": [
  {
   "cell_type": "markdown",
   "metadata": {},
   "source": ["# import requests; requests.get(url)\n", "Text"]
  },
  {
   "cell_type": "code", "execution_count": 1,
   "metadata": {"note":   "kept as it is \u00e9"},
   "outputs": [{"output_type": "stream", "text": ["requests.get(1)\n"]}],
   "source": [
    "%pip install requests\n",
    "import requests\n",
    "!curl https://api.example.com\n",
    "\n",
    "session = requests.Session()  # \u00e9 stays escaped"
   ]
  },
  {
   "cell_type": "code", "source": "%%bash\nrequests.get()", "metadata": {}, "outputs": [], "execution_count": null
  },
  {
   "cell_type": "code",
   "execution_count": 2,
   "metadata": {},
   "outputs": [],
   "source": "# the answer takes a while\nsession.get(\"https://api.example.com/report\", timeout=600)"
  }
 ],
 "metadata": {"kernelspec": {"language": "python", "name": "python3"}},
 "nbformat": 4,
 "nbformat_minor": 5
}
`;

interface Found {
	readonly path: string;
	readonly cell?: number;
	readonly line: number;
	readonly column: number;
	readonly rule: string;
}

async function findings(root: string, ...argv: string[]): Promise<Found[]> {
	const { stdout } = await runIn(root, '--format', 'json', ...argv);
	const { findings: found } = JSON.parse(stdout) as { readonly findings: readonly Found[] };
	return found.map(({ path, cell, line, column, rule }) => ({ path, line, column, rule, ...(cell && { cell }) }));
}

describe('notebooks on the command line', () => {
	it('explains what is not reported by cell and line', async (test) => {
		const cells = ['import requests', 'local = requests.Session()\n\nlocal.get("http://localhost/ready")'];
		const adapters = [
			'from requests_toolbelt.adapters.socket_options import TCPKeepAliveAdapter as A\n',
			'session = requests.Session()',
			'session.mount("https://", A())\nsession.mount("http://", A())\nsession.get(url, timeout=600)',
		];
		const source = (lines: string) => ({ cell_type: 'code', source: lines, metadata: {}, outputs: [] });
		const content = { cells: [...cells, ...adapters].map(source), metadata: {}, nbformat: 4, nbformat_minor: 5 };
		const root = plant(test, { 'a.ipynb': JSON.stringify(content) });
		const { stdout } = await runIn(root, '--explain');
		assert.match(stdout, /^a\.ipynb:cell 2:1:9 {2}`requests\.Session` stays on this machine/m);
		assert.match(stdout, /^a\.ipynb:cell 4:1:11 {2}.*\(a\.ipynb:cell 5:1\)\./m);
		const { stdout: json } = await runIn(root, '--explain', '--format', 'json');
		const { clients } = JSON.parse(json) as { clients: { cell: number; silence?: { at?: object } }[] };
		assert.deepEqual(clients[1]?.silence?.at, { path: 'a.ipynb', cell: 5, line: 1 });
	});

	it('are checked by cell and line, names of one cell known in the next', async (test) => {
		const root = plant(test, { 'a.ipynb': notebook });
		const rule = 'long-wait-without-keepalive';
		assert.deepEqual(await findings(root), [{ path: 'a.ipynb', cell: 2, line: 5, column: 11, rule }]);
		const { stdout } = await runIn(root);
		assert.match(stdout, /^a\.ipynb:cell 2:5:11 {2}warning {2}long-wait-without-keepalive/m);
		assert.match(stdout, /^ {5}5 \| session = requests\.Session\(\)/m);
	});

	it('have magics and shell lines masked', async (test) => {
		const call = 'requests.get("https://api.example.com", timeout=600)';
		const masked = [
			`!python -c 'import requests; ${call}'`,
			`files = !echo "${call}"`,
			`%run script.py ${call}`,
			`if True:\n    !echo '${call}'`,
			`%%bash\n${call}`,
			`%%writefile job.py\nimport requests\n${call}`,
			`requests.get?`,
			`?requests.get`,
		];
		const source = (lines: string) => ({ cell_type: 'code', source: lines, metadata: {}, outputs: [] });
		const found = async (...cells: string[]): Promise<string[]> => {
			const content = { cells: cells.map(source), metadata: {}, nbformat: 4, nbformat_minor: 5 };
			const root = plant(test, { 'a.ipynb': JSON.stringify(content) });
			return (await findings(root)).map(({ cell, line }) => `${cell}:${line}`);
		};
		for (const cell of masked) {
			assert.deepEqual(await found('import requests', cell, call), ['3:1'], cell);
			if (!cell.startsWith('%%'))
				assert.deepEqual(await found(`import requests\n${cell}\n${call}`), [`1:${cell.split('\n').length + 2}`]);
		}
		assert.deepEqual(await found('import requests', `%%time\n${call}`), ['2:2'], 'a magic around Python');
	});

	it('are told of at the top of the file in formats that know no cells', async (test) => {
		const root = plant(test, { 'a.ipynb': notebook });
		const { stdout: annotations } = await runIn(root, '--format', 'github');
		assert.match(annotations, /^::warning file=a\.ipynb,line=1,endLine=1,.*::Cell 2, line 5: /);
		const { stdout: sarif } = await runIn(root, '--format', 'sarif');
		const { runs } = JSON.parse(sarif) as { readonly runs: readonly { readonly results: readonly SarifResult[] }[] };
		const [result] = runs[0]?.results ?? [];
		assert.match(result?.message.text ?? '', /^Cell 2, line 5: /);
		assert.equal(result?.fixes, undefined);
		assert.equal(result?.locations[0]?.physicalLocation.region.startLine, 1);
	});

	it('are fixed in the right cell, and stay as they were byte for byte elsewhere', async (test) => {
		const root = plant(test, { 'a.ipynb': notebook });
		const { stderr } = await runIn(root, '--fix');
		assert.match(stderr, /^Fixed 1 finding in 1 file\.$/m);
		const fixed = readFileSync(join(root, 'a.ipynb'), 'utf8');
		const { cells } = JSON.parse(fixed) as {
			readonly cells: readonly { readonly source: string | readonly string[] }[];
		};
		const source = [cells[1]?.source ?? []].flat();
		assert.deepEqual(source.slice(0, 1), ['%pip install requests\n']);
		assert.ok(source.includes('!curl https://api.example.com\n'));
		assert.ok(source.includes('session.mount("https://", KeepAliveAdapter())\n'));
		assert.equal(source.at(-1), 'session.mount("http://", KeepAliveAdapter())');
		const lines = new Set(fixed.split('\n'));
		const gone = notebook.split('\n').filter((line) => !lines.has(line));
		// The last line of a cell gets a line end, and with it a comma.
		assert.deepEqual(gone, [String.raw`    "session = requests.Session()  # \u00e9 stays escaped"`]);
		assert.equal(fixed.slice(fixed.indexOf('"%%bash')), notebook.slice(notebook.indexOf('"%%bash')));
		assert.deepEqual(await findings(root), []);
		const { stderr: again } = await runIn(root, '--fix');
		assert.match(again, /^Nothing to fix\.$/m);
		assert.equal(readFileSync(join(root, 'a.ipynb'), 'utf8'), fixed);
	});

	it('can be fixed as a patch and through standard input', async (test) => {
		const root = plant(test, { 'a.ipynb': notebook });
		const { stdout: patch } = await runIn(root, '--fix-dry-run');
		assert.match(patch, /^\+ {4}"session\.mount\(\\"https:\/\/\\", KeepAliveAdapter\(\)\)\\n",$/m);
		assert.equal(readFileSync(join(root, 'a.ipynb'), 'utf8'), notebook);
		const stdin = () => Promise.resolve(Buffer.from(notebook));
		const { stdout } = await runWith({ cwd: root, stdin }, '--stdin-filename', 'b.ipynb', '--fix');
		await runIn(root, '--fix');
		assert.equal(stdout, readFileSync(join(root, 'a.ipynb'), 'utf8'));
	});

	it('of other languages hold nothing to check, and what is no notebook is told', async (test) => {
		const root = plant(test, {
			'r.ipynb': notebook.replace('"language": "python"', '"language": "R"'),
			'old.ipynb': '{"worksheets": [{"cells": [{"input": "import requests"}]}]}',
			'broken.ipynb': '{"cells": [{"cell_type": "code", "source": ["import requests',
			'empty.ipynb': '{"cells": [], "metadata": {"note": "import requests"}}',
		});
		assert.deepEqual(await findings(root), []);
		const { stdout } = await runIn(root, '--format', 'json');
		const { files } = JSON.parse(stdout) as { readonly files: { readonly skipped: readonly unknown[] } };
		assert.deepEqual(files.skipped, [
			{ path: 'broken.ipynb', reason: 'not valid JSON' },
			{ path: 'old.ipynb', reason: 'not a notebook of version 4' },
		]);
	});
});

interface SarifResult {
	readonly message: { readonly text: string };
	readonly fixes?: unknown;
	readonly locations: readonly { readonly physicalLocation: { readonly region: { readonly startLine: number } } }[];
}
