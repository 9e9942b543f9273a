import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as ts from 'typescript';
import { readScript, readScriptAgain, type Script } from '../server/src/engine/javascript/analysis.js';
import { readFixtures } from './fixture.js';
import { createDice, editAnywhere } from './typed-edits.js';

/** Of each fixture; more of them find more. */
const edits = Number(process.env['EDITS'] ?? 6);

/** What lives on between edits, so that a tree shows how often somebody wrote to it. */
const isKept = ({ tree }: Script): boolean => tree !== undefined;

function script(text: string, path: string, earlier?: Script): Script {
	const document = { path, language: 'javascript', text } as const;
	return earlier ? readScriptAgain(document, earlier) : readScript(document);
}

/** Every node and list of a tree with its place, its text and its parent's kind. */
function describeTree(source: ts.SourceFile): string[] {
	const found: string[] = [];
	const list = ({ pos, end, hasTrailingComma }: ts.NodeArray<ts.Node>) =>
		found.push(`[${pos} ${end} ${hasTrailingComma}]`);
	const describeNode = (node: ts.Node, parent: ts.Node | undefined): void => {
		assert.equal(node.parent, parent);
		const text = ts.isIdentifier(node) || ts.isLiteralExpression(node) ? node.text : '';
		found.push(`${ts.SyntaxKind[node.kind]} ${node.pos} ${node.end} ${text}`);
		ts.forEachChild(
			node,
			(child) => describeNode(child, node),
			(children) => {
				list(children);
				children.forEach((child) => describeNode(child, node));
			},
		);
	};
	describeNode(source, undefined);
	return found;
}

/** What each name of a text stands for, and what is done to it. */
function describeNames({ source, names }: Script): string[] {
	const places = (nodes: readonly ts.Node[]): string => nodes.map(({ pos, end }) => `${pos}-${end}`).join();
	const found = [
		`top ${[...names.topLevel].map(([name, { node }]) => `${name} ${node.pos}`).join()}`,
		`calls ${places(names.callsOf(() => true))}, loads ${places(names.loads)}`,
		`sets ${places(names.memberAssignments)}`,
	];
	const seen = new Set<string>();
	const describeBelow = (node: ts.Node): void => {
		if (ts.isIdentifier(node)) seen.add(node.text);
		const declaration = ts.isIdentifier(node) ? names.declarationOf(node) : undefined;
		if (declaration) {
			const { kind, assignments, memberWrites, references } = declaration;
			const writes = `${assignments.length} ${memberWrites.length}`;
			found.push(`${node.pos} ${kind} ${declaration.node.pos} ${writes} ${places(references)}`);
		}
		ts.forEachChild(node, describeBelow);
	};
	describeBelow(source);
	for (const name of seen) {
		const declared = names.named(name).map(({ node, first }) => `${node.pos} ${first.node.pos}`);
		const asked = [names.callsNamed(name), names.thisAccessesOf(name)].map(places);
		found.push(`${name} ${declared.join()} ${asked.join(' ')} ${names.loadsGlobal(name)}`);
	}
	return found;
}

/** Follows an edit, and compares what is known then with what is read of the new text. */
function follow(earlier: Script, text: string, path: string): Script {
	const followed = script(text, path, earlier);
	const fresh = script(text, path);
	assert.deepEqual(describeTree(followed.source), describeTree(fresh.source), text);
	assert.deepEqual(describeNames(followed), describeNames(fresh), text);
	assert.equal(followed.names.isBroken, fresh.names.isBroken, text);
	return followed;
}

const example = `import https from 'https';

export async function run(items) {
	let total = 0;
	for (const item of items) {
		total += item.size;
		await https.get(item.url, (answer) => { answer.resume(); });
	}
	return total;
}

class Client {
	agent = new https.Agent();
	close() { this.agent.destroy(); }
}
`;

describe('An edit within a list of statements', () => {
	const place = (before: string, after: string): [string, string, string] => [
		before.trim(),
		before.trim(),
		example.replace(before, after),
	];
	for (const [name, , text] of [
		place('total = 0', 'total = 10'),
		place('total += item.size;', 'total += item.size;\n\t\tcount(total);'),
		place('\t\ttotal += item.size;\n', ''),
		place('answer.resume();', ''),
		place('answer.resume();', 'answer.resume(); answer.on("end", () => {});'),
		place('return total;', 'return total;\n\t// done\n'),
		place('agent = new https.Agent();', 'agent = new https.Agent();\n\tother = this.agent;'),
		place('close() {', 'close() { if (this.open) {} '),
		place('class Client {', 'run([]);\n\nclass Client {'),
		place('}\n\nclass', '}\n\n\n\nclass'),
	]) {
		it(`is read alone: ${name}`, () => {
			const followed = follow(script(example, 'a.mjs'), text, 'a.mjs');
			assert.ok(isKept(followed));
			follow(follow(followed, example, 'a.mjs'), text, 'a.mjs');
		});
	}

	for (const [name, , text] of [
		place("import https from 'https';", "import https from 'node:https';"),
		place('let total = 0;', 'let total = (0;'),
		place('total += item.size;', 'total += /* item.size;'),
		place('total += item.size;', 'total += `item.size;'),
		place('return total;', 'return total; }'),
		place('run(items)', 'run(items, more)'),
	]) {
		it(`is the parser's where it concerns more: ${name}`, () => {
			const followed = follow(script(example, 'a.mjs'), text, 'a.mjs');
			assert.ok(!isKept(followed));
			follow(follow(followed, example, 'a.mjs'), example.replace('total = 0', 'total = 1'), 'a.mjs');
		});
	}

	it('keeps what declares a name twice', () => {
		const twice = 'class A {\n\tget() { return 1; }\n}\nnamespace A {\n\texport const b = 2;\n}\nnew A();\n';
		for (const [before, after] of [
			['return 1', 'return 10'],
			['b = 2', 'b = 20'],
		] as const) {
			follow(script(twice, 'a.ts'), twice.replace(before, after), 'a.ts');
		}
	});

	it('leaves trees as new texts have them', () => {
		let kept = 0;
		const fixtures = ['clients', 'rules', 'syntax'].flatMap((folder) => readFixtures(folder));
		for (const [index, { path, text, language }] of fixtures.entries()) {
			if (language !== 'javascript') continue;
			const dice = createDice(index);
			let last = { text, script: script(text, path) };
			for (let count = 0; count < edits; count++) {
				const edited = count % 4 === 3 ? text : editAnywhere(last.text, dice);
				last = { text: edited, script: follow(last.script, edited, path) };
				if (isKept(last.script)) kept++;
			}
		}
		assert.ok(kept > fixtures.length / 10);
	});
});
