import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import ignore, { type Ignore } from 'ignore';

import { ancestors, findRepository, relativePath } from './folders.js';

/** The `.gitignore` files that hold in a folder, innermost first. */
export interface IgnoreRules {
	readonly folder: string;
	readonly matchers: readonly Ignore[];
	readonly outer: IgnoreRules | undefined;
}

/** The rules for the content of `folder`: its own `.gitignore`, inside those of `outer`. */
export function enterFolder(folder: string, outer: IgnoreRules | undefined): IgnoreRules | undefined {
	const matchers = readMatchers(folder, ['.gitignore']);
	return matchers.length === 0 ? outer : { folder, matchers, outer };
}

/** The rules that the repository around `folder` has for it, those of `folder` itself left out. */
export function rulesAround(folder: string): IgnoreRules | undefined {
	const repository = findRepository(folder);
	if (repository === undefined) {
		return undefined;
	}
	const exclude = readMatchers(repository, [join('.git', 'info', 'exclude')]);
	let rules: IgnoreRules | undefined =
		exclude.length === 0 ? undefined : { folder: repository, matchers: exclude, outer: undefined };
	for (const outer of ancestors(folder, repository).slice(1).reverse()) {
		rules = enterFolder(outer, rules);
	}
	return rules;
}

/** Whether git would ignore this path; the innermost rule that says anything decides. */
export function isIgnored(path: string, isFolder: boolean, rules: IgnoreRules | undefined): boolean {
	for (let scope = rules; scope !== undefined; scope = scope.outer) {
		const inside = relativePath(scope.folder, path);
		if (inside === '') {
			continue; // A folder's own rules are about what lies below it.
		}
		const below = inside + (isFolder ? '/' : '');
		for (const matcher of scope.matchers) {
			const answer = matcher.test(below);
			if (answer.ignored || answer.unignored) {
				return answer.ignored;
			}
		}
	}
	return false;
}

function readMatchers(folder: string, names: readonly string[]): readonly Ignore[] {
	return names.flatMap((name) => {
		const text = readOptional(join(folder, name));
		return text === undefined || text.trim() === '' ? [] : [ignore({ ignorecase: false }).add(text)];
	});
}

function readOptional(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		// Most folders have no such file; one that cannot be read ignores nothing, as in git.
		return undefined;
	}
}
