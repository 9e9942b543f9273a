import type { ProjectLayout } from '../model.js';
import { isTypeScript } from './parse.js';
import { readCompilerOptions } from './specifiers.js';

/**
 * True for a document whose types somebody checks: TypeScript, and JavaScript that asks for it, by a comment or by the
 * configuration around it.
 */
export function hasCheckedTypes(path: string, text: string, layout: ProjectLayout | undefined): boolean {
	if (isTypeScript(path)) return true;
	const said = /^\uFEFF?[ \t]*\/\/+[ \t]*@ts-(no)?check\b/m.exec(text);
	if (said) return said[1] === undefined;
	if (!layout) return false;
	return (
		readCompilerOptions({ path, top: layout.packageFolder, read: (file) => layout.text(file) })['checkJs'] === true
	);
}
