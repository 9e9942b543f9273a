import * as ts from 'typescript';
import { moduleName } from './declarations.js';
import type { Names } from './scopes.js';

/** The modules that a text loads or re-exports, as catalogued; those of type-only imports left out. */
export function loadedModules(source: ts.SourceFile, { loads }: Names): ReadonlySet<string> {
	const modules = new Set<string>();
	const add = (specifier: ts.Node | undefined): void => {
		if (specifier && ts.isStringLiteralLike(specifier)) modules.add(moduleName(specifier.text));
	};
	for (const statement of source.statements) {
		if (ts.isImportDeclaration(statement)) {
			const isType = statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
			if (!isType) add(statement.moduleSpecifier);
		} else if (ts.isExportDeclaration(statement) && !statement.isTypeOnly) {
			add(statement.moduleSpecifier);
		} else if (ts.isImportEqualsDeclaration(statement) && ts.isExternalModuleReference(statement.moduleReference)) {
			add(statement.moduleReference.expression);
		}
	}
	for (const call of loads) add(call.arguments?.[0]);
	return modules;
}

/** True for specifiers of files of the same project. */
export function isRelative(module: string): boolean {
	return module.startsWith('./') || module.startsWith('../') || module === '.' || module === '..';
}
