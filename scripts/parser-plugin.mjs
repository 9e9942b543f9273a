// The TypeScript package is one CommonJS file of nine megabytes, of which the linter uses the scanner, the parser and
// the reader of tsconfig.json. What comes behind those in the file (module resolution, binder, checker, emitter, services)
// is left out, apart from the classes of the nodes; functions in front of it that would need it are never called. The rest becomes a module of which only the
// names in use are exported, so that the bundler can drop more, and calls go straight to the functions instead of
// through two getters each.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const prologue = 'var ts = {}; ((module) => {\n"use strict";';
const table =
	/^__export\(typescript_exports, \{\n(?<rows>[^]*?)^\}\);\nmodule\.exports = __toCommonJS\(typescript_exports\);$/m;
const firstUnused = '\n// src/compiler/moduleNameResolver.ts\n';
/** The classes of nodes, with the scanner that finds their tokens. */
const nodeClasses = ['\n// src/services/services.ts\n', '\nfunction toEditorSettings('];
const nodeScanner = /^var scanner = createScanner\([^;]*\);$/m;
/** Two thousand messages in one object; each becomes a variable of its own, so that the bundler drops what is not in use. */
const messages = /^var Diagnostics = \{\n([^]*?)^\};$/m;
const message = /^ {2}(\w+): (diag\([^]*?\)),?$/gm;
/** Files, processes and the like, which load modules of Node.js. */
const system = /^var sys = \(\(\) => \{\n[^]*?^\}\)\(\);$/m;
const useClasses = 'setObjectAllocator(getServicesObjectAllocator());';

/** An esbuild plugin; `folder` holds all code that imports the package, as `ts`. */
export function onlyParser(folder) {
	return {
		name: 'only-parser',
		setup: ({ onLoad }) => {
			onLoad({ filter: /[\\/]typescript[\\/]lib[\\/]typescript\.js$/ }, ({ path }) => ({
				contents: toModule(readFileSync(path, 'utf8'), namesIn(folder)),
				loader: 'js',
			}));
		},
	};
}

function namesIn(folder) {
	const texts = readdirSync(folder)
		.filter((name) => name.endsWith('.ts'))
		.map((name) => readFileSync(join(folder, name), 'utf8'));
	return new Set(texts.flatMap((text) => [...text.matchAll(/\bts\.(\w+)/g)].map(([, name]) => name)));
}

function toModule(text, names) {
	const start = text.indexOf(prologue);
	const end = text.indexOf(firstUnused);
	const rows = table.exec(text)?.groups?.rows;
	const [first, last] = nodeClasses.map((mark) => text.indexOf(mark));
	const scanner = nodeScanner.exec(text)?.[0];
	if (
		[start, end, first, last].includes(-1) ||
		rows === undefined ||
		!scanner ||
		!system.test(text) ||
		!messages.test(text) ||
		!text.includes(useClasses)
	) {
		throw new Error('The typescript package is not built as scripts/parser-plugin.mjs expects.');
	}
	const compiler = text
		.slice(start + prologue.length, end)
		.replace(table, '')
		.replace(system, 'var sys;')
		.replace(messages, (_, lines) => lines.replaceAll(message, 'var Diagnostics_$1 = /* @__PURE__ */ $2;'))
		.replaceAll(/\bDiagnostics\.(?=\w)/g, 'Diagnostics_');
	const body = [compiler, scanner, text.slice(first, last), useClasses].join('\n');
	const exported = [...rows.matchAll(/^ {2}(\w+): \(\) => (\w+),?$/gm)].filter(([, name]) => names.has(name));
	return `${body}\nexport { ${exported.map(([, name, local]) => `${local} as ${name}`).join(', ')} };\n`;
}
