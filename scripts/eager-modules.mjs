// Every CommonJS module of a bundle is a function that runs while the bundle is loaded. V8 reads the functions of a file
// only as far as it must to find their ends, and reads them again when they are called, with all functions in them:
// twice, for a bundle of such modules. Where a function stands in brackets, it is compiled at once.
import ts from 'typescript';

/** The helper that makes a module of a function, as esbuild writes it. */
const helper =
	/([\w$]+)=\([\w$]+,[\w$]+\)=>\(\)=>\{try\{return [\w$]+\|\|[\w$]+\(\([\w$]+=\{exports:\{\}\}\)\.exports,/;

/** The minified text of a bundle, with its CommonJS modules as functions in brackets. */
export function compileModulesAtOnce(text) {
	const name = helper.exec(text)?.[1];
	if (name === undefined) {
		if (text.includes('={exports:{}}')) {
			throw new Error('esbuild does not write modules as scripts/eager-modules.mjs expects.');
		}
		return text;
	}
	const source = ts.createSourceFile('bundle.js', text, ts.ScriptTarget.Latest);
	const parts = [];
	let end = 0;
	const visit = (node) => {
		const [module] = ts.isCallExpression(node) && isNamed(node.expression, name) ? node.arguments : [];
		if (module === undefined || !ts.isArrowFunction(module)) {
			ts.forEachChild(node, visit);
			return;
		}
		const { parameters, body } = module;
		const names = parameters.map((parameter) => parameter.getText(source)).join(',');
		const code = body.getText(source);
		const start = module.getStart(source);
		parts.push(text.slice(end, start), `(function(${names})${ts.isBlock(body) ? code : `{${code}}`})`);
		end = module.end;
	};
	visit(source);
	return [...parts, text.slice(end)].join('');
}

function isNamed(node, name) {
	return ts.isIdentifier(node) && node.text === name;
}
