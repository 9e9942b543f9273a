import { isWordAt } from './characters.js';
import { chainAt, type Chain } from './chains.js';
import type { Names } from './names.js';
import type { Block } from './statements.js';

/** Words of code that looks at the platform before it uses what only some have. */
export const guardWords = /\b(?:hasattr|getattr|AttributeError|sys\.platform|platform\.system|os\.name)\b/;

const platformNames = /platform|darwin|linux|windows|win32|macos|osx|(?:has|have|supports?)_?\w*keep/i;

/** True for code that tells platforms apart, rather than asking for one name. */
export function asksPlatform(code: string): boolean {
	return /\b(?:hasattr|AttributeError)\b/.test(code) || platformNames.test(code);
}

/** Which code runs only where a condition on the platform, or a `try`, allows it. */
export interface Guards {
	covers(offset: number): boolean;
}

export function readGuards(names: Names): Guards {
	const { masked, layout } = names;
	let byBranches: ReadonlyMap<number, readonly Block[]> | undefined;
	const branchesOf = (block: Block): readonly Block[] => {
		byBranches ??= groupBranches(layout.statements.flatMap(({ body }) => body ?? []));
		return byBranches.get(block.branches) ?? [block];
	};

	function asks(header: string, start: number): boolean {
		if (guardWords.test(header) || platformNames.test(header)) return true;
		// `if HAS_IT:` where `HAS_IT = hasattr(socket, ...)`.
		const name = /^(?:if|elif|while)\s+(?:not\s+)?(?=[A-Za-z_])/.exec(header)?.[0];
		const chain = name === undefined ? undefined : chainAt(masked, start + name.length);
		return chain !== undefined && valuesOf(names, chain).some((value) => guardWords.test(value));
	}

	const isGuard = (block: Block): boolean =>
		block.keyword === 'try' ||
		branchesOf(block).some(({ header: { start, end } }) => asks(masked.code.slice(start, end), start));

	/** Where a branch on the platform leaves the block around it: what follows there runs elsewhere only. */
	let known: readonly Exit[] | undefined;
	const exits = (): readonly Exit[] =>
		(known ??= layout.statements.flatMap(({ start, end, block }): Exit[] => {
			// `assert sys.platform == "linux"`
			const asserts = isWordAt(masked.code, 'assert', start) && asks(masked.code.slice(start, end), start);
			if (asserts) return [{ at: start, outer: block }];
			const leaves = /^(?:return|raise|continue|break)\b/.test(masked.code.slice(start, Math.min(end, start + 9)));
			const isBranch = /^(?:if|elif|case)$/.test(block.keyword) && block.parent !== undefined;
			return leaves && isBranch && isGuard(block) ? [{ at: start, outer: block.parent }] : [];
		}));
	const isBehindExit = (offset: number, block: Block): boolean =>
		exits().some(({ at, outer }) => at < offset && outer.scope === block.scope && isAround(outer, block));

	return {
		covers(offset) {
			const statement = layout.statementAt(offset);
			if (!statement) return false;
			// `hasattr(socket, "TCP_KEEPIDLE") and sock.setsockopt(...)`
			const ahead = masked.code.slice(Math.max(statement.start, offset - longestStatement), offset);
			if (/\band\b/.test(ahead) && guardWords.test(ahead)) return true;
			if (isBehindExit(offset, statement.block)) return true;
			// `socket.TCP_KEEPIDLE if sys.platform == "linux" else 0x10`
			const line = masked.code.slice(statement.start, Math.min(statement.end, statement.start + longestStatement));
			if (/\bif\b.*\belse\b/.test(line) && (guardWords.test(line) || platformNames.test(line))) return true;
			for (let block: Block | undefined = statement.block; block?.parent; block = block.parent) {
				if (/^(?:if|elif|else|try|except|while|with|match|case)$/.test(block.keyword) && isGuard(block)) return true;
			}
			return false;
		},
	};
}

interface Exit {
	readonly at: number;
	/** The block that it leaves, or goes on in. */
	readonly outer: Block;
}

function isAround(outer: Block, inner: Block): boolean {
	for (let block: Block | undefined = inner; block; block = block.parent) if (block === outer) return true;
	return false;
}

/** A longer statement is read so far. */
const longestStatement = 2000;

function groupBranches(blocks: readonly Block[]): ReadonlyMap<number, readonly Block[]> {
	const groups = new Map<number, Block[]>();
	for (const block of blocks) {
		const known = groups.get(block.branches);
		if (known) known.push(block);
		else groups.set(block.branches, [block]);
	}
	return groups;
}

function valuesOf(names: Names, { parts, start }: Chain): string[] {
	return names
		.headOf(parts, start)
		.bindings.flatMap(({ source }) =>
			source.kind === 'value' ? [names.masked.code.slice(source.value.start, source.value.end)] : [],
		);
}
