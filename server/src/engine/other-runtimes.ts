import type { Creation, Target } from './model.js';
import type { Reading } from './sites.js';

/** Folders that projects with a server keep their browser code in. */
const frontEnd =
	/(?:^|\/)(?:client|frontend|front-end|browser|webapp|web-ui|public|static|assets|components|hooks|composables|renderer)\//i;

const backEnd = /(?:^|\/)(?:server|backend|back-end|api|functions|lambda|main)\//i;

/**
 * True for code that does not run in Node, whose facts the catalogue holds: browsers send no probes that code decides
 * about, Deno and Bun have facts of their own.
 */
export function runsElsewhere(path: string, { runtime }: Reading, { platform }: Target): boolean {
	if (runtime !== undefined) return runtime !== 'node';
	if (platform === 'browser') return true;
	return platform === 'both' && frontEnd.test(path) && !backEnd.test(path);
}

/** What is made there is listed, and nothing is said of it. */
export function withoutVerdict(creation: Creation): Creation {
	return { ...creation, setting: { kind: 'unknown' }, defects: [] };
}
