import { type Binding, type Bindings, Collector } from './bindings.js';
import type { Group } from './groups.js';
import type { Masked } from './mask.js';
import { createIsShadowed } from './shadows.js';
import type { Layout, Scope, Statement } from './statements.js';
import type { Words } from './words.js';

/** Reads bindings where somebody asks for them. */
export function createBindings(masked: Masked, layout: Layout, words: Words): Bindings {
	const collector = new Collector(masked, layout);
	let everything: Collector | undefined;
	// What is bound elsewhere is known before anything is.
	for (const statement of layout.outer) collector.madeBy(statement);

	const statementsWith = (name: string): readonly Statement[] => statementsAt(layout, words.of(name));
	const read = (offset: number): void => {
		const statement = layout.statementAt(offset);
		if (statement) collector.madeBy(statement);
	};
	/** Reads what binds the name in the scope, which is within its span. */
	const collect = (name: string, scope: Scope): void => {
		if (scope.parent) {
			for (const offset of words.within(name, scope.span)) read(offset);
			return;
		}
		for (const offset of words.of(name)) {
			const owner = layout.statementAt(offset)?.block.scope;
			if (owner && (owner === scope || collector.isOuter(name, owner))) read(offset);
		}
	};
	const find = (name: string, scope: Scope): Group => {
		const group = collector.of(name, scope);
		if (!group.isComplete) collect(name, scope);
		group.isComplete = true;
		return group;
	};
	return {
		of: (name, scope) => find(name, scope).sorted(),
		ofAttribute(name, scope) {
			find(name, scope);
			return collector.attributes[scope.index]?.get(name)?.sorted();
		},
		madeBy: (statement) => collector.madeBy(statement),
		ofAny(names) {
			for (const name of names) for (const offset of words.of(name)) read(offset);
			const groups: Group[] = [];
			for (const groupsOf of [collector.names, collector.attributes])
				for (const ofScope of groupsOf) ofScope?.forEach((group, name) => names.has(name) && groups.push(group));
			const bindings: Binding[] = [];
			for (const group of groups.sort(byPlace)) for (const binding of group.sorted() ?? []) bindings.push(binding);
			return bindings;
		},
		importing: layout.imports,
		statementsWith,
		allOf(scope) {
			if (!everything) {
				everything = new Collector(masked, layout);
				for (const statement of layout.statements) everything.madeBy(statement);
			}
			const groups = [...(everything.names[scope.index] ?? [])].sort(([, a], [, b]) => byPlace(a, b));
			return new Map(groups.map(([name, group]) => [name, group.sorted() ?? []]));
		},
		isShadowed: createIsShadowed(masked, layout),
	};
}

/** The statements at these offsets, which are in document order. */
function statementsAt({ statementAt }: Layout, offsets: readonly number[]): Statement[] {
	const found: Statement[] = [];
	for (const offset of offsets) {
		const statement = statementAt(offset);
		if (statement && statement !== found.at(-1)) found.push(statement);
	}
	return found;
}

function byPlace(a: Group, b: Group): number {
	const scopes = startOf(a.scope) - startOf(b.scope);
	if (scopes !== 0) return scopes;
	return Number(a.isAttribute) - Number(b.isAttribute) || a.first - b.first || a.rank - b.rank;
}

function startOf({ parent, span }: Scope): number {
	return parent ? span.start : -1;
}
