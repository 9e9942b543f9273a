import type { ProbeFact } from './catalogue/schema.js';
import type { Assessment, Creation, Defect, Environment, KeepaliveOn, Probe, Target, Wait } from './model.js';
import { conditionsOf, firstRow } from './versions.js';

/**
 * Answers the product's question for one creation: while a request waits, will the kernel send a probe before the
 * network forgets the connection?
 */
export function assess(creation: Creation, environment: Environment, target: Target): Assessment {
	const { entry, form, setting, wait } = creation;
	const row = firstRow(form.probe, conditionsOf(entry, target, creation.scheme));
	const byDefault: Probe = row?.probe ?? { kind: 'unknown' };
	const probe = probeOf(creation, byDefault);
	const assessment = {
		creation,
		wait,
		probe,
		environment,
		defects:
			creation.defects.length === 0
				? creation.defects
				: creation.defects.filter((defect) => matters(defect, wait, probe, environment)),
		silent: creation.local || probe.kind === 'inherited' || probe.kind === 'unknown',
		probesByDefault: setting.kind === 'off' && (byDefault.kind === 'on' || byDefault.kind === 'system-default'),
	};
	const system = probe.kind === 'system-default' ? target.deployment?.keepaliveTime : undefined;
	return system ? { ...assessment, system } : assessment;
}

function probeOf({ setting }: Creation, byDefault: ProbeFact): Probe {
	switch (setting.kind) {
		case 'absent':
			return byDefault;
		case 'on':
			return probeOfSetting(setting);
		case 'off':
			return { kind: 'off' };
		case 'inherited':
		case 'unknown':
			return { kind: setting.kind };
	}
}

function probeOfSetting({ idle, becomes }: KeepaliveOn): Probe {
	if (becomes === 'off' || becomes === 'system-default') return { kind: becomes };
	if (idle === 'unknown') return { kind: 'unknown' };
	if (becomes === 'pooled-only') return { kind: 'pooled-only', idle: idle === 'system' ? 7200 : idle };
	return idle === 'system' ? { kind: 'system-default' } : { kind: 'on', idle };
}

/** True where the request in flight gets no probe at all. */
export function isUnprotected({ kind }: Probe): boolean {
	return kind === 'off' || kind === 'pooled-only';
}

/** True where the author asked for a wait that the network does not survive. */
export function isLongByArgument(wait: Wait, { idleTimeout }: Environment): boolean {
	return wait.kind !== 'unknown' && wait.from === 'argument' && reaches(wait, idleTimeout);
}

/** True where the wait reaches the idle timeout, whoever asked for it. */
export function isLong(wait: Wait, { idleTimeout }: Environment): boolean {
	return wait.kind !== 'unknown' && reaches(wait, idleTimeout);
}

function reaches(wait: Exclude<Wait, { kind: 'unknown' }>, idleTimeout: number): boolean {
	return wait.kind === 'unbounded' || wait.seconds >= idleTimeout;
}

/** A setting that does nothing is worth a word only where probes would be needed. */
function matters(defect: Defect, wait: Wait, probe: Probe, environment: Environment): boolean {
	if (!defect.onlyLongWait) return true;
	if (probe.kind === 'inherited' || probe.kind === 'unknown') return false;
	return isUnprotected(probe) ? isLong(wait, environment) : isLongByArgument(wait, environment);
}
