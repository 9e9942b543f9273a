import { lazyFor } from '../lazy.js';
import type { Span } from '../model.js';
import type { Value } from '../sites.js';
import { splitArguments } from './arguments.js';
import { readBrackets, type Brackets } from './brackets.js';
import type { Draft } from './calls.js';
import { chainAt, openerAfter, type Chain, type Chains } from './chains.js';
import type { Names } from './names.js';
import type { Block } from './statements.js';
import type { ValueReader } from './values.js';

interface Reader {
	readonly names: Names;
	readonly chains: Chains;
	readonly values: ValueReader;
}

/** Context managers that end what runs in their block: of asyncio, async_timeout, anyio, trio, gevent and eventlet. */
const managers = /^(?:timeout|Timeout|timeout_after|fail_after|move_on_after)$/;
const evidence = /\b(?:[tT]imeout|timeout_after|fail_after|move_on_after|wait_for)[ \t]*\(/;

/** Sets `bounded` of drafts and of the calls on them: the time after which the code around them gives up. */
export function readBounds({ names, chains, values }: Reader, drafts: readonly Draft[]): void {
	const { masked, layout } = names;
	if (!evidence.test(masked.code)) return;
	const brackets = readBrackets(masked);

	function boundAround(offset: number): Value | undefined {
		const statement = layout.statementAt(offset);
		if (!statement) return undefined;
		const own = statement.body?.keyword === 'with' ? boundIn({ start: statement.start, end: offset }) : undefined;
		return smallest([own, boundOfBlock(statement.block), ...waitsFor(offset, statement.start)]);
	}

	const boundIn = (header: Span): Value | undefined => smallest(chains.within(header).flatMap(boundOf));
	/** By the block and those around it in its scope. */
	const boundOfBlock = lazyFor((block: Block): Value | undefined => {
		const { parent } = block;
		const around = parent && parent.scope === block.scope ? boundOfBlock(parent) : undefined;
		return smallest([block.keyword === 'with' ? boundIn(block.header) : undefined, around]);
	});

	/** `asyncio.timeout(5)`, `Timeout(5, False)`. */
	function boundOf({ parts, end }: Chain): Value[] {
		const opener = managers.test(parts.at(-1) ?? '') ? openerAfter(masked, end) : undefined;
		const [first] = opener === undefined ? [] : splitArguments(masked, opener);
		return first?.star === '' ? [values.read(first.value)] : [];
	}

	/** `asyncio.wait_for(session.get(url), timeout=5)`. */
	function* waitsFor(offset: number, start: number): Generator<Value> {
		for (const opener of openersAround(brackets, offset, start)) {
			const [callee = ''] = /[\w.]+[ \t]*$/.exec(masked.code.slice(Math.max(start, opener - 60), opener)) ?? [];
			const chain = chainAt(masked, opener - callee.length);
			if (chain?.parts.at(-1) !== 'wait_for') continue;
			const items = splitArguments(masked, opener);
			const timeout = items.find(({ keyword }) => keyword?.name === 'timeout') ?? items[1];
			if (timeout) yield values.read(timeout.value);
		}
	}

	for (const draft of drafts) {
		const bounded = boundAround(draft.callee.start);
		if (bounded) draft.bounded = bounded;
		draft.uses = draft.uses.map((use) => {
			const around = boundAround(use.callee.start);
			if (!around) return use;
			const { method, callee, extent, arguments: given, keywords, open } = use;
			return { method, callee, extent, arguments: given, keywords, open, bounded: around };
		});
	}
}

function* openersAround(brackets: Brackets, offset: number, start: number): Generator<number> {
	for (let at = brackets.around(offset); at !== undefined && at >= start; at = brackets.around(at - 1)) yield at;
}

/** The smallest number; `unknown` where one cannot be seen. */
function smallest(values: readonly (Value | undefined)[]): Value | undefined {
	const bounds = values.filter((value) => value !== undefined && value.kind !== 'none');
	const hidden = bounds.find(({ kind }) => kind !== 'number');
	const numbers = bounds.flatMap((value) => (value.kind === 'number' ? [value] : []));
	return hidden ?? numbers.sort((a, b) => a.value - b.value)[0];
}
