import type { ReportedFinding } from './report.js';

/** A source line with the part that a finding is about. */
export interface Excerpt {
	readonly before: string;
	readonly marked: string;
	readonly after: string;
}

/** What fits beside a line number in most terminals, in characters. */
const terminalWidth = 100;
/** How much is shown before the marked part of a line that is too long. */
const lead = 30;

/**
 * The line of a finding without its indentation, cut around the marked part to so many characters; undefined where it is
 * not known.
 */
export function excerptOf(finding: ReportedFinding, longest: number = terminalWidth): Excerpt | undefined {
	const { detail, line, column, endLine, endColumn } = finding;
	if (detail === undefined || column > detail.line.length) {
		return undefined;
	}
	const text = detail.line.trimEnd();
	const start = column - 1;
	const end = endLine === line ? endColumn - 1 : text.length;
	const first = Math.min(text.search(/\S|$/), start);
	const from = end - first <= longest ? first : Math.max(first, start - lead);
	const to = Math.min(text.length, from + longest);
	const plain = (piece: string): string => piece.replaceAll('\t', ' ');
	return {
		before: (from > first ? '…' : '') + plain(text.slice(from, start)),
		marked: plain(text.slice(start, Math.min(end, to))),
		after: plain(text.slice(Math.min(end, to), to)) + (to < text.length ? '…' : ''),
	};
}

/** Columns that a text takes in a terminal: East Asian characters and pictures take two, combining marks none. */
export function widthOf(text: string): number {
	let width = 0;
	for (const character of text) {
		width += /\p{Mark}/u.test(character) ? 0 : isWide(character) ? 2 : 1;
	}
	return width;
}

function isWide(character: string): boolean {
	return /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u.test(
		character,
	);
}
