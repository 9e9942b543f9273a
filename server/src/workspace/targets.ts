import type { Target } from '../engine/index.js';

/** Versions given by the user, which win over what the project says. */
export interface TargetOverrides {
	readonly node?: string;
	readonly python?: string;
}

/** Finds what the code of a file runs on. */
export interface Targets {
	/** Never throws; broken manifests give fewer facts. `overrides` win over those of `createTargets`. */
	targetFor(absolutePath: string, overrides?: TargetOverrides): Target;
	/** What was wrong with manifests read so far, one sentence each. */
	problems(): readonly string[];
	/** Drops what is cached, after a manifest was changed. */
	forget(): void;
}

/** `root` is the workspace folder or working directory, an absolute path. */
export function createTargets(root: string, overrides: TargetOverrides = {}): Targets {
	throw new Error(`not wired yet: ${root} ${overrides.node ?? ''}`);
}
