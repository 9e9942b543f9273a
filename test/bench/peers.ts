import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { catalogue } from '../../server/src/engine/catalogue/index.js';
import type { ClientEntry } from '../../server/src/engine/catalogue/schema.js';
import type { Command } from './measure.js';
import type { Tree } from './tree.js';

/** The linters that the product is compared with; ESLint and its parser are this repository's own. */
const packages = ['oxlint@1.94.0', '@ast-grep/cli@0.51.1'];

export interface Peers {
	/** For all modules of the catalogue, which is what the product looks for, and for ten names. */
	readonly ripgrep: Twice;
	/** With a rule for each client, which is what the product has, and with one for all. */
	readonly astGrep: Twice;
	/** On JavaScript and TypeScript alone. */
	readonly oxlint: Command;
	readonly eslint: Command;
	/** Name and version of each, as they give them. */
	readonly versions: readonly string[];
}

/** One peer with as much to look for as the product has, and with less. */
export interface Twice {
	readonly all: Command;
	readonly less: Command;
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
	const ripgrep = (name: string, pattern: string): Command => ({
		name: `ripgrep, ${name}`,
		program: 'rg',
		args: ['--count', pattern, '.'],
		cwd,
	});
	const scan = (name: string, split: Split): Command => {
		const folder = join(home, name.replaceAll(' ', '-'));
		return {
			name: `ast-grep, ${name}`,
			program: astGrep,
			args: ['scan', '--config', writeRules(folder, split), '.'],
			cwd,
		};
	};
	const oneByOne: Split = (entries) => entries.map((entry) => [entry]);
	return {
		ripgrep: { all: ripgrep('all modules', loadedModules()), less: ripgrep('ten names', tenNames) },
		astGrep: { all: scan('a rule a client', oneByOne), less: scan('one rule a language', (entries) => [entries]) },
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
const tenNames = 'axios|node-fetch|superagent|undici|https?\\.Agent|requests|httpx|urllib3|aiohttp|boto3';

/** Lines that load a module of the catalogue, near enough. */
function loadedModules(): string {
	const names = (entries: readonly ClientEntry[]): string =>
		[...new Set(entries.flatMap(({ modules }) => modules))]
			.map((name) => name.replaceAll('.', '\\.').replaceAll('*', '[^\'"]*'))
			.join('|');
	return `['"](${names(catalogue.javascript)})['"]|(import|from) (${names(catalogue.python)})`;
}

/** What calls of clients look like where a file names them as their documentation does; undefined where it names none. */
function callees(entries: readonly ClientEntry[]): string | undefined {
	const names = entries.flatMap(({ forms }) => forms.map(({ api }) => api)).filter((api) => !api.includes('{'));
	return names.length === 0
		? undefined
		: `^(${[...new Set(names)].map((name) => name.replaceAll('.', '\\.')).join('|')})$`;
}

/** The entries of a language by the rules that look for them. */
type Split = (entries: readonly ClientEntry[]) => readonly (readonly ClientEntry[])[];

/** Writes the rules into a folder, and answers the path of their configuration. */
function writeRules(folder: string, split: Split): string {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(join(folder, 'rules'), { recursive: true });
	const write = (name: string, content: object): string => {
		// JSON is YAML.
		writeFileSync(join(folder, name), JSON.stringify(content));
		return join(folder, name);
	};
	const writeLanguage = (
		language: string,
		entries: readonly ClientEntry[],
		kinds: Readonly<Record<string, string>>,
	) => {
		for (const each of split(entries)) {
			const regex = callees(each);
			if (regex === undefined) {
				continue;
			}
			const any = Object.entries(kinds).map(([kind, field]) => ({ kind, has: { field, regex } }));
			const id = `${each.length === 1 ? each[0]?.id : 'client'}-${language.toLowerCase()}`;
			write(join('rules', `${id}.yml`), { id, language, severity: 'warning', rule: { any } });
		}
	};
	for (const language of ['TypeScript', 'Tsx', 'JavaScript']) {
		writeLanguage(language, catalogue.javascript, { call_expression: 'function', new_expression: 'constructor' });
	}
	writeLanguage('Python', catalogue.python, { call: 'function' });
	return write('sgconfig.yml', { ruleDirs: ['rules'] });
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
