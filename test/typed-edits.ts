/** What somebody types, finishes later, or pastes. */
const typed = [
	...['(', ')', '{', '}', '[', ']', "'", '"', '`', '/', '\\', ';', ',', '.', '=', ' ', '\n', '\r\n', 'x', '0', '<', '>'],
	...['/*', '*/', '//', '${', '=>', '# ', '"""', ':', '\t', '    ', '\u2028', '\uFEFF', '\u{1F600}', '@', '?', '!'],
	...['async ', 'await ', 'new ', 'class A extends ', 'function f() {', 'return ', 'export ', 'var https = 1;\n', 'if (a) '],
	...['import https from "https";\n', 'https.get(u);\n', 'const agent = new https.Agent();\n', 'agent.keepAlive = true;\n'],
	...['import requests\n', 'def f():\n    ', 'requests.get(u)\n', 'with x as s:\n    ', 'lambda x: ', 'session.mount("https://", a)\n'],
	...['// keepalive-disable-next-line\n', '# keepalive: ignore\n', 'window.x = 1;\n', '<div>{', '</div>', 'case 1:', 'yield ', 'f"{'],
	...['function g() { return agent; }\n', 'agent.end(this.a);\n', 'let n = 1;\n', '{ let n; }\n'],
]; // prettier-ignore

/** Answers numbers below `below`. */
export type Dice = (below: number) => number;

/** Numbers that look like chance, and are the same at each run. */
export function createDice(seed: number): Dice {
	let state = seed * 2_654_435_761 + 1;
	return (below) => {
		state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) >>> 0;
		return (state >>> 8) % below;
	};
}

/** A text with one change anywhere. */
export function editAnywhere(text: string, dice: Dice): string {
	const at = dice(text.length + 1);
	const line = text.lastIndexOf('\n', at - 1) + 1;
	const insert = (offset: number, added: string) => text.slice(0, offset) + added + text.slice(offset);
	switch (dice(6)) {
		case 0:
			return text.slice(0, at) + text.slice(at + 1);
		case 1:
			return text.slice(0, at) + text.slice(at + dice(40));
		case 2: {
			const from = dice(text.length + 1);
			return insert(at, text.slice(from, from + dice(60)));
		}
		case 3:
			return insert(line, typed[dice(typed.length)] ?? '');
		default:
			return insert(at, typed[dice(typed.length)] ?? '');
	}
}
