import type { Edit, RuleId, SourceDocument } from './model.js';
import { maskPython } from './python/mask.js';

/** An edit that puts a comment which silences a rule in the whole file, or the rule into the one that is there. */
export function suppressInFile(document: SourceDocument, rule: RuleId): Edit {
	return document.language === 'python' ? inPython(document.text, rule) : inJavaScript(document.text, rule);
}

function inPython(text: string, rule: RuleId): Edit {
	const known = knownPythonComment(text);
	if (known) {
		const isEmpty = /\[\s*$/.test(known[0]);
		return insertion(known.index + known[0].length, isEmpty ? rule : `, ${rule}`);
	}
	// Only the first two lines may name the interpreter and the encoding.
	const [head = ''] = /^\uFEFF?(?:#!.*\r?\n)?(?:[ \t]*#.*coding[:=].*\r?\n)?/.exec(text) ?? [];
	return insertion(head.length, `# keepalive: file-ignore[${rule}]${lineEnd(text)}`);
}

/** The first comment that silences rules in the whole file; what only looks like one stands in a string. */
function knownPythonComment(text: string): RegExpExecArray | undefined {
	const found = [...text.matchAll(/^[ \t]*#\s*keepalive:\s*file-ignore\[[^\]\n]*/gm)];
	const comments = found.length === 0 ? [] : maskPython(text).comments;
	return found.find((match) => comments.some(({ start }) => start === match.index + match[0].indexOf('#')));
}

function inJavaScript(text: string, rule: RuleId): Edit {
	const head = headerEnd(text);
	const known = /^\/\*\s*keepalive-disable(?:[ \t]+[\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)(?=\s*(?:--|\*\/))/.exec(
		text.slice(head),
	);
	if (known) return insertion(head + known[0].length, `, ${rule}`);
	return insertion(head, `/* keepalive-disable ${rule} */${lineEnd(text)}`);
}

/**
 * Where a comment may stand that is about the whole file: behind a hashbang, and behind a first comment that is about
 * the file as well (a licence, or the pragmas that test runners read from the very first comment).
 */
function headerEnd(text: string): number {
	const [hashbang = ''] = /^\uFEFF?(?:#!.*(?:\r?\n|$))?/.exec(text) ?? [];
	const [header] = /^\s*\/\*(?!\s*keepalive-)[^]*?\*\/[ \t]*\r?\n/.exec(text.slice(hashbang.length)) ?? [];
	const after = header === undefined ? '' : text.slice(hashbang.length + header.length);
	const isAboutFile = /^(?:\r?\n|import\b|export \* |(?:const|var|let) .*\brequire\(|['"]use |\/[/*])/.test(after);
	return hashbang.length + (header !== undefined && isAboutFile ? header.length : 0);
}

function lineEnd(text: string): string {
	return /\r?\n/.exec(text)?.[0] ?? '\n';
}

function insertion(offset: number, text: string): Edit {
	return { span: { start: offset, end: offset }, text };
}
