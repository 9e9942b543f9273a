import { defaultEnvironment } from '../server/src/engine/catalogue/environments.js';
import { createEngine, type Assessment, type CheckContext, type CheckResult } from '../server/src/engine/index.js';
import { lineOf } from './fixture.js';

const engine = createEngine();

const version = (of: string) => ({ version: of, source: 'test' });

/** @param packages versions by name; what is not named is current */
function contextOf(packages: Readonly<Record<string, string>>): CheckContext {
	const python = new Map(Object.entries(packages).map(([name, of]) => [name, version(of)]));
	return {
		environment: defaultEnvironment,
		target: {
			node: version('22.0.0'),
			python: version('3.14.0'),
			packages: { javascript: new Map(), python },
		},
		rules: {},
	};
}

/** Checks lines of Python as a module of their own. */
export function check(lines: readonly string[], packages: Readonly<Record<string, string>> = {}): CheckResult {
	return engine.check({ path: 'jobs.py', language: 'python', text: lines.join('\n') }, contextOf(packages));
}

/** `requests.get 420/off` for each client of a module: its canonical name, its wait and its first probe. */
export function clients(...lines: readonly string[]): string[] {
	return check(lines).clients.map(describeClient);
}

/** `late-keepalive warning 3` for each finding: rule, severity and line. */
export function findings(...lines: readonly string[]): string[] {
	const text = lines.join('\n');
	return check(lines).findings.map(({ rule, severity, span }) => `${rule} ${severity} ${lineOf(text, span.start)}`);
}

/** Both of the only client: `600/off long-wait-without-keepalive`. */
export function verdict(...lines: readonly string[]): string {
	const result = check(lines);
	const [client, ...others] = result.clients;
	if (!client || others.length > 0) throw new Error(`${result.clients.length} clients in ${lines.join('; ')}`);
	return [describeClient(client).replace(/^\S+ /, ''), ...result.findings.map(({ rule }) => rule)].join(' ');
}

function describeClient({ creation, wait, probe }: Assessment): string {
	const waits = wait.kind === 'seconds' ? String(wait.seconds) : wait.kind;
	return `${creation.form.api} ${waits}/${probe.kind === 'on' ? String(probe.idle) : probe.kind}`;
}
