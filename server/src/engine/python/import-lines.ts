import type { Edit } from '../model.js';

interface ImportLine {
	readonly edit: Edit;
	/** Of `from module import name`; undefined for `import module`. */
	readonly name: string | undefined;
	readonly module: string;
	/** Line ends before and behind it. */
	readonly before: string;
	readonly behind: string;
}

/** The new lines of imports at one place in isort's order, several names of one module in one line. */
export function tidyImports(edits: readonly Edit[]): Edit[] {
	const places = new Map<string, ImportLine[]>();
	const others: Edit[] = [];
	for (const edit of edits) {
		const line = readLine(edit);
		if (!line) others.push(edit);
		else {
			const place = `${edit.span.start} ${edit.rank ?? 0} ${line.before === ''}`;
			places.set(place, [...(places.get(place) ?? []), line]);
		}
	}
	return [...[...places.values()].flatMap(tidyPlace), ...others];
}

function readLine(edit: Edit): ImportLine | undefined {
	const { span, text } = edit;
	const [, before = '', module, name, plain = '', behind = ''] =
		/^(\r?\n)?(?:from ([\w.]+) import (\w+)|import ([\w.]+))(\r?\n)?$/.exec(text) ?? [];
	// Exactly one line end, or it is no line of its own.
	if (span.start !== span.end || (before === '') === (behind === '')) return undefined;
	return { edit, name, module: module ?? plain, before, behind };
}

function tidyPlace(lines: readonly ImportLine[]): Edit[] {
	const plain = lines.filter(({ name }) => name === undefined).sort(byModule);
	const modules = new Map<string, ImportLine[]>();
	for (const line of lines.filter(({ name }) => name !== undefined).sort(byModule))
		modules.set(line.module, [...(modules.get(line.module) ?? []), line]);
	return [...plain.map(({ edit }) => edit), ...[...modules.values()].flatMap(joined)];
}

/** Two fixes that import different names of one module are made one after the other. */
function joined(lines: readonly ImportLine[]): Edit[] {
	const [first] = lines;
	if (!first) return [];
	const { edit, module, before, behind } = first;
	const names = [...new Set(lines.map(({ name }) => name))].sort().join(', ');
	return [{ ...edit, text: `${before}from ${module} import ${names}${behind}`, key: `from ${module}` }];
}

function byModule(a: ImportLine, b: ImportLine): number {
	const [one, other] = [a.module.toLowerCase(), b.module.toLowerCase()];
	return one < other ? -1 : Number(one > other);
}
