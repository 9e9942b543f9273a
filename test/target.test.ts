import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';

import type { Target } from '../server/src/engine/index.js';
import { createTargets } from '../server/src/workspace/targets.js';
import { plant } from './workspace-tree.js';

// The catalogue's names would do as well; the tests should not depend on its rows.
const names = { javascript: ['axios'], python: ['requests'] };

type Files = Readonly<Record<string, string>>;

function targetOf(test: TestContext, files: Files, path = 'src/main.ts'): Target {
	const root = plant(test, files);
	return createTargets(root, {}, names).targetFor(join(root, path));
}

describe('Node version', () => {
	const cases: readonly (readonly [name: string, files: Files, version: string, source: string])[] = [
		['nothing said', {}, '22.0.0', 'assumed'],
		['engines, a range', { 'package.json': '{"engines":{"node":">=20.11"}}' }, '20.11.0', 'package.json engines'],
		[
			'engines, its lowest alternative',
			{ 'package.json': '{"engines":{"node":"^20.19 || >=22"}}' },
			'20.19.0',
			'package.json engines',
		],
		[
			'engines, 24.x is its lowest',
			{ 'package.json': '{"engines":{"node":"24.x"}}' },
			'24.0.0',
			'package.json engines',
		],
		['engines without a lower end', { 'package.json': '{"engines":{"node":"*"}}' }, '22.0.0', 'assumed'],
		['.nvmrc, a major is its newest', { '.nvmrc': '24\n' }, '24.21.0', '.nvmrc'],
		['.nvmrc, a code name', { '.nvmrc': 'lts/jod' }, '22.23.3', '.nvmrc'],
		['.nvmrc, an exact version', { '.nvmrc': 'v20.9.0\n' }, '20.9.0', '.nvmrc'],
		['.nvmrc, a comment above', { '.nvmrc': '# production\n20.11 # pinned\n' }, '20.11.0', '.nvmrc'],
		['.nvmrc, a line that is not in the table', { '.nvmrc': '21' }, '21.99.0', '.nvmrc'],
		['.nvmrc, the newest of all', { '.nvmrc': 'node' }, '26.10.0', '.nvmrc'],
		['.node-version', { '.node-version': '18' }, '18.20.8', '.node-version'],
		[
			'.nvmrc that says nothing, then engines',
			{ '.nvmrc': 'whatever', 'package.json': '{"engines":{"node":"18"}}' },
			'18.20.8',
			'package.json engines',
		],
		[
			'volta above .nvmrc above engines',
			{ '.nvmrc': '20', 'package.json': '{"volta":{"node":"22.4.1"},"engines":{"node":">=18"}}' },
			'22.4.1',
			'package.json volta',
		],
		['.nvmrc above engines', { '.nvmrc': '20', 'package.json': '{"engines":{"node":">=18"}}' }, '20.20.2', '.nvmrc'],
		[
			'@types/node, a range',
			{ 'package.json': '{"devDependencies":{"@types/node":"^20.12.7"}}' },
			'20.12.0',
			'@types/node',
		],
		[
			'@types/node, installed',
			{
				'package.json': '{"devDependencies":{"@types/node":"^20.0.0"}}',
				'node_modules/@types/node/package.json': '{"version":"20.16.3"}',
			},
			'20.16.0',
			'@types/node',
		],
	];
	for (const [name, files, version, source] of cases) {
		it(name, (test) => assert.deepEqual(targetOf(test, files).node, { version, source }));
	}

	it('takes the nearest folder that says anything', (test) => {
		const files = {
			'.nvmrc': '24',
			'packages/api/package.json': '{"engines":{"node":">=18"}}',
			'packages/web/package.json': '{"name":"web"}',
		};
		const root = plant(test, files);
		const targets = createTargets(root, {}, names);
		assert.equal(targets.targetFor(join(root, 'packages/api/src/deep/a.ts')).node.version, '18.20.8');
		assert.equal(targets.targetFor(join(root, 'packages/web/a.ts')).node.version, '24.21.0');
	});

	it('looks up to the top of the repository', (test) => {
		const root = plant(test, { '.git/HEAD': '', 'package.json': '{"engines":{"node":">=18"}}', 'api/a.ts': '' });
		assert.equal(createTargets(join(root, 'api')).targetFor(join(root, 'api/a.ts')).node.version, '18.20.8');
	});

	it('an override wins', (test) => {
		const root = plant(test, { '.nvmrc': '24' });
		const targets = createTargets(root, { node: '20' });
		assert.deepEqual(targets.targetFor(join(root, 'a.ts')).node, { version: '20.20.2', source: 'setting' });
		assert.equal(targets.targetFor(join(root, 'a.ts'), { node: '>=18.2' }).node.version, '18.20.8');
	});

	it('is read again after forget', (test) => {
		const root = plant(test, { '.nvmrc': '24' });
		const targets = createTargets(root, {}, names);
		assert.equal(targets.targetFor(join(root, 'a.ts')).node.version, '24.21.0');
		writeFileSync(join(root, '.nvmrc'), '20');
		assert.equal(targets.targetFor(join(root, 'a.ts')).node.version, '24.21.0');
		targets.forget();
		assert.equal(targets.targetFor(join(root, 'a.ts')).node.version, '20.20.2');
	});
});

