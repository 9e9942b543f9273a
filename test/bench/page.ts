import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Results, showGoals, showScans } from './results.js';

const begin = '<!-- What follows is written by `npm run bench -- --write`. -->';
const end = '<!-- Here it ends. -->';

/** Puts the tables and the chart of a run into the page. */
export function writePage(results: Results, root: string): void {
	const page = join(root, 'docs', 'performance.md');
	const text = readFileSync(page, 'utf8');
	const from = text.indexOf(begin);
	const to = text.indexOf(end);
	if (from < 0 || to < from) {
		throw new Error('docs/performance.md has no place for the tables.');
	}
	const tables = `${begin}\n\n${showResults(results)}\n\n`;
	writeFileSync(page, text.slice(0, from) + tables + text.slice(to));
	writeFileSync(join(root, 'docs', 'images', 'performance.svg'), drawChart(results));
}

/** The tables, below the machine and the versions. */
export function showResults({ machine, versions, tree, scans, goals }: Results): string {
	return [`${machine}; ${versions.join(', ')}.`, `${tree}.`, showScans(scans), showGoals(goals)].join('\n\n');
}

const barHeight = 22;
const labelWidth = 320;
const barWidth = 360;

/** The median of each program as a bar; seconds, on a scale by powers of ten. */
function drawChart({ scans }: Results): string {
	const longest = Math.max(...scans.map(({ seconds }) => seconds));
	const scale = (seconds: number): number =>
		(Math.max(0, Math.log10(seconds) + 1) / (Math.log10(longest) + 1)) * barWidth;
	const bars = scans.map(({ name, part, seconds }, row) => {
		const top = 10 + row * (barHeight + 8);
		const label = `${name}, ${part === 'whole' ? 'whole tree' : 'TypeScript and JavaScript'}`;
		const colour = name === 'keepalive-lint' ? '#2f81f7' : '#8b949e';
		return [
			`<text x="${labelWidth - 8}" y="${top + 15}" text-anchor="end">${label}</text>`,
			`<rect x="${labelWidth}" y="${top}" width="${scale(seconds).toFixed(1)}" height="${barHeight}" fill="${colour}"/>`,
			`<text x="${(labelWidth + scale(seconds) + 6).toFixed(1)}" y="${top + 15}">${seconds.toFixed(2)} s</text>`,
		].join('\n');
	});
	const height = 20 + scans.length * (barHeight + 8);
	const width = labelWidth + barWidth + 80;
	const style = 'text { font: 13px sans-serif; fill: #57606a; }';
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Seconds of each program on the same files, logarithmic">\n<style>${style}</style>\n${bars.join('\n')}\n</svg>\n`;
}
