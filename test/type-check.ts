import path from 'node:path';
import * as ts from 'typescript';
import { repository } from './fixture.js';
import { packages } from './javascript-packages.js';

/** A text before and after its fixes, in the folder in which both are compiled. */
export interface FixedText {
	/** Absolute. */
	readonly path: string;
	readonly before: string;
	readonly after: string;
}

/** What decides how a project's files are compiled besides their extensions. */
export interface ModuleKind {
	/** `"type"` of each package that has no manifest of its own. */
	readonly type?: 'module' | 'commonjs';
	/** Names of files that there are in such projects; absent: all. */
	readonly names?: RegExp;
	readonly options: ts.CompilerOptions;
}

const strict: ts.CompilerOptions = {
	target: ts.ScriptTarget.ES2022,
	lib: ['lib.es2023.d.ts'],
	types: ['node'],
	typeRoots: [path.join(repository, 'node_modules', '@types')],
	jsx: ts.JsxEmit.Preserve,
	strict: true,
	exactOptionalPropertyTypes: true,
	noImplicitOverride: true,
	noUncheckedIndexedAccess: true,
	skipLibCheck: true,
	allowJs: true,
	noEmit: true,
	ignoreDeprecations: '6.0',
};

const { ModuleKind: modules, ModuleResolutionKind: resolutions } = ts;

/** What compilers knew before Node had two kinds of modules. */
const classicNames = /\.c?[jt]sx?$/;

/** The kinds of projects that the fixtures are compiled in. */
export const moduleKinds = {
	'a CommonJS package of Node': {
		type: 'commonjs',
		options: { module: modules.NodeNext, experimentalDecorators: true },
	},
	'an ES module package of Node, with syntax that can be erased': {
		type: 'module',
		options: { module: modules.NodeNext, verbatimModuleSyntax: true, erasableSyntaxOnly: true },
	},
	'a bundler': {
		options: {
			module: modules.ESNext,
			moduleResolution: resolutions.Bundler,
			esModuleInterop: true,
			moduleDetection: ts.ModuleDetectionKind.Force,
		},
	},
	'classic CommonJS with default imports': {
		names: classicNames,
		options: { module: modules.CommonJS, moduleResolution: resolutions.Node10, esModuleInterop: true },
	},
	'classic CommonJS without default imports': {
		names: classicNames,
		options: {
			module: modules.CommonJS,
			moduleResolution: resolutions.Node10,
			esModuleInterop: false,
			allowSyntheticDefaultImports: false,
		},
	},
} as const satisfies Readonly<Record<string, ModuleKind>>;

/** What the compiler says of one text, by its lines. */
export interface Problem {
	readonly line: number;
	readonly code: number;
	readonly message: string;
}

export interface Compared {
	readonly path: string;
	readonly before: readonly Problem[];
	readonly after: readonly Problem[];
}

/** Compiles each text before and after its fixes, all of them side by side. */
export function compileFixed(all: readonly FixedText[], { type, names, options }: ModuleKind): readonly Compared[] {
	const texts = all.filter((each) => names?.test(each.path) ?? true);
	const places = new Map<string, string>([[path.join(repository, 'packages.d.ts'), packages]]);
	for (const each of texts) {
		places.set(beside(each.path, 'before'), each.before).set(beside(each.path, 'after'), each.after);
	}
	if (type) places.set(path.join(repository, 'fixtures', 'package.json'), JSON.stringify({ type }));
	const program = createProgram(places, { ...strict, ...options });
	const problems = (name: string): Problem[] => problemsOf(program, name);
	return texts.map((each) => ({
		path: each.path,
		before: problems(beside(each.path, 'before')),
		after: problems(beside(each.path, 'after')),
	}));
}

function beside(file: string, name: string): string {
	const { dir, base } = path.parse(file);
	return path.join(dir, `${name}.${base}`);
}

function createProgram(places: ReadonlyMap<string, string>, options: ts.CompilerOptions): ts.Program {
	const host = ts.createCompilerHost(options, true);
	const readFile = host.readFile.bind(host);
	const fileExists = host.fileExists.bind(host);
	host.readFile = (name) => places.get(path.resolve(name)) ?? readFile(name);
	host.fileExists = (name) => places.has(path.resolve(name)) || fileExists(name);
	const roots = [...places.keys()].filter((name) => !name.endsWith('.json'));
	return ts.createProgram(roots, options, host);
}

function problemsOf(program: ts.Program, name: string): Problem[] {
	const source = program.getSourceFile(name);
	if (!source) throw new Error(`${name} was not compiled.`);
	return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
		({ code, messageText, start = 0 }) => ({
			line: source.getLineAndCharacterOfPosition(start).line + 1,
			code,
			message: ts.flattenDiagnosticMessageText(messageText, ' '),
		}),
	);
}

/** What the compiler says of the fixed text and did not say, as often, of the text before. */
export function newProblems({ before, after }: Compared): string[] {
	// The type of an object that gains an option stands in the message.
	const essence = ({ code, message }: Problem): string => `${code} ${message.replace(/'\{.*?\}'/g, '{}')}`;
	const known = before.map(essence);
	return after.flatMap((problem) => {
		const { line, code, message } = problem;
		const at = known.indexOf(essence(problem));
		if (at >= 0) known.splice(at, 1);
		return at >= 0 ? [] : [`line ${line}: TS${code} ${message}`];
	});
}

/** True for a text that asks to be checked though it is JavaScript. */
export function checked(text: string): string {
	return text.replace(/^(?:\uFEFF?#!.*\n)?/, (hashbang) => `${hashbang}// @ts-check\n`);
}
