/**
 * What fixes do, as data. The writers of the two front ends know how to place text and know no library.
 *
 * Placeholders in texts: `{idle}` `{interval}` `{count}` are seconds of the environment, `{idleMs}` milliseconds
 * (written `120_000`), `{name}` the name the creation is bound to, `{item:1}` the name of an item of a tuple, `{value}` the option's
 * present text, `{items}` the items of the dictionary that it is, with a comma, `{elements}` those of a list,
 * `{import:MODULE}` / `{import:MODULE#NAME}` the local name of an import that is reused or added once, and
 * `{copy:a,b}` is those of the creation's options (keywords) that are given, as `, a=..., b=...`, `{arguments:a,b}` the same
 * without the first comma;
 * `{helper:ID}` the name of a helper that is declared once at module scope.
 * Texts are written with tabs, `\n`, semicolons and single quotes (Python: four spaces and double quotes); writers
 * adapt them to the document.
 */
export interface Recipe {
	/** An imperative sentence for the light bulb, without the rule id. */
	readonly title: string;
	/** All steps must succeed, else there is no fix. */
	readonly steps: readonly Step[];
}

export type Step =
	/**
	 * Sets an option (dotted path) of the creation's options object or keyword arguments: added where absent, replaced
	 * where present. `combine` is the text for an option that is present and must be kept (`{value} + ...`);
	 * without it a present value is replaced only where it is a literal, and the step fails on anything else.
	 */
	| {
			readonly kind: 'set-option';
			readonly option: string;
			readonly text: string;
			readonly combine?: string;
			/** More options of the same object, set with it. */
			readonly also?: readonly OptionText[];
			/** Replaces the option where it is given, and does nothing where it is not. */
			readonly onlyIfGiven?: boolean;
			/** The method of the object whose options they are, where they are not the creation's. */
			readonly of?: string;
	  }
	/** Replaces the callee by an expression; `new` and the arguments stay. */
	| { readonly kind: 'replace-callee'; readonly text: string }
	/** Appends to the call: `.setKeepAlive(true, {idleMs})`. */
	| {
			readonly kind: 'append';
			readonly text: string;
			/** True where a call that is given a callback has done its work by then, and takes nothing more. */
			readonly beforeCallback?: boolean;
	  }
	/** Declares a helper that nothing mentions: what it does, it does to the whole process. */
	| { readonly kind: 'declare'; readonly helper: string }
	/** Statements after the statement that binds the creation to a name; fails where it is bound to none. */
	| { readonly kind: 'statements-after'; readonly lines: readonly string[] }
	/**
	 * Refuses the fix where one of these options or keywords is given, with this very text if one is told; `reason` says
	 * why, as a clause.
	 */
	| {
			readonly kind: 'refuse-with';
			readonly options: readonly string[];
			readonly text?: string;
			readonly reason?: string;
	  }
	/** Refuses the fix where none of them is given: another recipe is for those calls. */
	| { readonly kind: 'only-with'; readonly options: readonly string[]; readonly text?: string };

export interface OptionText {
	readonly option: string;
	readonly text: string;
	/** True where a given option stays as it is. */
	readonly keep?: boolean;
}

/** A declaration at module scope that fixes share. */
export interface Helper {
	/** The name it is declared with, and its id in `{helper:NAME}`. */
	readonly name: string;
	readonly text: string;
	/** The text for TypeScript documents, where it differs. */
	readonly typescript?: string;
	/** The text for JavaScript whose types are checked, where it differs. */
	readonly checked?: string;
}

/** What a module that files share for helpers is called, without extension. */
export const sharedModuleNames = { javascript: 'keepalive-agent', python: 'tcp_keepalive' } as const;

/** Python libraries that others always bring along: whoever has requests has urllib3. */
export const bringers: ReadonlyMap<string, readonly string[]> = new Map([
	['httpcore', ['httpx']],
	['httpcore2', ['httpx2']],
	['requests', ['cachecontrol', 'docker', 'hvac', 'influxdb', 'stripe', 'twilio']],
	['urllib3', ['requests', 'cachecontrol', 'docker', 'hvac', 'influxdb', 'stripe', 'twilio']],
]);