describe('npm package versions', () => {
	const manifest = '{"dependencies":{"axios":"^0.24.0"}}';
	const cases: readonly (readonly [name: string, files: Files, version: string | undefined, source?: string])[] = [
		['not named', { 'package.json': '{}' }, undefined],
		['manifest range', { 'package.json': manifest }, '0.24.0', 'package.json'],
		['any version', { 'package.json': '{"dependencies":{"axios":"latest"}}' }, undefined],
		['from the workspace', { 'package.json': '{"dependencies":{"axios":"workspace:*"}}' }, undefined],
		['from a folder', { 'package.json': '{"dependencies":{"axios":"file:../axios"}}' }, undefined],
		['from git', { 'package.json': '{"dependencies":{"axios":"git+https://example.com/axios.git"}}' }, undefined],
		['an alias', { 'package.json': '{"dependencies":{"axios":"npm:axios@^1.2.0"}}' }, '1.2.0', 'package.json'],
		[
			'installed',
			{ 'package.json': manifest, 'node_modules/axios/package.json': '{"version":"0.24.7"}' },
			'0.24.7',
			'node_modules',
		],
		[
			'package-lock.json, version 3',
			{ 'package.json': manifest, 'package-lock.json': '{"packages":{"node_modules/axios":{"version":"0.24.3"}}}' },
			'0.24.3',
			'package-lock.json',
		],
		[
			'package-lock.json, version 1',
			{ 'package.json': manifest, 'package-lock.json': '{"dependencies":{"axios":{"version":"0.24.2"}}}' },
			'0.24.2',
			'package-lock.json',
		],
		[
			'yarn.lock, version 1',
			{
				'package.json': manifest,
				'yarn.lock':
					'# yarn lockfile v1\n\naxios@^0.21.0:\n  version "0.21.4"\n\naxios@^0.22.0, axios@^0.24.0:\n  version "0.24.1"\n  resolved "x"\n',
			},
			'0.24.1',
			'yarn.lock',
		],
		[
			'yarn.lock, version 4',
			{
				'package.json': manifest,
				'yarn.lock': '"axios@npm:^0.24.0":\n  version: 0.24.5\n  resolution: "axios@npm:0.24.5"\n',
			},
			'0.24.5',
			'yarn.lock',
		],
		[
			'pnpm-lock.yaml, version 9',
			{
				'package.json': manifest,
				'pnpm-lock.yaml':
					"lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      '@types/node':\n        specifier: ^20\n        version: 20.1.0\n      axios:\n        specifier: ^0.24.0\n        version: 0.24.4(debug@4.3.4)\n\npackages:\n\n  axios@1.0.0:\n    resolution: {}\n",
			},
			'0.24.4',
			'pnpm-lock.yaml',
		],
		[
			'pnpm-lock.yaml, version 5',
			{
				'package.json': manifest,
				'pnpm-lock.yaml':
					'lockfileVersion: 5.4\nspecifiers:\n  axios: ^0.24.0\ndependencies:\n  axios: 0.24.6_debug@4.3.4\n',
			},
			'0.24.6',
			'pnpm-lock.yaml',
		],
		[
			'bun.lock',
			{ 'package.json': manifest, 'bun.lock': '{ "packages": { "axios": ["axios@0.24.8", "", {}], } }' },
			'0.24.8',
			'bun.lock',
		],
	];
	for (const [name, files, version, source] of cases) {
		it(name, (test) => {
			const expected = version === undefined ? undefined : { version, source };
			assert.deepEqual(targetOf(test, files).packages.javascript.get('axios'), expected);
		});
	}

	it('belongs to the package of the workspace that asks', (test) => {
		const root = plant(test, {
			'package.json': '{"workspaces":["packages/*"]}',
			'package-lock.json':
				'{"packages":{"node_modules/axios":{"version":"1.7.2"},"packages/old/node_modules/axios":{"version":"0.24.9"}}}',
			'packages/old/package.json': manifest,
			'packages/new/package.json': '{"dependencies":{"axios":"^1.0.0"}}',
		});
		const targets = createTargets(root, {}, names);
		const versionIn = (folder: string): string | undefined =>
			targets.targetFor(join(root, folder, 'a.ts')).packages.javascript.get('axios')?.version;
		assert.equal(versionIn('packages/old'), '0.24.9');
		assert.equal(versionIn('packages/new'), '1.7.2');
	});

	it('is that of the own lock where an outer project has installed another', (test) => {
		const files = {
			'node_modules/axios/package.json': '{"version":"1.7.2"}',
			'legacy/package.json': manifest,
			'legacy/package-lock.json': '{"packages":{"node_modules/axios":{"version":"0.24.3"}}}',
		};
		const target = targetOf(test, files, 'legacy/a.ts');
		assert.deepEqual(target.packages.javascript.get('axios'), { version: '0.24.3', source: 'package-lock.json' });
	});

	it('leaves alone what an outer project has installed and this one does not ask for', (test) => {
		const files = { 'node_modules/axios/package.json': '{"version":"1.7.2"}', 'legacy/package.json': manifest };
		const target = targetOf(test, files, 'legacy/a.ts');
		assert.deepEqual(target.packages.javascript.get('axios'), { version: '0.24.0', source: 'package.json' });
	});
});

