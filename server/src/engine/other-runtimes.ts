import type { Creation, Target } from './model.js';
import type { Reading } from './sites.js';

/** Folders that projects with a server keep their browser code in. */
const frontEnd =
	/(?:^|\/)(?:client|frontend|front-end|browser|webapp|web-ui|web\/src|public|static|assets|components|hooks|composables|renderer)\//i;

const backEnd = /(?:^|\/)(?:server|backend|back-end|api|functions|lambda|main)\//i;

/** A runtime whose sockets are not those of Node. */
type Elsewhere = 'browser' | 'deno' | 'bun';

/**
 * Where code runs that does not run in Node, whose facts the catalogue holds: browsers send no probes that code decides
 * about, Deno and Bun have facts of their own.
 */
export function runsElsewhere(path: string, { runtime }: Reading, { platform }: Target): Elsewhere | undefined {
	if (runtime !== undefined) return runtime === 'node' ? undefined : runtime;
	const inBrowser = platform === 'browser' || (platform === 'both' && frontEnd.test(path) && !backEnd.test(path));
	return inBrowser ? 'browser' : undefined;
}

/** What is made there is listed, and nothing is said of it. */
export function withoutVerdict(creation: Creation, runtime: Elsewhere): Creation {
	const { setting, defects } = creation;
	const spared = { by: 'runtime', runtime, otherwise: { setting, defects } } as const;
	return { ...creation, setting: { kind: 'unknown' }, defects: [], spared };
}
