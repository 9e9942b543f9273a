import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { defaultEnvironment } from '../server/src/engine/catalogue/environments.js';
import { createEngine } from '../server/src/engine/index.js';
import { createTargets } from '../server/src/workspace/targets.js';
import { plant } from './workspace-tree.js';

const engine = createEngine();
const request = "import superagent from 'superagent';\nsuperagent.get('https://api.example.com/slow').end();\n";
const nodeRequest = `import fs from 'node:fs';\n${request}fs.readFileSync('x');\n`;

describe('Browser code is silent', () => {
	const cases: readonly (readonly [name: string, manifest: object, path: string, text: string, silent: boolean])[] = [
		['a front end', { dependencies: { 'react-dom': '19' } }, 'src/load.js', request, true],
		['a front end with a bundler', { devDependencies: { '@vitejs/plugin-vue': '6' } }, 'src/load.js', request, true],
		['only a browser entry', { browser: 'dist/main.js' }, 'src/load.js', request, true],
		['its build script', { dependencies: { 'react-dom': '19' } }, 'scripts/deploy.js', nodeRequest, false],
		[
			'front end and server, front-end folder',
			{ dependencies: { vue: '3', express: '5' } },
			'client/load.js',
			request,
			true,
		],
		['front end and server, elsewhere', { dependencies: { vue: '3', express: '5' } }, 'src/load.js', request, false],
		[
			'front end and server, below the server',
			{ dependencies: { vue: '3', express: '5' } },
			'server/components/load.js',
			request,
			false,
		],
		['a library for both', { main: 'index.js', browser: { './a.js': './b.js' } }, 'lib/load.js', request, false],
		['a command line', { bin: 'cli.js', dependencies: { react: '19' } }, 'src/load.js', request, false],
		['create-react-app', { dependencies: { 'react-dom': '19', 'react-scripts': '5' } }, 'src/api.js', request, true],
		['Angular', { dependencies: { '@angular/core': '19' } }, 'src/app/api.js', request, true],
		['Svelte with Vite', { devDependencies: { svelte: '5', vite: '6' } }, 'src/lib/api.js', request, true],
		['Solid', { dependencies: { 'solid-js': '1' } }, 'src/api.js', request, true],
		['Next, a component', { dependencies: { next: '15', 'react-dom': '19' } }, 'components/load.js', request, true],
		['Next, a route', { dependencies: { next: '15', 'react-dom': '19' } }, 'app/api/route.js', request, false],
		['React Native, an app', { dependencies: { 'react-native': '0.76' } }, 'src/load.js', request, true],
		[
			'React Native, a library for Node, too',
			{ peerDependencies: { 'react-native': '*' } },
			'src/load.js',
			request,
			false,
		],
		['Nuxt, a composable', { dependencies: { nuxt: '3' } }, 'composables/load.js', request, true],
		['Nuxt, its server', { dependencies: { nuxt: '3' } }, 'server/api/load.js', request, false],
		['Electron, a page', { devDependencies: { electron: '30', vue: '3' } }, 'src/renderer/load.js', request, true],
		[
			'Electron, its main process',
			{ devDependencies: { electron: '30', vue: '3' } },
			'src/main/load.js',
			request,
			false,
		],
		['a bundler alone', { devDependencies: { webpack: '5' } }, 'src/load.js', request, false],
		['front-end folder, no such package', { dependencies: {} }, 'components/load.js', request, false],
		['"use client" anywhere', { dependencies: { express: '5' } }, 'lib/load.jsx', `'use client';\n${request}`, true],
		['"use client" that is no directive', {}, 'lib/load.jsx', `${request}'use client';\n`, false],
		['Deno by an import', {}, 'load.js', `import 'jsr:@std/path';\n${request}`, true],
		['Bun by an import', {}, 'load.js', `import 'bun:sqlite';\n${request}`, true],
		['a server', { dependencies: { express: '5' } }, 'client/load.js', request, false],
	];
	for (const [name, manifest, path, text, silent] of cases) {
		it(name, (test) => {
			const root = plant(test, { 'package.json': JSON.stringify(manifest) });
			const target = createTargets(root).targetFor(join(root, path));
			const document = { path, language: 'javascript', text } as const;
			const { findings } = engine.check(document, { environment: defaultEnvironment, target, rules: {} });
			assert.equal(findings.length === 0, silent);
		});
	}
});
