import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import * as ts from 'typescript';
import { isFixed, repository } from './fixture.js';

const folder = path.join(repository, 'fixtures', 'clients', 'javascript');

/** What the fixtures use of packages that are not installed here, as those packages declare it. */
const packages = `
declare module 'agentkeepalive' {
	import * as http from 'http';
	import * as https from 'https';
	interface Options extends http.AgentOptions { freeSocketTimeout?: number }
	export default class HttpAgent extends http.Agent { constructor(options?: Options) }
	export class HttpsAgent extends https.Agent { constructor(options?: Options & https.AgentOptions) }
}
declare module 'axios' {
	interface Config { url?: string; baseURL?: string; timeout?: number; signal?: AbortSignal; httpAgent?: any; httpsAgent?: any }
	interface Instance {
		(url: string, config?: Config): Promise<{ data: unknown }>;
		(config: Config): Promise<{ data: unknown }>;
		request(config: Config): Promise<{ data: unknown }>;
		get(url: string, config?: Config): Promise<{ data: unknown }>;
		head: Instance['get']; delete: Instance['get']; options: Instance['get'];
		post(url: string, data?: unknown, config?: Config): Promise<{ data: unknown }>;
		put: Instance['post']; patch: Instance['post'];
		create(config?: Config): Instance;
	}
	const axios: Instance;
	export default axios;
}
declare module 'node-fetch' {
	import { Agent } from 'http';
	interface Init { method?: string; timeout?: number; agent?: Agent | boolean | ((parsedUrl: URL) => boolean | Agent | undefined) }
	export default function fetch(url: string, init?: Init): Promise<{ json(): Promise<unknown> }>;
}
declare module 'undici' {
	interface Connect { timeout?: number; keepAlive?: boolean; keepAliveInitialDelay?: number }
	interface Options { headersTimeout?: number; keepAliveTimeout?: number; connections?: number; connect?: Connect }
	export class Agent { constructor(options?: Options) }
	export class Client { constructor(url: string, options?: Options) }
	export class Pool { constructor(url: string, options?: Options) }
	export class ProxyAgent { constructor(options: string | Options) }
	export function setGlobalDispatcher(dispatcher: Agent): void;
	export function request(url: string, options?: Options): Promise<unknown>;
	export function fetch(url: string, options?: object): Promise<unknown>;
	export function stream(url: string, options: object, factory: () => NodeJS.WritableStream): Promise<unknown>;
}
`;

const options: ts.CompilerOptions = {
	target: ts.ScriptTarget.ES2022,
	lib: ['lib.es2023.d.ts'],
	module: ts.ModuleKind.ESNext,
	moduleResolution: ts.ModuleResolutionKind.Bundler,
	moduleDetection: ts.ModuleDetectionKind.Force,
	types: ['node'],
	typeRoots: [path.join(repository, 'node_modules', '@types')],
	strict: true,
	exactOptionalPropertyTypes: true,
	noImplicitOverride: true,
	noUncheckedIndexedAccess: true,
	esModuleInterop: true,
	skipLibCheck: true,
	allowJs: true,
	noEmit: true,
};

function createProgram(names: readonly string[]): ts.Program {
	const stub = path.join(repository, 'packages.d.ts');
	const host = ts.createCompilerHost(options);
	const readSource = host.getSourceFile.bind(host);
	host.getSourceFile = (name, languageVersion) =>
		path.resolve(name) === stub
			? ts.createSourceFile(name, packages, languageVersion)
			: readSource(name, languageVersion);
	return ts.createProgram([stub, ...names.map((name) => path.join(folder, name))], options, host);
}

describe('JavaScript and TypeScript fixtures', () => {
	const names = readdirSync(folder).filter((name) => /\.[cm]?[jt]sx?$/.test(name));
	const program = createProgram(names);

	for (const name of names) {
		const source = program.getSourceFile(path.join(folder, name));
		it(`${name} is well-formed`, () => {
			assert.ok(source);
			assert.deepEqual(program.getSyntacticDiagnostics(source).map(describeProblem), []);
		});
		if (!/\.[cm]?tsx?$/.test(name)) continue;
		it(`${name} compiles${isFixed(name) ? ' after its fixes' : ''}`, () => {
			assert.deepEqual(program.getSemanticDiagnostics(source).map(describeProblem), []);
		});
	}
});

function describeProblem({ messageText, file, start = 0 }: ts.Diagnostic): string {
	const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
	return `line ${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
}
