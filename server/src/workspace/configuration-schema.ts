import { environmentFacts } from '../engine/catalogue/boxes.js';
import { environments } from '../engine/catalogue/environments.js';
import { rules } from '../engine/rules/index.js';
import { levelNames, longestIdleTimeout, longestProbeTime, mostProbes } from './settings.js';

/** The JSON schema of `keepalive.config.json`, `package.json#keepalive` and `[tool.keepalive]`. */
export function configurationSchema(): object {
	const shared = {
		environment: environmentSchema(),
		rules: rulesSchema(),
		target: targetSchema(),
		wrappers: wrappersSchema(),
		fix: fixSchema(),
	};
	return {
		$schema: 'http://json-schema.org/draft-07/schema#',
		title: 'Keepalive Lint',
		...object('Settings of keepalive-lint for the files of this folder and below.', {
			$schema: { type: 'string', description: 'The schema of this file, for editors.' },
			extends: {
				description: 'Configuration files, relative to this one, whose settings hold where this one says nothing.',
				anyOf: [
					text('A path such as "../base.json".'),
					{ type: 'array', items: text('A path such as "../base.json".') },
				],
			},
			...shared,
			exclude: {
				...globs('Files that are not checked; a glob without a slash matches at any depth.'),
				default: [],
			},
			overrides: {
				type: 'array',
				description: 'Settings for some files; a later override wins over an earlier one.',
				items: {
					...object('Settings for the files that a glob matches.', {
						files: {
							description: 'Globs of the files, relative to the folder of the configuration file.',
							anyOf: [text('A glob.'), { ...globs('Globs.'), minItems: 1 }],
						},
						...shared,
					}),
					required: ['files'],
				},
			},
		}),
	};
}

function object(description: string, properties: Readonly<Record<string, object>>) {
	return { type: 'object', description, properties, additionalProperties: false };
}

function text(description: string) {
	return { type: 'string', minLength: 1, description };
}

function globs(description: string) {
	return { type: 'array', description, items: text('A glob such as "generated/**".') };
}

function whole(description: string, maximum: number) {
	return { type: 'integer', minimum: 1, maximum, description };
}

function environmentSchema() {
	return {
		description:
			'Where the code runs: a preset, the idle timeout of the network in seconds, or an idle timeout with the probes ' +
			'that fixes write.',
		default: 'cloud',
		anyOf: [
			{
				type: 'string',
				enum: environments.map(({ name }) => name),
				enumDescriptions: environments.map(
					({ name, idleTimeout }) => `${idleTimeout} s: ${environmentFacts[name].summary}`,
				),
			},
			whole('Seconds without a packet after which the network forgets a connection.', longestIdleTimeout),
			{
				...object('An environment of your own.', {
					idleTimeout: whole(
						'Seconds without a packet after which the network forgets a connection.',
						longestIdleTimeout,
					),
					idle: whole('Seconds before the first probe that fixes write.', longestProbeTime),
					interval: whole('Seconds between two probes that fixes write.', longestProbeTime),
					count: whole('Lost probes after which a connection is dead, as fixes write it.', mostProbes),
				}),
				required: ['idleTimeout'],
			},
		],
	};
}

function rulesSchema() {
	const level = (summary: string) => ({ type: 'string', enum: [...levelNames], description: summary });
	return object(
		'Severity by rule; a rule that is absent keeps its own.',
		Object.fromEntries(rules.map(({ id, summary }) => [id, level(summary)])),
	);
}

function targetSchema() {
	const version = (what: string) => ({
		type: ['string', 'number'],
		description: `The version of ${what} that the code runs on, such as "20.11" or ">=22"; absent: read from the project.`,
	});
	return object('What the code runs on.', { node: version('Node.js'), python: version('Python') });
}

function fixSchema() {
	const path = (what: string, example: string) => ({
		description: `The path of the module for ${what}, such as "${example}"; true for the usual place.`,
		anyOf: [{ type: 'boolean' }, text('Relative to this file, or to the package in this folder that a file is in.')],
	});
	return object('How fixes are made.', {
		sharedModule: {
			description: 'Whether fixes put their helpers into one module that files share, instead of into each file.',
			default: false,
			anyOf: [
				{ type: 'boolean' },
				object('By language.', {
					javascript: path('JavaScript and TypeScript', 'src/keepalive-agent'),
					python: path('Python', 'acme/tcp_keepalive.py'),
				}),
			],
		},
	});
}

function wrappersSchema() {
	const name = {
		type: 'string',
		pattern: '^[\\p{L}_$][\\p{L}\\p{N}_$]*$',
		description: 'The bare name of a function or method.',
	};
	return {
		type: 'array',
		description: 'In-house functions that make clients: what their bodies make is not judged by what they show alone.',
		items: {
			anyOf: [
				{ ...name, description: 'A function that is known to be safe: what it makes is not reported.' },
				{
					...object('A function that takes a timeout.', {
						name,
						timeout: {
							description: 'The longest wait that its callers ask for, where the body shows none.',
							anyOf: [{ type: 'number', exclusiveMinimum: 0, maximum: longestIdleTimeout }, { const: 'unbounded' }],
						},
					}),
					required: ['name'],
				},
			],
		},
	};
}
