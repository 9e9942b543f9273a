import { readFileSync } from 'node:fs';

import type { Version } from '../../engine/index.js';
import type { JavaScriptPackages } from './javascript-packages.js';
import { fieldsOf, outward, pathIn, type ProjectFolder, textOf } from './manifests.js';
import { lowestVersion, plainVersion } from './version-text.js';

/** The oldest maintained line: what code without any sign of a version is taken to run on. */
export const assumedNode: Version = { version: '22.0.0', source: 'assumed' };

/** Newest release of each line in use, late 2026. A line that is missing ends in `.99.0`. */
const newestRelease: ReadonlyMap<number, string> = new Map([
	[14, '14.21.3'],
	[16, '16.20.2'],
	[18, '18.20.8'],
	[20, '20.20.2'],
	[22, '22.23.3'],
	[24, '24.21.0'],
	[26, '26.10.0'],
]);

/** Code names of the long-term support lines, newest last. */
const longTermSupport: ReadonlyMap<string, number> = new Map([
	['argon', 4],
	['boron', 6],
	['carbon', 8],
	['dubnium', 10],
	['erbium', 12],
	['fermium', 14],
	['gallium', 16],
	['hydrogen', 18],
	['iron', 20],
	['jod', 22],
	['krypton', 24],
]);

/** Files that hold one Node version, as nvm, nodenv and others read them. */
export const nodeVersionFiles: readonly string[] = ['.nvmrc', '.node-version'];

/** The Node version a project folder asks for; the nearest folder that says anything decides. */
export function findNodeVersion(folder: ProjectFolder | undefined, packages: JavaScriptPackages): Version {
	for (const place of outward(folder)) {
		const found = readVolta(place, packages) ?? readVersionFile(place) ?? readEngines(place, packages);
		if (found !== undefined) {
			return found;
		}
	}
	// The types follow Node's own numbers up to the minor; their patch is their own.
	const types = packages.find('@types/node', folder);
	const line = types === undefined ? undefined : /^\d+\.\d+/.exec(types.version)?.[0];
	return line === undefined ? assumedNode : { version: `${line}.0`, source: '@types/node' };
}

function readVolta(place: ProjectFolder, packages: JavaScriptPackages): Version | undefined {
	const text = textOf(fieldsOf(packages.manifest(place)['volta'])['node']);
	const version = text === undefined ? undefined : parseNodeVersion(text);
	return version === undefined ? undefined : { version, source: 'package.json volta' };
}

function readEngines(place: ProjectFolder, packages: JavaScriptPackages): Version | undefined {
	const range = textOf(fieldsOf(packages.manifest(place)['engines'])['node']);
	const version = range === undefined ? undefined : lowestRelease(range);
	return version === undefined ? undefined : { version, source: 'package.json engines' };
}

function readVersionFile(place: ProjectFolder): Version | undefined {
	for (const name of nodeVersionFiles) {
		const path = pathIn(place, name);
		const version = path === undefined ? undefined : parseNodeVersion(readFirstLine(path));
		if (version !== undefined) {
			return { version, source: name };
		}
	}
	return undefined;
}

/** The first line of a file that is neither empty nor a comment; empty where it cannot be read. */
export function readFirstLine(path: string): string {
	try {
		const lines = readFileSync(path, 'utf8')
			.replace(/^\uFEFF/, '')
			.split(/\r?\n/);
		return lines.map((line) => line.replace(/#.*/, '').trim()).find((line) => line !== '') ?? '';
	} catch {
		// Without the file the next source answers.
		return '';
	}
}

/**
 * A Node version as people write it for one machine: `24` and `lts/jod` mean the newest release of that line, `v20.11`
 * the minor itself, a range its lowest version. Undefined where it names nothing.
 */
export function parseNodeVersion(text: string): string | undefined {
	const wanted = text.trim().toLowerCase();
	const exact = /^v?(\d+)(?:\.(\d+|x))?(?:\.(\d+|x))?$/.exec(wanted);
	if (exact !== null) {
		const [, major = '', minor = 'x'] = exact;
		return minor === 'x' ? newestOf(Number(major)) : plainVersion(wanted);
	}
	if (['node', 'latest', 'current', 'stable'].includes(wanted)) {
		return newestOf(Math.max(...newestRelease.keys()));
	}
	const line = parseLongTermSupport(wanted);
	return line === undefined ? lowestRelease(text) : newestOf(line);
}

function parseLongTermSupport(wanted: string): number | undefined {
	const name = /^lts(?:\/(.+))?$/.exec(wanted);
	if (name === null) {
		return longTermSupport.get(wanted);
	}
	const lines = [...longTermSupport.values()];
	const [, which = '*'] = name;
	const back = which === '*' ? 0 : /^-\d+$/.test(which) ? Number(which) : undefined;
	return back === undefined ? longTermSupport.get(which) : lines.at(back - 1);
}

/**
 * The lowest version of a range. A line that nobody maintains any more counts as its last release: who still allows
 * `>=18` runs 18.20, not the 18.0 of which the range speaks, and reports about 18.0 alone would be noise.
 */
function lowestRelease(range: string): string | undefined {
	const version = lowestVersion(range);
	const major = Number(version?.split('.')[0]);
	return version !== undefined && major < 20 ? newestOf(major) : version;
}

function newestOf(major: number): string {
	return newestRelease.get(major) ?? `${major}.99.0`;
}
