import type { Writer } from '../front-end.js';
import type { SourceDocument } from '../model.js';
import type { Analysis } from './analysis.js';

export function createWriter(_document: SourceDocument, _analysis: Analysis): Writer {
	const refuse = (): undefined => undefined;
	return {
		importName: refuse,
		declareHelper: refuse,
		optionText: refuse,
		setOption: refuse,
		helperText: (helper) => helper.text,
		replaceCallee: refuse,
		append: refuse,
		statementsAfter: refuse,
		replaceArguments: refuse,
		suppress: refuse,
	};
}
