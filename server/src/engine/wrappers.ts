import type { Creation, Span, Wait, Wrapper } from './model.js';
import type { Reading } from './sites.js';

/**
 * What is made inside a wrapper's body is judged by what its owner says of it: not at all where it is known to be safe,
 * else with the longest wait that its callers ask for where the body shows none. A safe name wins over one with a wait.
 */
export function applyWrappers(
	creations: readonly Creation[],
	{ functionsNamed }: Reading,
	wrappers: readonly Wrapper[],
): readonly Creation[] {
	const bodies = wrappers.flatMap((wrapper) => functionsNamed(wrapper.name).map((span) => ({ wrapper, span })));
	return creations.map((creation) => {
		const around = bodies.filter(({ span }) => contains(span, creation.site.callee));
		if (around.length === 0) return creation;
		const safe = around.find(({ wrapper }) => wrapper.timeout === undefined);
		if (safe) {
			const { setting, defects } = creation;
			const spared = { by: 'wrapper', name: safe.wrapper.name, otherwise: { setting, defects } } as const;
			return { ...creation, setting: { kind: 'unknown' }, defects: [], spared };
		}
		const waits = around.flatMap(({ wrapper }) => waitOf(wrapper) ?? []);
		return creation.wait.kind === 'unknown' ? { ...creation, wait: waits[0] ?? creation.wait } : creation;
	});
}

function waitOf({ timeout }: Wrapper): Wait | undefined {
	if (timeout === undefined) return undefined;
	return timeout === 'unbounded'
		? { kind: 'unbounded', from: 'argument' }
		: { kind: 'seconds', seconds: timeout, from: 'argument' };
}

function contains(outer: Span, inner: Span): boolean {
	return outer.start <= inner.start && inner.end <= outer.end;
}