describe('Python version', () => {
	const cases: readonly (readonly [name: string, files: Files, version: string, source: string])[] = [
		['nothing said', {}, '3.11.0', 'assumed'],
		['requires-python', { 'pyproject.toml': '[project]\nrequires-python = ">=3.9,<4"\n' }, '3.9.0', 'pyproject.toml'],
		[
			'a compatible release',
			{ 'pyproject.toml': '[project]\nrequires-python = "~=3.10"\n' },
			'3.10.0',
			'pyproject.toml',
		],
		['Poetry', { 'pyproject.toml': '[tool.poetry.dependencies]\npython = "^3.10"\n' }, '3.10.0', 'pyproject.toml'],
		['setup.cfg', { 'setup.cfg': '[options]\npython_requires = >=3.8\n' }, '3.8.0', 'setup.cfg'],
		['setup.py', { 'setup.py': 'setup(\n    python_requires=">=3.7, !=3.9.*",\n)\n' }, '3.7.0', 'setup.py'],
		['.python-version', { '.python-version': '3.12.4\n' }, '3.12.4', '.python-version'],
		['Pipfile', { Pipfile: '[requires]\npython_version = "3.10"\n' }, '3.10.0', 'Pipfile'],
		['runtime.txt', { 'runtime.txt': 'python-3.9.18' }, '3.9.18', 'runtime.txt'],
		[
			'requires-python above .python-version',
			{ '.python-version': '3.13', 'pyproject.toml': '[project]\nrequires-python = ">=3.10"' },
			'3.10.0',
			'pyproject.toml',
		],
	];
	for (const [name, files, version, source] of cases) {
		it(name, (test) => assert.deepEqual(targetOf(test, files).python, { version, source }));
	}
});

