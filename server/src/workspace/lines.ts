/** The lines of a text with their newlines; the last one may have none. */
export function linesOf(text: string): readonly string[] {
	return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
