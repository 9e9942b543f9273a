import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as ts from 'typescript';
import { environments } from '../server/src/engine/catalogue/environments.js';
import { createEngine, type CheckContext, type SourceDocument } from '../server/src/engine/index.js';
import { documentOf, readFixtures, type Fixture } from './fixture.js';

const engine = createEngine();

/** Every line whose facts differ, and the releases on both sides of 24.15. */
const nodes = ['12.22.0', '18.20.8', '20.20.2', '22.23.3', '24.14.1', '24.15.0', '26.10.0'];

const fixtures = ['clients/javascript', 'rules', 'syntax'].flatMap((folder) =>
	readFixtures(folder).filter(({ language }) => language === 'javascript'),
);

/** `FULL_SWEEP=1` takes each environment with each Node, which takes minutes; otherwise each fixture has its share. */
const isFull = process.env['FULL_SWEEP'] === '1';

function contextsOf({ context }: Fixture, turn: number): { readonly title: string; readonly context: CheckContext }[] {
	return environments.flatMap((environment, index) =>
		nodes
			.filter((_, at) => isFull || (index + turn) % nodes.length === at)
			.map((node) => ({
				title: `${environment.name}, Node ${node}`,
				context: {
					...context,
					environment,
					target: { ...context.target, node: { version: node, source: 'test' } },
				},
			})),
	);
}

function syntaxErrors({ path, text }: SourceDocument): string[] {
	const { diagnostics = [] } = ts.transpileModule(text, {
		fileName: path,
		reportDiagnostics: true,
		compilerOptions: { allowJs: true, target: ts.ScriptTarget.ESNext, jsx: ts.JsxEmit.Preserve },
	});
	return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

/** What is wrong with a text after all its fixes. */
function problemsOf(document: SourceDocument, context: CheckContext, known: readonly string[]): string[] {
	const before = engine.check(document, context);
	const { text, fixed, remaining } = engine.fixAll(document, context, { unsafe: true });
	const problems: string[] = [];
	if (fixed > 0) problems.push(...syntaxErrors({ ...document, text }).filter((each) => !known.includes(each)));
	const fixable = remaining.findings.filter(({ fixes }) => fixes.length > 0);
	problems.push(...fixable.map(({ message }) => `left to fix: ${message}`));
	if (engine.fixAll({ ...document, text }, context, { unsafe: true }).text !== text) problems.push('fixed again');
	const count = (findings: typeof remaining.findings): number =>
		findings.filter(({ rule }) => rule === 'ineffective-keepalive').length;
	if (count(remaining.findings) > count(before.findings)) problems.push('a fix that is ineffective');
	return problems;
}

describe('All fixes of JavaScript, in every environment and on every line of Node', () => {
	for (const [turn, fixture] of fixtures.entries()) {
		it(fixture.path, () => {
			const document = documentOf(fixture, fixture.text);
			const known = syntaxErrors(document);
			const problems = contextsOf(fixture, turn).flatMap(({ title, context }) =>
				problemsOf(document, context, known).map((problem) => `${title}: ${problem}`),
			);
			assert.deepEqual(problems, []);
		});
	}
});
