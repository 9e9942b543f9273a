import { splitPath } from './options.js';
import type { KeepaliveFact, CreationForm, Scheme } from './catalogue/schema.js';
import type { Defect, KeepaliveOn, KeepaliveSetting, Span } from './model.js';
import type { Quota } from './quota.js';
import type { SocketOptions } from './sites.js';
import type { Holds } from './versions.js';

/** One kind of fact. */
export type Fact<Via extends KeepaliveFact['via']> = Extract<KeepaliveFact, { via: Via }>;

/** What reading a setting needs besides the call. */
export interface SettingContext {
	readonly form: CreationForm;
	readonly scheme: Scheme | 'unknown';
	/** True where the host is visibly an address. */
	readonly numeric: boolean;
	readonly holds: Holds;
	/** For what is wrong with code that many creations have in common. */
	readonly quota: Quota;
	/** Where one of these environment variables is set, as far as the project shows it: a file, or `` for this one. */
	variableIn(this: void, names: readonly string[]): string | undefined;
}

export interface ReadSetting {
	readonly setting: KeepaliveSetting;
	readonly defects: readonly Defect[];
}

/** Nothing is said. */
export const absent: ReadSetting = { setting: { kind: 'absent' }, defects: [] };

/** Not decided by what is in sight. */
export function hidden(because: string, span?: Span): ReadSetting {
	return { setting: { kind: 'unknown', because, ...(span && { span }) }, defects: [] };
}

export const hiddenOptions = hidden('options that cannot be seen here may decide');

export function notVisible(option: string, span: Span): ReadSetting {
	return hidden(`the value of \`${splitPath(option).join('.')}\` cannot be seen here`, span);
}

/** The largest idle time Linux takes; a larger one leaves the system's. */
const largestIdle = 32767;

/** The time before the first probe as it is given. */
export interface Idle {
	readonly idle: KeepaliveOn['idle'];
	readonly reason?: string;
	/** True where `reason` tells of a number that is not meant, but does no harm. */
	readonly minor?: boolean;
	readonly unportable?: SocketOptions['unportable'];
}

/** What raises on a platform, as much of it as is said of each creation that is given it. */
export function unportableIn({ unportable = [] }: Pick<Idle, 'unportable'>, { quota }: SettingContext): Defect[] {
	return unportable.slice(0, quota.take(unportable.length)).map((each) => ({ kind: 'unportable', ...each }));
}

/** A delay in seconds, as Linux takes it. */
export function secondsOf(value: number, unit: 'milliseconds' | 'seconds', name: string): Idle {
	const seconds = Math.trunc(unit === 'milliseconds' ? value / 1000 : value);
	if (seconds >= 1 && seconds <= largestIdle) return { idle: seconds };
	if (unit === 'milliseconds' && value > 0 && seconds < 1) {
		return {
			idle: 'system',
			reason: `\`${name}\` is in milliseconds, so ${value} becomes 0 s and the first probe comes after the system's 7200 s`,
		};
	}
	return { idle: 'system' };
}
