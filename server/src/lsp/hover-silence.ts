import { join } from 'node:path';

import type { Hover, HoverParams } from 'vscode-languageserver';
import { URI } from 'vscode-uri';

import type { Assessment, Engine, Silence } from '../engine/index.js';
import { ruleDocumentation } from '../workspace/documentation.js';
import type { Checked } from './checks.js';
import type { ClientFeatures } from './features.js';
import { MarkupKind } from './library.js';
import { toLocation } from './pieces.js';

interface SilenceParts {
	readonly engine: Engine;
	readonly features: ClientFeatures;
}

/** On the name of a client of which nothing is reported: why that is so, and what decides it. */
export async function hoverSilence(
	checked: Checked,
	{ position }: HoverParams,
	{ engine, features }: SilenceParts,
): Promise<Hover | undefined> {
	const client = findClient(await checked.clients(), checked.start + checked.document.offsetAt(position));
	const silence = client && engine.explainSilence(checked.source, client, checked.context);
	if (client === undefined || silence === undefined) {
		return undefined;
	}
	const { range } = toLocation(checked.pieces, client.creation.site.callee);
	const place = placeOf(silence, checked);
	const { text, instead } = silence;
	if (!features.markdownHover) {
		const where = place === undefined ? '' : ` See ${place.name}.`;
		const otherwise = instead === undefined ? [] : [`Without that: ${instead.message}`];
		const value = [`Not reported: ${text}${where}`, ...otherwise].join('\n\n').replaceAll('`', '');
		return { range, contents: { kind: MarkupKind.PlainText, value } };
	}
	const where = place === undefined ? '' : ` See [${place.name}](${place.uri}).`;
	const otherwise =
		instead === undefined
			? []
			: [`**Without that.** ${instead.message} [${instead.rule}](${ruleDocumentation(instead.rule)})`];
	const value = [`**Not reported.** ${text}${where}`, ...otherwise].join('\n\n');
	return { range, contents: { kind: MarkupKind.Markdown, value } };
}

/** The innermost client whose name is at this place of the text. */
function findClient(clients: readonly Assessment[], offset: number): Assessment | undefined {
	const sizeOf = ({ creation: { site } }: Assessment) => site.extent.end - site.extent.start;
	return clients
		.filter(({ creation: { site } }) => site.callee.start <= offset && offset <= site.callee.end)
		.sort((a, b) => sizeOf(a) - sizeOf(b))[0];
}

/** "src/http.js:12", and an address that leads there. */
function placeOf({ at }: Silence, { pieces, project }: Checked): { name: string; uri: string } | undefined {
	if (at === undefined) {
		return undefined;
	}
	if ('path' in at) {
		const uri = URI.file(join(project.root, at.path)).toString();
		return { name: `${at.path}:${at.line}`, uri: `${uri}#L${at.line}` };
	}
	const { uri, range } = toLocation(pieces, at);
	const line = range.start.line + 1;
	return { name: `line ${line}`, uri: `${uri}#L${line}` };
}
