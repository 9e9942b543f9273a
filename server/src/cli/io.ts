/** The world as the command line sees it; `bin.ts` hands in the process, tests hand in memory. */
export interface Io {
	/** The working directory, an absolute path. */
	readonly cwd: string;
	/** The product's version. */
	readonly version: string;
	/** Whether standard output may hold colours. */
	readonly colour: boolean;
	readonly signal?: AbortSignal;
	/** The file of this program, which worker threads run; without it everything runs in one thread. */
	readonly program?: string;
	/** Present where a GitHub workflow runs the program. */
	readonly github?: {
		/** The checkout, which paths of annotations are relative to; an absolute path. */
		readonly workspace?: string;
	};
	/** All of standard input. */
	stdin?(): Promise<Uint8Array>;
	/** Shows a line in place of the last one, or takes it away; absent where nobody watches. */
	progress?(line: string | undefined): void;
	stdout(text: string): void;
	stderr(text: string): void;
}

export const exitCodes = {
	/** Nothing at warning or above. */
	clean: 0,
	findings: 1,
	/** Bad usage, unreadable configuration, nothing that could be checked, or an internal error. */
	failure: 2,
	/** What shells report for a program that was ended by Ctrl-C. */
	interrupted: 130,
} as const;
