import { isLong } from '../assess.js';
import type { Assessment } from '../model.js';
import { forgets, subject } from './phrases.js';
import type { Rule } from './rule.js';

export const lateKeepalive: Rule = {
	id: 'late-keepalive',
	severity: 'warning',
	summary: 'TCP keepalive is on, but the first probe comes after the network has forgotten the connection.',
	rationale:
		'`SO_KEEPALIVE` without an idle time leaves the first probe to the system: after 7200 s on Linux, macOS and ' +
		'Windows, later than every cloud timeout. An idle time at or beyond the idle timeout is no better, and one ' +
		'above half of it (information) does not survive a lost probe. Where the wait is shorter than the idle timeout ' +
		'or the system values are lowered by the project, the finding is information.',
	check(assessment) {
		const { probe, environment, wait, creation, system } = assessment;
		const lateness = latenessOf(assessment);
		if (!lateness) return [];
		const span = creation.setting.kind === 'on' ? creation.setting.span : creation.site.callee;
		const isAdvised = probe.kind === 'system-default' && !system && creation.form.advice !== undefined;
		const advice = isAdvised ? `: ${creation.form.advice}` : '';
		const message = `${subject(assessment)} sends its first TCP keepalive probe after ${lateness}; ${forgets(environment)}${advice}.`;
		const idle = probe.kind === 'on' ? probe.idle : system?.seconds;
		const thin = idle !== undefined && idle < environment.idleTimeout;
		const short = wait.kind === 'seconds' && !isLong(wait, environment);
		return [{ severity: thin || short ? 'information' : 'warning', span, message }];
	},
};

function latenessOf({ probe, system, environment: { idleTimeout } }: Assessment): string | undefined {
	if (probe.kind === 'system-default') {
		// Whether the file counts where the program runs is not the program's to say.
		return system
			? `the system's 7200 s, or ${system.seconds} s where \`${system.file}\` lowers them`
			: "the system's 7200 s";
	}
	if (probe.kind !== 'on' || probe.idle * 2 <= idleTimeout) return undefined;
	return probe.idle < idleTimeout ? `${probe.idle} s, a thin margin` : `${probe.idle} s`;
}
