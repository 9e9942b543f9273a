import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import * as ts from 'typescript';
import { isFixed, repository } from './fixture.js';
import { packages } from './javascript-packages.js';

const folder = path.join(repository, 'fixtures', 'clients', 'javascript');

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
