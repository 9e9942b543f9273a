import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Deployment, DeployedVariable } from '../../engine/index.js';
import { relativePath } from '../folders.js';
import { namesIn } from './manifests.js';

/** Folders in which projects keep the description of where they run. */
const infrastructure =
	/^(?:sysctl\.d|etc|infra|infrastructure|deploy|deployments?|docker|ops|iac|k8s|kubernetes|kustomize|helm|charts?|templates|manifests|base|overlays)$/;

/** How many levels of such folders are entered, and how many names of one are looked at. */
const depth = 4;
const width = 200;

/** Larger files are no such descriptions. */
const largestFile = 256 * 1024;

/** The setting of Linux that is the idle time of every socket with `SO_KEEPALIVE` alone. */
const keepaliveTime = String.raw`net\.ipv4\.tcp_keepalive_time`;

/** The kinds of those files that are told by their names alone, as a glob. */
export const deploymentFiles = ['*sysctl*.conf', '*compose*.yml', '*compose*.yaml', 'Dockerfile*', '.env*', '*.env'];

/** True for the name of such a file. */
export function isDeploymentFile(name: string): boolean {
	return signs.some(({ file }) => file.test(name) && !file.test('a.yaml') && !file.test('a.sh'));
}

interface Sign {
	readonly file: RegExp;
	/** The idle times that a text of this kind sets, in seconds. */
	readonly times?: (text: string) => readonly Found[];
	/** The environment variables that it sets. */
	readonly variables?: (text: string) => readonly (Found & { readonly name: string })[];
}

interface Found {
	readonly value: string;
	readonly offset: number;
}

/**
 * What is set while a program runs. `RUN sysctl` in a Dockerfile is left out on purpose: the kernel's network settings
 * are no part of an image.
 */
const signs: readonly Sign[] = [
	{ file: /^(?:.*sysctl.*|\d\d-.*)\.conf$/, times: ofSysctlFile },
	{
		file: /^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/,
		times: ofSysctlsBlock,
		variables: (text) => [...ofYamlBlock(text, 'environment'), ...ofYamlBlock(text, 'env')],
	},
	{
		file: /\.ya?ml$/,
		times: (text) => (/^\s*kind:\s/m.test(text) ? ofSysctlsBlock(text) : []),
		variables: (text) => (/^\s*kind:\s/m.test(text) ? ofYamlBlock(text, 'env') : ofFunctions(text)),
	},
	{ file: /^(?:.*\.sh|Makefile|justfile)$/, times: ofCommands, variables: ofExports },
	{ file: /^(?:Dockerfile|Containerfile)(?:\..+)?$|\.Dockerfile$/i, variables: ofDockerfile },
	{ file: /^\.env(?:\.[\w.-]+)?$|^[\w-]+\.env$/, variables: ofEnvironmentFile },
];

/**
 * What the files of a project set where it runs, by folders from the nearest outward: the first that says anything of
 * the kernel or of a variable decides, and of several files in it the one that helps least.
 * @param root what files are named relative to
 * @param variables the names of the environment variables that are of interest
 */
export function findDeployment(
	folders: readonly string[],
	root: string,
	variables: ReadonlySet<string>,
): Deployment | undefined {
	let time: Deployment['keepaliveTime'];
	const set = new Map<string, DeployedVariable>();
	for (const folder of folders) {
		// Below the root of a file system lies everybody's; an editor takes a text that is nowhere yet as one there.
		const texts = descriptionsIn(folder, dirname(folder) === folder ? 0 : depth);
		const times = texts.flatMap(({ path, text, sign }) =>
			(sign.times?.(text) ?? []).map(({ value }) => ({ seconds: Number(value), file: relativePath(root, path) })),
		);
		time ??= times.sort((a, b) => b.seconds - a.seconds)[0];
		for (const { path, text, sign } of texts) {
			for (const { name, value, offset } of sign.variables?.(text) ?? []) {
				if (!variables.has(name) || set.has(name)) continue;
				const line = text.slice(0, offset).split('\n').length;
				set.set(name, { value, file: relativePath(root, path), line });
			}
		}
	}
	return time === undefined && set.size === 0 ? undefined : { ...(time && { keepaliveTime: time }), variables: set };
}

interface Description {
	readonly path: string;
	readonly text: string;
	readonly sign: Sign;
}

function descriptionsIn(folder: string, levels: number): Description[] {
	return [...namesIn(folder)]
		.sort()
		.slice(0, width)
		.flatMap((name): Description[] => {
			const path = join(folder, name);
			const sign = signs.find(({ file }) => file.test(name));
			if (sign !== undefined) {
				const text = readSmall(path);
				return text === undefined ? [] : [{ path, text, sign }];
			}
			const isInner = levels < depth && levels > 0 && !name.includes('.') && name !== 'node_modules';
			return levels > 0 && (infrastructure.test(name) || isInner) ? descriptionsIn(path, levels - 1) : [];
		});
}

function readSmall(path: string): string | undefined {
	try {
		const { size } = statSync(path);
		return size > largestFile ? undefined : readFileSync(path, 'utf8');
	} catch {
		// What cannot be read says nothing.
		return undefined;
	}
}

function find(text: string, pattern: RegExp): Found[] {
	return [...text.matchAll(pattern)].map(({ 1: value = '', index }) => ({ value, offset: index }));
}

