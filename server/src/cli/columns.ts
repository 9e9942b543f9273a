/** Rows as lines with aligned columns, two blanks between them; the last column is not padded. */
export function alignColumns(rows: readonly (readonly string[])[], indent = ''): string {
	const widths: number[] = [];
	for (const row of rows) {
		row.slice(0, -1).forEach((cell, index) => {
			widths[index] = Math.max(widths[index] ?? 0, cell.length);
		});
	}
	return rows
		.map((row) => {
			const last = row.length - 1;
			const cells = row.map((cell, index) => (index < last ? cell.padEnd(widths[index] ?? 0) : cell));
			return `${indent}${cells.join('  ').trimEnd()}\n`;
		})
		.join('');
}
