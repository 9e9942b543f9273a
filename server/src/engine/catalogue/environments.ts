import type { Environment } from '../model.js';

/**
 * Presets, from the documented idle timeouts of cloud load balancers, NATs and firewalls (seconds).
 * `idle` is at most half the box's timeout and `idle + 2 x interval` stays below it, so that two probes may be lost.
 */
export const environments = [
	{ name: 'cloud', idleTimeout: 240, idle: 120, interval: 30, count: 8 },
	{ name: 'azure', idleTimeout: 240, idle: 120, interval: 30, count: 8 },
	{ name: 'azure-firewall-east-west', idleTimeout: 300, idle: 30, interval: 30, count: 8 },
	{ name: 'aws', idleTimeout: 350, idle: 120, interval: 30, count: 8 },
	{ name: 'gcp', idleTimeout: 600, idle: 240, interval: 60, count: 5 },
	{ name: 'oci', idleTimeout: 300, idle: 120, interval: 30, count: 8 },
	{ name: 'alibaba', idleTimeout: 900, idle: 300, interval: 60, count: 5 },
	{ name: 'kubernetes-ipvs', idleTimeout: 900, idle: 300, interval: 60, count: 5 },
	{ name: 'enterprise-firewall', idleTimeout: 3600, idle: 600, interval: 60, count: 5 },
	{ name: 'strict', idleTimeout: 60, idle: 30, interval: 10, count: 3 },
] as const satisfies readonly Environment[];

export const defaultEnvironment: Environment = environments[0];

/** The preset of that name, or undefined. */
export function findEnvironment(name: string): Environment | undefined {
	return environments.find((environment) => environment.name === name);
}

/** An environment for a given idle timeout in whole seconds (1 to 86400). */
export function customEnvironment(idleTimeout: number): Environment {
	const half = Math.max(1, Math.floor(idleTimeout / 2));
	return {
		name: 'custom',
		idleTimeout,
		idle: idleTimeout >= 240 ? Math.min(120, half) : half,
		interval: Math.max(1, Math.min(30, Math.floor(idleTimeout / 8))),
		count: idleTimeout >= 240 ? 8 : 3,
	};
}
