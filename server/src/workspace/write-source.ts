import {
	accessSync,
	existsSync,
	mkdirSync,
	constants,
	readFileSync,
	realpathSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { describeFileError } from './file-errors.js';

/**
 * Replaces the content of a file in one step, so that no reader ever sees half of it: a temporary file beside it takes
 * its name. Answers undefined, or the reason why the file was left alone, a change since it was read for one.
 */
export function replaceSource(path: string, before: string, after: string): string | undefined {
	let temporary: string | undefined;
	try {
		// What a link leads to is replaced, not the link; one that leads to nothing fails here.
		const target = realpathSync(path);
		accessSync(target, constants.W_OK);
		if (!readFileSync(target).equals(Buffer.from(before))) {
			return 'changed since it was read';
		}
		const { mode } = statSync(target);
		const name = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
		writeFileSync(name, after, { flag: 'wx', mode });
		temporary = name;
		renameSync(temporary, target);
		return undefined;
	} catch (error) {
		if (temporary !== undefined) {
			rmSync(temporary, { force: true });
		}
		return describeFileError(error);
	}
}

/** Creates a file in one step, its folder too. Answers undefined, or the reason why it was not made. */
export function createSource(path: string, text: string): string | undefined {
	const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
	try {
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(temporary, text, { flag: 'wx' });
		if (existsSync(path)) {
			return 'changed since it was read';
		}
		renameSync(temporary, path);
		return undefined;
	} catch (error) {
		return describeFileError(error);
	} finally {
		rmSync(temporary, { force: true });
	}
}
