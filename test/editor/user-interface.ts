import type { RunningEditor } from './running-editor.js';

export interface Stage extends RunningEditor {
	/** The path of a picture. */
	picture(title: string): string;
}

export const userTests: readonly { readonly name: string; readonly run: (stage: Stage) => Promise<void> }[] = [];
