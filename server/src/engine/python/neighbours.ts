import type { ClientEntry } from '../catalogue/schema.js';
import type { Project, SourceDocument } from '../model.js';
import type { SocketOptions } from '../sites.js';
import type { Binding } from './bindings.js';
import type { ImportedOptions } from './names.js';
import { type ReadText, readPython } from './read.js';

/** A file that others import is read once for all of them. */
const neighbours = new WeakMap<SourceDocument, ReadText>();

/** What functions set on sockets that a document imports from other files of the project, one step far. */
export function createImportedOptions(
	{ path }: SourceDocument,
	entries: readonly ClientEntry[],
	project: Project,
): ImportedOptions {
	const known = new Map<Binding['source'], SocketOptions | undefined>();
	const find = (source: Binding['source']): SocketOptions | undefined => {
		if (source.kind !== 'import' || source.from === undefined) return undefined;
		const found = specifiersOf(source.from)
			.map((specifier) => project.resolve(path, specifier))
			.find((each) => each?.language === 'python');
		return found && functionOptions(readNeighbour(found, entries), source.dotted.split('.').at(-1) ?? '');
	};
	return (source) => {
		if (!known.has(source)) known.set(source, find(source));
		return known.get(source);
	};
}

function readNeighbour(document: SourceDocument, entries: readonly ClientEntry[]): ReadText {
	const read = neighbours.get(document) ?? readPython(document, entries);
	neighbours.set(document, read);
	return read;
}

/** Only a function that is declared once and surely turns probes on says anything to those who call it. */
function functionOptions({ names, layout, options }: ReadText, name: string): SocketOptions | undefined {
	const [binding, ...others] = names.bindings.of(name, layout.module) ?? [];
	if (binding?.source.kind !== 'function' || others.length > 0) return undefined;
	const found = options.ofFunction(binding.source.scope);
	return found?.keepalive === true ? found : undefined;
}

/** Folders above the file in which the top of its package may lie. */
const deepestPackage = 6;

/** Where a module may lie, as seen from the file: `..a.b` beside its folder, `a.b` beside it or a folder around it. */
function specifiersOf(module: string): string[] {
	const [, dots = '', name = ''] = /^(\.*)(.*)$/.exec(module) ?? [];
	if (name === '') return [];
	const file = `${name.replaceAll('.', '/')}.py`;
	if (dots !== '') return [`./${'../'.repeat(dots.length - 1)}${file}`];
	return Array.from({ length: deepestPackage }, (_, up) => `./${'../'.repeat(up)}${file}`);
}