/** `net.ipv4.tcp_keepalive_time = 60`, slashes for dots as well. */
function ofSysctlFile(text: string): Found[] {
	return find(text, /^[ \t]*-?net[./]ipv4[./]tcp_keepalive_time[ \t]*=[ \t]*(\d+)[ \t]*$/gm);
}

/** `--sysctl net.ipv4.tcp_keepalive_time=60` of a container, `sysctl -w ...` of a start script. */
function ofCommands(text: string): Found[] {
	const code = withoutComments(text);
	return find(code, new RegExp(String.raw`\bsysctl\b[^\n]*?["' =\t]${keepaliveTime}=["']?(\d+)\b`, 'g'));
}

/** Functions as the Serverless framework and CloudFormation describe them. */
function ofFunctions(text: string): (Found & { readonly name: string })[] {
	if (!/^(?:provider|functions):|^\s*Type:\s*["']?AWS::/m.test(text)) return [];
	return [...ofYamlBlock(text, 'environment'), ...ofYamlBlock(text, 'Variables')];
}

/** Lists and maps of a Compose service, and the `name` and `value` pairs of a pod. */
function ofSysctlsBlock(text: string): Found[] {
	return blocksOf(withoutComments(text), 'sysctls').flatMap(({ block, offset }) => {
		const plain = find(block, new RegExp(String.raw`${keepaliveTime}["']?\s*[:=]\s*["']?(\d+)\b`, 'g'));
		const named = find(block, new RegExp(String.raw`name:\s*["']?${keepaliveTime}["']?\s+value:\s*["']?(\d+)\b`, 'g'));
		const valued = find(block, new RegExp(String.raw`value:\s*["']?(\d+)["']?\s+name:\s*["']?${keepaliveTime}\b`, 'g'));
		return [...plain, ...named, ...valued].map((each) => ({ ...each, offset: each.offset + offset }));
	});
}

/** `NAME: value`, `- NAME=value`, `- name: NAME` with its `value:`. */
function ofYamlBlock(text: string, key: string): (Found & { readonly name: string })[] {
	const pattern =
		/(?:^|\n)\s*(?:-\s*)?(?:name:\s*["']?(\w+)["']?\s+value:\s*["']?([^"'\s]*)|["']?([A-Z][A-Z0-9_]*)\s*[:=]\s*["']?([^"'\s]*))/g;
	return blocksOf(withoutComments(text), key).flatMap(({ block, offset }) =>
		[...block.matchAll(pattern)].map(({ 0: match, 1: named, 2: given, 3: plain, 4: value, index }) => ({
			name: named ?? plain ?? '',
			value: given ?? value ?? '',
			offset: offset + index + match.search(/\S/),
		})),
	);
}

/** The text below each `key:`, and that behind it on its line. */
function blocksOf(text: string, key: string): { readonly block: string; readonly offset: number }[] {
	return [...text.matchAll(new RegExp(String.raw`^([ \t]*)(?:-[ \t]+)?${key}:`, 'gm'))].map(
		({ 0: head, 1: indent = '', index }) => {
			const offset = index + head.length;
			const rest = text.slice(offset);
			// It ends with the first line that is indented no deeper, unless that is an item of its list.
			const deeper = new RegExp(String.raw`\n(?![ \t]*(?:\n|$))(?!${indent}[ \t]+\S|${indent}-)`);
			const end = rest.search(deeper);
			return { block: end < 0 ? rest : rest.slice(0, end), offset };
		},
	);
}

/** Comments become spaces, so that offsets stay. */
function withoutComments(text: string): string {
	return text.replace(
		/(^|\s)#[^\n]*/g,
		(comment, before: string) => before + ' '.repeat(comment.length - before.length),
	);
}

function findNamed(text: string, pattern: RegExp): (Found & { readonly name: string })[] {
	return [...text.matchAll(pattern)].map(({ 1: name = '', 2: value = '', index }) => ({ name, value, offset: index }));
}

/** `ENV NAME=value OTHER=value`, `ENV NAME value`. */
function ofDockerfile(text: string): (Found & { readonly name: string })[] {
	const joined = withoutComments(text).replace(/\\\r?\n/g, (end) => ' '.repeat(end.length));
	return [...joined.matchAll(/^[ \t]*ENV[ \t]+([^\n]*)/gim)].flatMap(({ 0: line, 1: list = '', index }) => {
		const offset = index + line.length - list.length;
		const pattern = /^\w+=/.test(list) ? /(\w+)=["']?([^"'\s]*)/g : /^(\w+)[ \t]+["']?([^"'\s]*)/g;
		return findNamed(list, pattern).map((each) => ({ ...each, offset: each.offset + offset }));
	});
}

function ofEnvironmentFile(text: string): (Found & { readonly name: string })[] {
	return findNamed(text, /^[ \t]*(?:export[ \t]+)?(\w+)[ \t]*=[ \t]*["']?([^"'\s#]*)/gm);
}

function ofExports(text: string): (Found & { readonly name: string })[] {
	return findNamed(withoutComments(text), /(?:\bexport[ \t]+|[ \t]-e[ \t]+|[ \t]--env[= ])(\w+)=["']?([^"'\s]*)/g);
}
