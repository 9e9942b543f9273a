import { l10n } from 'vscode';
import { CloseAction, type CloseHandlerResult, ErrorAction, type ErrorHandler } from 'vscode-languageclient';

/** Pauses before a crashed server is started again, in milliseconds; after the last one it stays down. */
const pauses = [500, 2_000, 8_000, 30_000] as const;

/** A server that has run for so long, in milliseconds, has not crashed because of how it was started. */
const recovery = 180_000;

/** Errors on one connection that are no reason to end it. */
const toleratedErrors = 3;

export interface CrashListener {
	/** The server has crashed and comes back in `pause` milliseconds. `first` is false for the same trouble again. */
	onRestart(pause: number, first: boolean): void;
	/** The server has crashed too often. */
	onGiveUp(): void;
}

/** Starts a crashed server again, each time after a longer pause, and gives up in the end. */
export interface CrashHandler extends ErrorHandler {
	/** The user starts the server: earlier crashes no longer count, and a pause ends. True where one has ended. */
	reset(): boolean;
}

export function createCrashHandler(listener: CrashListener): CrashHandler {
	let crashes = 0;
	let lastCrash = 0;
	let endPause: (() => void) | undefined;

	const closed = async (): Promise<CloseHandlerResult> => {
		crashes = Date.now() - lastCrash > recovery ? 0 : crashes;
		lastCrash = Date.now();
		const pause = pauses[crashes++];
		// The listener tells the user; the client only logs it.
		if (pause === undefined) {
			listener.onGiveUp();
			const message = l10n.t('The language server keeps crashing and is not started again.');
			return { action: CloseAction.DoNotRestart, handled: true, message };
		}
		listener.onRestart(pause, crashes === 1);
		await new Promise<void>((resolve) => {
			const timer = setTimeout(resolve, pause);
			endPause = () => {
				clearTimeout(timer);
				resolve();
			};
		});
		endPause = undefined;
		return { action: CloseAction.Restart, handled: true, message: l10n.t('The language server is started again.') };
	};
	return {
		closed,
		error: (_error, _message, count) => ({
			action: (count ?? 0) <= toleratedErrors ? ErrorAction.Continue : ErrorAction.Shutdown,
		}),
		reset: () => {
			crashes = 0;
			const isPausing = endPause !== undefined;
			endPause?.();
			return isPausing;
		},
	};
}
