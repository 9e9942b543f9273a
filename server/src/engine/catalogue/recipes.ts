/**
 * What a fix does, as data. The writers of the two front ends know how to place text; they know no library.
 * `{idle}`, `{interval}`, `{count}` are seconds of the environment, `{idleMs}` milliseconds written `120_000`;
 * `{import:MODULE}` and `{import:MODULE#NAME}` are replaced by the local name of an import that is reused or added;
 * `{helper:ID}` by the local name of a helper, declared once at module scope.
 */
export type Recipe =
	/** Sets option paths on the creation itself, in place or added. */
	| { readonly kind: 'set-options'; readonly title: string; readonly options: readonly OptionText[] }
	/** Adds options that hold another object; an option that is there is replaced only if its value is a literal. */
	| { readonly kind: 'call-method'; readonly title: string; readonly text: string }
	/** Statements after the one that binds the creation to a name; `{name}` is that name. */
	| { readonly kind: 'statements-after'; readonly title: string; readonly statements: readonly string[] }
	/** Replaces the callee by an expression. */
	| { readonly kind: 'replace-callee'; readonly title: string; readonly text: string };

export interface OptionText {
	readonly option: string;
	readonly text: string;
}

/** A declaration at module scope that fixes share. */
export interface Helper {
	readonly id: string;
	/** The name it is declared with. */
	readonly name: string;
	readonly text: string;
}
