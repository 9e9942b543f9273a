import semver from 'semver';

/** A requirement on a package: a semver range, or undefined where any version will do or none can be known. */
export interface Requirement {
	readonly range: string | undefined;
	/** The file that says so. */
	readonly source: string;
}

/** `v20.11.1-rc.1` as `20.11.1`, `3.11` as `3.11.0`; undefined where there is no number. */
export function plainVersion(text: string): string | undefined {
	return semver.coerce(text)?.version;
}

/** The lowest version in a semver range; undefined where it is not a range or has no lower end. */
export function lowestVersion(range: string): string | undefined {
	const valid = semver.validRange(range);
	const lowest = valid === null ? undefined : plainVersion(semver.minVersion(valid)?.version ?? '');
	return lowest === '0.0.0' ? undefined : lowest;
}

/** Whether a version is in a range; no range holds every version. */
export function satisfies(version: string, range: string | undefined): boolean {
	return range === undefined || semver.satisfies(version, range, { includePrerelease: true });
}

/** The lower of two plain versions. */
export function lower(left: string, right: string): string {
	return semver.lt(left, right) ? left : right;
}

/**
 * A Python requirement (PEP 440, or Poetry's `^3.10` and `~3.10`) as a semver range; undefined where it bounds nothing.
 * Exclusions (`!=`) are left out: they never change the lowest version by more than the excluded one.
 */
export function pythonRange(specifier: string): string | undefined {
	const alternatives = specifier.split('||').map((alternative) =>
		alternative
			.split(',')
			.map((part) => pythonClause(part.trim()))
			.filter((part) => part !== '')
			.join(' '),
	);
	const range = alternatives.filter((alternative) => alternative !== '').join(' || ');
	return range === '' || semver.validRange(range) === null ? undefined : range;
}

function pythonClause(clause: string): string {
	const match = /^(===?|~=|!=|<=|>=|<|>|\^|~)?\s*v?(?:\d+!)?(\d+(?:\.\d+)*)(\.\*)?/.exec(clause);
	const [, operator = '==', digits = '', wildcard] = match ?? [];
	if (match === null || operator === '!=') {
		return '';
	}
	const parts = digits.split('.').map(Number);
	if (operator === '~=') {
		return `>=${pad(parts)} <${pad(raise(parts.slice(0, -1)))}`;
	}
	if (wildcard !== undefined) {
		return `>=${pad(parts)} <${pad(raise(parts))}`;
	}
	if (operator === '^' || operator === '~') {
		return `${operator}${parts.slice(0, 3).join('.')}`;
	}
	return `${operator.startsWith('==') ? '=' : operator}${pad(parts)}`;
}

function pad(parts: readonly number[]): string {
	return [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0].join('.');
}

function raise(parts: readonly number[]): readonly number[] {
	return [...parts.slice(0, -1), (parts.at(-1) ?? 0) + 1];
}

/** A Python version (`2.0.0rc1`, `2024.08.30`, `1!2.0`) as a plain one. */
export function plainPythonVersion(text: string): string | undefined {
	const digits = /^\s*v?(?:\d+!)?(\d+(?:\.\d+)*)/.exec(text)?.[1];
	return digits === undefined ? undefined : pad(digits.split('.').map(Number));
}
