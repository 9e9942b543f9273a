import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { environments } from '../engine/catalogue/environments.js';

type EnvironmentName = (typeof environments)[number]['name'];

/** A file that shows where a project runs. */
export interface CloudHint {
	readonly environment: EnvironmentName;
	/** Relative to the project, with what was seen in it: `main.tf (azurerm)`. */
	readonly file: string;
}

interface Sign {
	readonly environment: EnvironmentName;
	readonly file: RegExp;
	/** What the file has to hold; the first group is quoted. */
	readonly text?: RegExp;
}

/** A provider by its block, its source, or a resource of it. */
function terraform(provider: string, owner: string): RegExp {
	return new RegExp(
		`\\bprovider\\s+"(${provider})(?:-beta)?"|\\b(${owner}/${provider})\\b|\\b(?:resource|data)\\s+"(${provider})_`,
	);
}

const signs: readonly Sign[] = [
	{ environment: 'azure', file: /^host\.json$/, text: /"(extensionBundle|version)"\s*:/ },
	{ environment: 'azure', file: /^azure\.ya?ml$/ },
	{ environment: 'azure', file: /\.bicep$/ },
	{ environment: 'azure', file: /^azure-pipelines\.ya?ml$/ },
	{ environment: 'azure', file: /\.tf$/, text: /\b(azurerm)(?:\b|_)/ },
	{ environment: 'azure', file: /^serverless\.ya?ml$/, text: /^\s+name:\s*["']?(azure)\b/m },
	{ environment: 'azure', file: /^package\.json$/, text: /"(@azure\/functions)"\s*:/ },
	{ environment: 'azure', file: /^requirements\.txt$/, text: /^(azure-functions)\b/m },
	{ environment: 'aws', file: /^cdk\.json$/ },
	{ environment: 'aws', file: /^samconfig\.(?:toml|ya?ml)$/ },
	{ environment: 'aws', file: /^(?:buildspec|appspec)\.ya?ml$/ },
	{ environment: 'aws', file: /^(?:template|cloudformation)\.(?:ya?ml|json)$/, text: /\b(AWS::)/ },
	{ environment: 'aws', file: /\.tf$/, text: terraform('aws', 'hashicorp') },
	{ environment: 'aws', file: /^serverless\.ya?ml$/, text: /^\s+name:\s*["']?(aws)\b/m },
	{ environment: 'aws', file: /^package\.json$/, text: /"(aws-cdk-lib|@types\/aws-lambda)"\s*:/ },
	{ environment: 'gcp', file: /^app\.ya?ml$/, text: /^(runtime):/m },
	{ environment: 'gcp', file: /^cloudbuild\.(?:ya?ml|json)$/ },
	{ environment: 'gcp', file: /\.tf$/, text: terraform('google', 'hashicorp') },
	{ environment: 'gcp', file: /^package\.json$/, text: /"(@google-cloud\/functions-framework)"\s*:/ },
	{ environment: 'gcp', file: /^requirements\.txt$/, text: /^(functions-framework)\b/m },
	{ environment: 'oci', file: /\.tf$/, text: terraform('oci', 'oracle') },
	{ environment: 'alibaba', file: /\.tf$/, text: terraform('alicloud', 'aliyun') },
	{ environment: 'alibaba', file: /^serverless\.ya?ml$/, text: /^\s+name:\s*["']?(aliyun)\b/m },
];

/** Folders in which projects keep the description of their infrastructure. */
const infrastructure = /^(?:infra|infrastructure|terraform|deploy|deployment|iac|ops|\.github|bicep)$/;

/** Looks at the names in a project's folder and in those for its infrastructure, and into a few of the files. */
export function findCloudHints(folder: string): readonly CloudHint[] {
	const names = entriesOf(folder);
	const files = names.filter((entry) => entry.isFile()).map(({ name }) => name);
	const inner = names
		.filter((entry) => entry.isDirectory() && infrastructure.test(entry.name))
		.flatMap((entry) =>
			entriesOf(join(folder, entry.name))
				.filter((file) => file.isFile())
				.map((file) => `${entry.name}/${file.name}`),
		);
	return [...files, ...inner].sort().flatMap((file) => hintsOf(folder, file));
}

/** Entries of a folder; none where it cannot be listed. */
function entriesOf(folder: string) {
	try {
		return readdirSync(folder, { withFileTypes: true });
	} catch {
		// What cannot be listed gives no hint.
		return [];
	}
}

function hintsOf(folder: string, file: string): readonly CloudHint[] {
	const name = file.slice(file.lastIndexOf('/') + 1);
	const fitting = signs.filter((sign) => sign.file.test(name));
	const text = fitting.some((sign) => sign.text !== undefined) ? readText(join(folder, file)) : '';
	return fitting.flatMap(({ environment, text: wanted }) => {
		if (wanted === undefined) {
			return [{ environment, file }];
		}
		const seen = wanted
			.exec(text)
			?.slice(1)
			.find((group) => group !== undefined);
		return seen === undefined ? [] : [{ environment, file: `${file} (${seen})` }];
	});
}

function readText(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		// What cannot be read gives no hint.
		return '';
	}
}
