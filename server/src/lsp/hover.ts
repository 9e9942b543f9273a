import type { Connection, Hover, HoverParams, MarkupContent, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import type { Assessment, Engine, RuleId } from '../engine/index.js';
import { rules } from '../engine/rules/index.js';
import { timeline } from '../engine/timeline.js';
import { ruleDocumentation } from '../workspace/documentation.js';
import { isRuleId } from '../workspace/settings.js';
import { readFixes, type ShownFinding } from './background.js';
import type { Checked, Checks } from './checks.js';
import { explain, type Explanation } from './explanation.js';
import type { ClientFeatures } from './features.js';
import type { Guard } from './guard.js';
import { hoverSilence } from './hover-silence.js';
import { MarkupKind } from './library.js';
import { toLocation } from './pieces.js';

export interface HoverParts {
	readonly connection: Connection;
	readonly documents: TextDocuments<TextDocument>;
	readonly checks: Checks;
	readonly engine: Engine;
	readonly features: ClientFeatures;
	readonly guard: Guard;
}

/** Explains findings, the comments that silence them, and why nothing is reported of other clients. */
export function serveHover(parts: HoverParts): void {
	const { connection, documents, checks, guard } = parts;
	connection.onHover((params, token) =>
		guard.answer<Hover | null>({ name: 'Hover', empty: null, token }, async () => {
			const document = documents.get(params.textDocument.uri);
			const checked = document && (await checks.check(document));
			return checked === undefined
				? null
				: ((await hoverFinding(checked, params, parts)) ??
						hoverComment(checked, params, parts) ??
						(await hoverSilence(checked, params, parts)) ??
						null);
		}),
	);
}

async function hoverFinding(
	checked: Checked,
	{ position }: HoverParams,
	{ features }: HoverParts,
): Promise<Hover | undefined> {
	const offset = checked.start + checked.document.offsetAt(position);
	const finding = checked.findings.find(
		({ span, client }) => client !== '' && span.start <= offset && offset <= span.end,
	);
	if (finding === undefined) {
		return undefined;
	}
	const assessment = findAssessment(finding, await checked.clients());
	if (assessment === undefined) {
		return undefined;
	}
	const { range } = toLocation(checked.pieces, finding.span);
	const [written = readFixes(undefined)] = await checked.fixesOf([finding]);
	return { range, contents: writeExplanation(explain(assessment, written), finding.rule, features) };
}

/** The innermost call of that name around a finding. */
function findAssessment({ span, api }: ShownFinding, clients: readonly Assessment[]): Assessment | undefined {
	const around = clients.filter(
		({ creation: { form, site } }) =>
			form.api === api && site.extent.start <= span.start && span.end <= site.extent.end,
	);
	const sizeOf = ({ creation: { site } }: Assessment) => site.extent.end - site.extent.start;
	return around.sort((a, b) => sizeOf(a) - sizeOf(b))[0] ?? clients.find(({ creation }) => creation.form.api === api);
}

/** Pixels: a hover is hardly wider. */
const pictureWidth = 480;

function writeExplanation({ paragraphs, facts }: Explanation, rule: RuleId, features: ClientFeatures): MarkupContent {
	if (!features.markdownHover) {
		const lines = paragraphs.map(({ title, text }) => `${title}: ${withoutMarkup(text)}`);
		return { kind: MarkupKind.PlainText, value: [...lines, ruleDocumentation(rule)].join('\n\n') };
	}
	const svg = timeline(facts, { width: pictureWidth });
	const address = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
	const picture = features.markdownPictures ? [`![Timeline](${address})`] : [];
	const lines = paragraphs.map(({ title, text }) => `**${title}.** ${text}`);
	const value = [...picture, ...lines, `[${rule}](${ruleDocumentation(rule)})`].join('\n\n');
	return { kind: MarkupKind.Markdown, value };
}

const suppression =
	/keepalive-(disable-next-line|disable-line|disable|enable)\b|#\s*keepalive:\s*(ignore|file-ignore)\[/;

const reach: Readonly<Record<string, string>> = {
	'disable-next-line': 'Silences the next line.',
	'disable-line': 'Silences its line.',
	disable: 'Silences everything below, up to `keepalive-enable` where there is one.',
	enable: 'Ends what `keepalive-disable` silences.',
	ignore: 'Silences its statement.',
	'file-ignore': 'Silences the whole file.',
};

function hoverComment({ document }: Checked, { position }: HoverParams, { features }: HoverParts): Hover | null {
	const { line, character } = position;
	const text = document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
	const found = suppression.exec(text);
	if (found === null || character < found.index) {
		return null;
	}
	const names = [...text.matchAll(/[a-z]+(?:-[a-z]+)+/g)].filter(([name]) => isRuleId(name));
	const here = names.find(({ index, 0: name }) => index <= character && character <= index + name.length);
	const shown = (here === undefined ? names : [here]).flatMap(([name]) => describeRule(name));
	const value = [reach[found[1] ?? found[2] ?? ''] ?? '', ...shown].join('\n\n');
	return {
		contents: features.markdownHover
			? { kind: MarkupKind.Markdown, value }
			: { kind: MarkupKind.PlainText, value: withoutMarkup(value) },
	};
}

function describeRule(name: string): string[] {
	return rules
		.filter(({ id }) => id === name)
		.map(({ id, summary, rationale }) => `**[${id}](${ruleDocumentation(id)})**: ${summary}\n\n${rationale}`);
}

/** For clients that show Markdown as it is. */
function withoutMarkup(text: string): string {
	return text.replace(/\*\*|`/g, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
}
