import type { CancellationToken, RemoteConsole } from 'vscode-languageserver';
import { LSPErrorCodes, ResponseError } from './library.js';

/** Runs the body of a handler. */
export interface Guard {
	/** For requests: what fails is logged and answered by `empty`; what was cancelled is answered as cancelled. */
	answer<Result>(
		request: { readonly name: string; readonly empty: Result; readonly token: CancellationToken },
		run: () => Result | Promise<Result>,
	): Promise<Result | ResponseError<never>>;
	/** For notifications and work in the background: what fails is logged. */
	run(name: string, run: () => void | Promise<void>): void;
	/** What failed last. */
	lastError(): GuardedError | undefined;
}

export interface GuardedError {
	/** Without the stack, which is in the log. */
	readonly message: string;
	/** ISO 8601. */
	readonly time: string;
}

/** No handler throws to the client: an error there becomes a popup in front of somebody who only typed. */
export function createGuard(console: RemoteConsole): Guard {
	let last: GuardedError | undefined;
	const log = (name: string, error: unknown) => {
		const message = error instanceof Error ? error.message : String(error);
		last = { message: `${name} failed: ${message}`, time: new Date().toISOString() };
		console.error(`${name} failed: ${error instanceof Error ? (error.stack ?? message) : message}`);
	};
	const attempt = async (name: string, run: () => void | Promise<void>) => {
		try {
			await run();
		} catch (error) {
			log(name, error);
		}
	};
	return {
		answer: async ({ name, empty, token }, run) => {
			const cancelled = () => new ResponseError<never>(LSPErrorCodes.RequestCancelled, `${name} was cancelled`);
			if (token.isCancellationRequested) {
				return cancelled();
			}
			try {
				const result = await run();
				return token.isCancellationRequested ? cancelled() : result;
			} catch (error) {
				log(name, error);
				return empty;
			}
		},
		run: (name, run) => void attempt(name, run),
		lastError: () => last,
	};
}
