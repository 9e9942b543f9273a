import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repository } from './fixture.js';

/** The parts of package.json that tests look at. */
export interface Manifest {
	readonly main: string;
	readonly icon: string;
	readonly l10n: string;
	readonly repository: { readonly url: string };
	readonly activationEvents: readonly string[];
	readonly capabilities: {
		readonly untrustedWorkspaces: { readonly supported: boolean };
		readonly virtualWorkspaces: { readonly supported: boolean; readonly description: string };
	};
	readonly contributes: {
		readonly commands: readonly Command[];
		readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
		readonly views: Readonly<Record<string, readonly { readonly id: string; readonly name: string }[]>>;
		readonly viewsWelcome: readonly { readonly view: string; readonly contents: string; readonly when: string }[];
		readonly walkthroughs: readonly { readonly steps: readonly WalkthroughStep[] }[];
		readonly configuration: { readonly properties: Readonly<Record<string, Schema>> };
	};
}

export interface Command {
	readonly command: string;
	readonly title: string;
	readonly category: string;
}

export interface WalkthroughStep {
	readonly description: string;
	readonly media: { readonly svg: string; readonly altText: string };
	readonly completionEvents: readonly string[];
}

/** The schema of a setting. */
export interface Schema {
	readonly type?: string;
	readonly scope?: string;
	readonly default?: unknown;
	readonly order?: number;
	readonly markdownDescription?: string;
	readonly enum?: readonly string[];
	readonly enumDescriptions?: readonly string[];
	readonly anyOf?: readonly Schema[];
	readonly minimum?: number;
	readonly maximum?: number;
	readonly properties?: Readonly<Record<string, Schema>>;
}

const textOf = (name: string): string => readFileSync(path.join(repository, name), 'utf8');

/** package.json as it is written, with `%key%` for each text that is translated. */
export function readRawManifest(): Manifest {
	return JSON.parse(textOf('package.json')) as Manifest;
}

/** The English texts of package.json by key. */
export function readManifestTexts(): Readonly<Record<string, string>> {
	return JSON.parse(textOf('package.nls.json')) as Record<string, string>;
}

/** package.json as an English editor shows it. Throws where a text is missing. */
export function readManifest(): Manifest {
	const texts = readManifestTexts();
	return JSON.parse(textOf('package.json'), (_key, value: unknown) => {
		const key = typeof value === 'string' ? /^%([\w.-]+)%$/.exec(value)?.[1] : undefined;
		if (key === undefined) {
			return value;
		}
		const text = texts[key];
		if (text === undefined) {
			throw new Error(`package.nls.json has no "${key}".`);
		}
		return text;
	}) as Manifest;
}
