import { l10n } from 'vscode';
import type { CloseHandlerResult, ErrorHandler } from 'vscode-languageclient/node';

import { CloseAction, ErrorAction } from './library.js';

/** Pauses before a crashed server is started again, in milliseconds; after the last one it stays down. */
const pauses = [500, 2_000, 8_000, 30_000] as const;

/** A server that has run for so long, in milliseconds, has not crashed because of how it was started. */
const recovery = 180_000;

/** Errors on one connection that are no reason to end it. */
const toleratedErrors = 3;

export interface CrashListener {
	/** The server has crashed and comes back in `pause` milliseconds. `first` is false for the same trouble again. */
	onCrash(pause: number, first: boolean): void;
	/** The pause is over. */
	onRestart(): void;
	/** The server has crashed too often. */
	onGiveUp(): void;
}

/** Starts a crashed server again, each time after a longer pause, and gives up in the end. */
export interface CrashHandler extends ErrorHandler {
	/** The server has crashed and is about to be started again. */
	isPausing(): boolean;
	/** Earlier crashes no longer count, and who waits for the end of a pause has to start the server himself. */
	reset(): void;
}

/**
 * The client could start the server again by itself, but until then it would take itself for running: what is typed in
 * the pause would be sent to nobody, with an error in the log for every key. So it stops, and is started after the pause.
 */
export function createCrashHandler(listener: CrashListener): CrashHandler {
	let crashes = 0;
	let lastCrash = 0;
	let timer: NodeJS.Timeout | undefined;

	const closed = (): CloseHandlerResult => {
		crashes = Date.now() - lastCrash > recovery ? 0 : crashes;
		lastCrash = Date.now();
		const pause = pauses[crashes++];
		// The listener tells the user; the client only logs it.
		const stop = { action: CloseAction.DoNotRestart, handled: true } as const;
		if (pause === undefined) {
			listener.onGiveUp();
			return { ...stop, message: l10n.t('The language server keeps crashing and is not started again.') };
		}
		timer = setTimeout(() => {
			timer = undefined;
			listener.onRestart();
		}, pause);
		listener.onCrash(pause, crashes === 1);
		return { ...stop, message: l10n.t('The language server has crashed; it is started again in {0} s.', pause / 1000) };
	};
	return {
		closed,
		error: (_error, _message, count) => ({
			action: (count ?? 0) <= toleratedErrors ? ErrorAction.Continue : ErrorAction.Shutdown,
		}),
		isPausing: () => timer !== undefined,
		reset: () => {
			crashes = 0;
			clearTimeout(timer);
			timer = undefined;
		},
	};
}
