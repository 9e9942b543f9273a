import assert from 'node:assert/strict';
import { type CheckResult, createEngine } from '../server/src/engine/index.js';
import { type Files, languageOfPath, memoryContext, type ProjectOptions } from './memory-project.js';

export const engine = createEngine();
/** The setting of a project that shares helpers. */
export const top = { folder: '' };

/** Checks one file of a project. */
export function check(files: Files, path: string, options: ProjectOptions = {}): CheckResult {
	const document = { path, language: languageOfPath(path), text: files[path] ?? '' };
	return engine.check(document, memoryContext(files, path, options));
}

/** The project after fixing some of its files one after another, as a project that shares helpers. */
export function fixed(files: Files, paths: readonly string[], options: ProjectOptions = { shared: top }): Files {
	return paths.reduce((now, path) => {
		const document = { path, language: languageOfPath(path), text: now[path] ?? '' };
		const result = engine.fixAll(document, memoryContext(now, path, options), { otherFiles: true });
		const changes = result.files.map(({ path: changed, before, after }) => {
			assert.equal(before, now[changed]);
			return [changed, after] as const;
		});
		return { ...now, [path]: result.text, ...Object.fromEntries(changes) };
	}, files);
}

/** The line that imports the helper, and where the module was made: `import { a } from './b.js'; src/b.ts`. */
export function imported(files: Files, path: string, options?: ProjectOptions): string {
	const after = fixed(files, [path], options);
	const made = Object.keys(after).filter((each) => files[each] === undefined);
	const line = /^.*(?:keepalive-agent|tcp_keepalive|agents|keep)\b.*$/m.exec(after[path] ?? '')?.[0] ?? '';
	return [line, ...made].join(' ').trim();
}
