import type { Binding } from './bindings.js';
import type { Scope } from './statements.js';

/** The bindings of one name in one scope, or of one attribute of a class. */
export class Group {
	/** Undefined where there are none; most have one. */
	private bindings: Binding[] | undefined;
	private isSorted = true;
	/** True once all that may bind the name there was read. */
	isComplete = false;
	/** Where the first one stands among those of other names; walruses come last. */
	first = 0;
	/** Tells names that one statement binds. */
	rank = 0;

	constructor(
		readonly scope: Scope,
		readonly isAttribute: boolean,
	) {}

	add(binding: Binding, place: number, rank: number): void {
		if (!this.bindings || place < this.first) {
			this.first = place;
			this.rank = rank;
		}
		if (this.bindings) {
			this.isSorted &&= (this.bindings.at(-1)?.at ?? 0) <= binding.at;
			this.bindings.push(binding);
		} else this.bindings = [binding];
	}

	sorted(): readonly Binding[] | undefined {
		if (!this.isSorted) this.bindings?.sort((a, b) => a.at - b.at);
		this.isSorted = true;
		return this.bindings;
	}
}

/** The group of a name, which is made where there is none. */
export function groupIn(groups: Map<string, Group>, name: string, scope: Scope, isAttribute: boolean): Group {
	const known = groups.get(name);
	if (known) return known;
	const group = new Group(scope, isAttribute);
	groups.set(name, group);
	return group;
}
