import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { catalogue } from '../../server/src/engine/catalogue/index.js';
import type { ClientEntry } from '../../server/src/engine/catalogue/schema.js';
import type { Command } from './measure.js';
import type { Tree } from './tree.js';

/** The linters that the product is compared with; ESLint and its parser are this repository's own. */
const packages = ['oxlint@1.94.0', '@ast-grep/cli@0.51.1'];

export interface Peers {
	readonly ripgrep: Command;
	readonly astGrep: Command;
	/** On JavaScript and TypeScript alone. */
	readonly oxlint: Command;
	readonly eslint: Command;
	/** Name and version of each, as they give them. */
	readonly versions: readonly string[];
}

/** Installs the peers below `folder` and writes the rules they are given. */
export function preparePeers(folder: string, root: string, tree: Tree): Peers {
	const home = join(folder, 'peers');
	mkdirSync(home, { recursive: true });
	if (!existsSync(join(home, 'node_modules', 'oxlint')) || !existsSync(join(home, 'node_modules', '@ast-grep'))) {
		writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
		execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', ...packages], { cwd: home });
	}
	const binary = (name: string): string => join(home, 'node_modules', '.bin', name);
	const eslint = join(root, 'node_modules', 'eslint', 'bin', 'eslint.js');
	const write = (name: string, text: string): string => {
		writeFileSync(join(home, name), text);
		return join(home, name);
	};
	const cwd = tree.root;
	const astGrep = binary('ast-grep');
	// In a folder of somebody's own the two languages lie beside each other; those linters see only theirs.
	const javascript = existsSync(join(cwd, 'javascript')) ? join(cwd, 'javascript') : cwd;
	return {
		ripgrep: { name: 'ripgrep', program: 'rg', args: ['--count', alternation(), '.'], cwd },
		astGrep: {
			name: 'ast-grep',
			program: astGrep,
			args: ['scan', '--config', astGrepRules(home, write), '.'],
			cwd,
		},
		oxlint: {
			name: 'oxlint',
			program: binary('oxlint'),
			args: ['--allow=all', '--deny=no-new', '--silent', '.'],
			cwd: javascript,
		},
		eslint: {
			name: 'ESLint',
			program: process.execPath,
			args: [
				'--max-old-space-size=8192',
				eslint,
				'--no-config-lookup',
				'--config',
				write('eslint.config.mjs', eslintConfiguration(root)),
				'--quiet',
				'.',
			],
			cwd: javascript,
		},
		versions: [
			firstLine('rg', ['--version']),
			`oxlint ${firstLine(binary('oxlint'), ['--version']).replace(/^\D*/, '')}`,
			firstLine(astGrep, ['--version']),
			`ESLint ${firstLine(process.execPath, [eslint, '--version']).replace(/^v/, '')}`,
		],
	};
}

/** The modules that most code has its clients from: what somebody would grep for. */
function alternation(): string {
	return 'axios|node-fetch|superagent|undici|https?\\.Agent|requests|httpx|urllib3|aiohttp|boto3';
}

/** What calls of the catalogue look like where a file names them as their documentation does. */
function callees(entries: readonly ClientEntry[]): string {
	const names = entries.flatMap(({ forms }) => forms.map(({ api }) => api)).filter((api) => !api.includes('{'));
	return `^(${[...new Set(names)].map((name) => name.replaceAll('.', '\\.')).join('|')})$`;
}

/** One rule a language over all calls; a rule for each client would only make ast-grep slower. */
function astGrepRules(home: string, write: (name: string, text: string) => string): string {
	mkdirSync(join(home, 'rules'), { recursive: true });
	const rule = (language: string, kinds: Readonly<Record<string, string>>, regex: string): void => {
		const any = Object.entries(kinds).map(([kind, field]) => ({ kind, has: { field, regex } }));
		const id = `client-${language.toLowerCase()}`;
		// JSON is YAML.
		write(join('rules', `${id}.yml`), JSON.stringify({ id, language, severity: 'warning', rule: { any } }));
	};
	const javascript = { call_expression: 'function', new_expression: 'constructor' };
	for (const language of ['TypeScript', 'Tsx', 'JavaScript']) {
		rule(language, javascript, callees(catalogue.javascript));
	}
	rule('Python', { call: 'function' }, callees(catalogue.python));
	return write('sgconfig.yml', JSON.stringify({ ruleDirs: ['rules'] }));
}

/** The same question as a selector; the name of a callee is compared by its last part, which is all a selector sees. */
function eslintConfiguration(root: string): string {
	const last = catalogue.javascript.flatMap(({ forms }) => forms.map(({ api }) => api.split('.').at(-1) ?? api));
	const names = [...new Set(last.filter((name) => /^\w+$/.test(name)))].join('|');
	const selector = `:matches(CallExpression, NewExpression)[callee.property.name=/^(${names})$/]`;
	const parser = JSON.stringify(join(root, 'node_modules', '@typescript-eslint', 'parser', 'dist', 'index.js'));
	return `import parser from ${parser};
export default [{
	files: ['**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts}'],
	languageOptions: { parser },
	linterOptions: { reportUnusedDisableDirectives: 'off', noInlineConfig: true },
	rules: { 'no-restricted-syntax': ['warn', ${JSON.stringify(selector)}] },
}];
`;
}

function firstLine(program: string, args: readonly string[]): string {
	return (
		execFileSync(program, [...args], { encoding: 'utf8' })
			.split('\n')[0]
			?.trim() ?? ''
	);
}