describe('Python package versions', () => {
	const cases: readonly (readonly [name: string, files: Files, version: string | undefined, source?: string])[] = [
		['not named', { 'pyproject.toml': '' }, undefined],
		[
			'project dependencies',
			{ 'pyproject.toml': '[project]\ndependencies = ["requests[socks]>=2.28,<3 ; python_version > \'3\'"]' },
			'2.28.0',
			'pyproject.toml',
		],
		[
			'an extra',
			{ 'pyproject.toml': '[project.optional-dependencies]\nnet = ["Requests ~= 2.30"]' },
			'2.30.0',
			'pyproject.toml',
		],
		[
			'a dependency group',
			{ 'pyproject.toml': '[dependency-groups]\ndev = ["requests==2.29.*"]' },
			'2.29.0',
			'pyproject.toml',
		],
		[
			'Poetry',
			{ 'pyproject.toml': '[tool.poetry.dependencies]\nrequests = { version = "^2.25", extras = ["socks"] }' },
			'2.25.0',
			'pyproject.toml',
		],
		[
			'requirements.txt, pinned',
			{ 'requirements.txt': '# network\n-r base.txt\nrequests==2.31.0 \\\n    --hash=sha256:00\n' },
			'2.31.0',
			'requirements.txt',
		],
		[
			'requirements.txt, a range',
			{ 'requirements-dev.txt': 'requests>2.20 # any\n' },
			'2.20.1',
			'requirements-dev.txt',
		],
		['requirements folder', { 'requirements/base.txt': 'requests>=2.22' }, '2.22.0', 'base.txt'],
		['requirements.txt, a URL', { 'requirements.txt': 'requests @ https://example.com/requests.whl' }, undefined],
		[
			'setup.cfg',
			{ 'setup.cfg': '[options]\ninstall_requires =\n    httpx\n    requests>=2.21\n' },
			'2.21.0',
			'setup.cfg',
		],
		['setup.py', { 'setup.py': "setup(install_requires=['httpx[http2]', 'requests>=2.19'])" }, '2.19.0', 'setup.py'],
		['Pipfile', { Pipfile: '[packages]\nrequests = ">=2.24"\n' }, '2.24.0', 'Pipfile'],
		['poetry.lock', { 'poetry.lock': '[[package]]\nname = "requests"\nversion = "2.32.3"\n' }, '2.32.3', 'poetry.lock'],
		[
			'uv.lock',
			{ 'uv.lock': 'version = 1\n[[package]]\nname = "requests"\nversion = "2.32.1"\n' },
			'2.32.1',
			'uv.lock',
		],
		['pdm.lock', { 'pdm.lock': '[[package]]\nname = "requests"\nversion = "2.32.2"\n' }, '2.32.2', 'pdm.lock'],
		['Pipfile.lock', { 'Pipfile.lock': '{"default":{"requests":{"version":"==2.28.2"}}}' }, '2.28.2', 'Pipfile.lock'],
		[
			'a lock above the range',
			{
				'pyproject.toml': '[project]\ndependencies = ["requests>=2.20"]',
				'uv.lock': '[[package]]\nname = "requests"\nversion = "2.32.1"\n',
			},
			'2.32.1',
			'uv.lock',
		],
		[
			'installed above the lock',
			{
				'uv.lock': '[[package]]\nname = "requests"\nversion = "2.32.1"\n',
				'.venv/pyvenv.cfg': '',
				'.venv/lib/python3.12/site-packages/requests-2.32.4.dist-info/METADATA': '',
			},
			'2.32.4',
			'virtual environment',
		],
	];
	for (const [name, files, version, source] of cases) {
		it(name, (test) => {
			const expected = version === undefined ? undefined : { version, source };
			assert.deepEqual(targetOf(test, files, 'main.py').packages.python.get('requests'), expected);
		});
	}
});

describe('broken manifests', () => {
	it('give fewer facts and one sentence each', (test) => {
		const root = plant(test, {
			'package.json': '{"engines": {"node": ">=18"',
			'package-lock.json': 'not json',
			'pyproject.toml': '[project\nname = 1',
			'poetry.lock': '[[package]]\nname = ',
		});
		const targets = createTargets(root, {}, names);
		const target = targets.targetFor(join(root, 'a.ts'));
		assert.deepEqual([target.node.source, target.python.source], ['assumed', 'assumed']);
		assert.equal(target.packages.javascript.size + target.packages.python.size, 0);
		assert.deepEqual([...targets.problems()].sort(), [
			'package-lock.json: not valid JSON; its versions are not known.',
			'package.json: not valid JSON; its versions are not known.',
			'poetry.lock: not valid TOML (line 2); its versions are not known.',
			'pyproject.toml: not valid TOML (line 1); its versions are not known.',
		]);
	});

	it('of unexpected shapes are read as far as they go', (test) => {
		const files = {
			'package.json': '{"engines":["node"],"volta":7,"dependencies":{"axios":null,"got":["^11"]}}',
			'package-lock.json': '[]',
			'pyproject.toml': 'project = 3\n[tool]\npoetry = "x"\n',
			'Pipfile.lock': '"text"',
			'requirements.txt': '\u0000\u0001==\n==\n@@@\n-e .\n',
			'setup.py': 'install_requires=[',
			'yarn.lock': ':::\n  version\n@:\n',
			'pnpm-lock.yaml': '- a\n-\n  : x\n',
		};
		const target = targetOf(test, files);
		assert.deepEqual([target.node.source, target.python.source], ['assumed', 'assumed']);
		assert.equal(target.packages.javascript.size + target.packages.python.size, 0);
	});
});
