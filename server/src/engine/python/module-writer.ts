import { bringers, type Helper } from '../catalogue/recipes.js';
import { applyEdits } from '../edits.js';
import type { ModuleWriter, Placed } from '../front-end.js';
import { standard } from './import-writer.js';
import type { ReadText } from './read.js';
import { adapt, type Style } from './style.js';
import { PythonWriter } from './writer.js';

/** Places helpers in a module that is there and that other files import from. */
export function extendModule(module: ReadText, helpers: readonly Helper[], known: ReadonlySet<string>): ModuleWriter {
	const writer = new PythonWriter(module, helpers, known);
	const { text } = module.masked;
	return {
		importName: (name, member) => (mayImport(module, name) ? writer.importName(name, member) : undefined),
		helperText: (helper) => writer.helperText(helper),
		declareHelper: (helper, declared) => writer.declareHelper(helper, declared),
		finish: (edits) => {
			const unique = new Map(edits.map((edit) => [`${edit.span.start} ${edit.span.end} ${edit.text}`, edit]));
			return applyEdits(text, [...unique.values()]);
		},
	};
}

/**
 * A library that the module does not load yet may be missing where another file that loads the module runs; the
 * standard library is everywhere.
 */
function mayImport({ names, layout }: ReadText, module: string): boolean {
	const [root = ''] = module.split('.');
	if (standard.has(root)) return true;
	const imported = [...names.bindings.allOf(layout.module).values()].flat();
	const roots = imported.flatMap(({ source }) => (source.kind === 'import' ? [source.dotted.split('.')[0]] : []));
	return roots.includes(root) || (bringers.get(root) ?? []).some((each) => roots.includes(each));
}

/** Makes a new module, written in a style. */
export function createModule(style: Style): ModuleWriter {
	/** By module: the names from it, the empty one for itself. */
	const imports = new Map<string, Set<string>>();
	const declarations = new Map<string, string>();
	const { eol } = style;
	return {
		importName(module, name): Placed {
			const names = imports.get(module) ?? new Set<string>();
			imports.set(module, names.add(name ?? ''));
			return { local: name ?? module, edits: [] };
		},
		helperText: ({ text }) => text,
		declareHelper({ name }, text): Placed {
			if (!declarations.has(name)) declarations.set(name, adapt(text, style));
			return { local: name, edits: [] };
		},
		finish() {
			const lines = (isStandard: boolean): string => {
				const own = [...imports]
					.filter(([module]) => standard.has(module.split('.')[0] ?? '') === isStandard)
					.sort(([a], [b]) => (a < b ? -1 : 1));
				const plain = own.filter(([, names]) => names.has('')).map(([module]) => `import ${module}`);
				const named = own
					.map(([module, names]) => [module, [...names].filter((name) => name !== '').sort()] as const)
					.filter(([, names]) => names.length > 0)
					.map(([module, names]) => `from ${module} import ${names.join(', ')}`);
				return [...plain, ...named].join(eol);
			};
			const head = [lines(true), lines(false)].filter((group) => group !== '').join(eol + eol);
			return [head, ...declarations.values()].join(eol.repeat(3)) + eol;
		},
	};
}
