import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** One block per layer: imports point one way (bin -> cli -> engine, node -> lsp -> engine, lsp|cli -> workspace -> engine). */
const layer = (files, forbidden, message) => ({
	files,
	rules: { 'no-restricted-imports': ['error', { patterns: [{ group: forbidden, message }] }] },
});

export default tseslint.config(
	{ ignores: ['out/', 'dist/', '.cache/', 'fixtures/', 'test/editor/out/', 'node_modules/'] },
	js.configs.recommended,
	{
		files: ['**/*.ts'],
		extends: [tseslint.configs.recommendedTypeChecked],
		languageOptions: {
			parserOptions: {
				project: [
					'server/src/engine/tsconfig.json',
					'server/tsconfig.json',
					'client/tsconfig.json',
					'test/tsconfig.json',
				],
				tsconfigRootDir: import.meta.dirname,
			},
		},
		rules: {
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/no-non-null-assertion': 'error',
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
			'no-empty': ['error', { allowEmptyCatch: false }],
			'max-lines': ['error', { max: 400 }],
			'max-lines-per-function': ['error', { max: 80, skipComments: true }],
			eqeqeq: 'error',
		},
	},
	{
		files: ['server/src/**/*.ts', 'client/src/**/*.ts'],
		ignores: ['**/library.ts'],
		rules: {
			'@typescript-eslint/no-restricted-imports': [
				'error',
				{
					patterns: ['vscode-languageserver', 'vscode-languageclient'].map((name) => ({
						group: [name, `${name}/*`],
						allowTypeImports: true,
						message: 'Values come from library.ts.',
					})),
				},
			],
		},
	},
	{
		files: ['server/src/engine/catalogue/**/*.ts'],
		rules: { 'max-lines': 'off' },
	},
	{
		files: ['test/**/*.ts'],
		rules: {
			'max-lines-per-function': 'off',
			// describe() and it() return promises that the runner itself awaits.
			'@typescript-eslint/no-floating-promises': [
				'error',
				{
					allowForKnownSafeCalls: [
						{ from: 'package', name: ['describe', 'it', 'test', 'suite'], package: 'node:test' },
					],
				},
			],
		},
	},
	{
		files: ['**/*.mjs', '**/*.cjs'],
		languageOptions: {
			globals: {
				process: 'readonly',
				console: 'readonly',
				URL: 'readonly',
				Buffer: 'readonly',
				setTimeout: 'readonly',
				clearTimeout: 'readonly',
				fetch: 'readonly',
			},
		},
	},
	layer(
		['server/src/engine/**/*.ts'],
		['node:*', 'vscode', 'vscode-*', '**/lsp/**', '**/cli/**', '**/workspace/**'],
		'The engine is pure: text in, findings and edits out.',
	),
	layer(
		['server/src/engine/rules/**/*.ts', 'server/src/engine/assess.ts'],
		[
			'typescript',
			'node:*',
			'vscode',
			'vscode-*',
			'**/javascript/**',
			'**/python/**',
			'**/lsp/**',
			'**/cli/**',
			'**/workspace/**',
		],
		'Rules read assessments, never source text.',
	),
	layer(['server/src/lsp/**/*.ts'], ['**/cli/**'], 'lsp and cli never import each other.'),
	layer(['server/src/cli/**/*.ts'], ['**/lsp/**', 'vscode-*'], 'lsp and cli never import each other.'),
	layer(['server/src/report/**/*.ts'], ['**/lsp/**', '**/cli/**', 'vscode-*'], 'Reports are shared by lsp and cli.'),
	layer(['server/src/workspace/**/*.ts'], ['**/lsp/**', '**/cli/**', 'vscode-*'], 'workspace knows the engine only.'),
);
