import { assess } from './assess.js';
import { catalogue } from './catalogue/index.js';
import { createLookup, readCreations, type Lookup } from './creations.js';
import { suppressInFile } from './file-suppression.js';
import { fixAll } from './fix-all.js';
import { noFixes, writeFixes, type FixContext, type Written } from './fixes.js';
import type { FrontEnd, Writer } from './front-end.js';
import { needlesOf, passesGate } from './gate.js';
import type {
	Assessment,
	CheckContext,
	CheckResult,
	Edit,
	Finding,
	FixAllOptions,
	FixAllResult,
	Language,
	RuleId,
	Project,
	Severity,
	Silence,
	SourceDocument,
} from './model.js';
import { lastFor, lazy, readWhenAsked } from './lazy.js';
import { runsElsewhere, withoutVerdict } from './other-runtimes.js';
import { indexRelated, relatedCalls } from './related.js';
import { report, severityOf, type RuleReport } from './rules/index.js';
import { explainSilence } from './silences.js';
import { createSharing } from './sharing.js';
import { deployedVariables, type DistantSetup, type VainSetup } from './setups.js';
import { applySuppressions, readSuppressions, unusedFinding, type Suppression } from './suppressions.js';
import { isTestCode } from './test-code.js';
import { applyWrappers } from './wrappers.js';
import type * as javascript from './javascript/index.js';
import type * as python from './python/index.js';

export type * from './model.js';
export { packageNames, variableNames } from './catalogue/index.js';
export { applyEdits, changeBetween, sortEdits } from './edits.js';
export { withChanges } from './fix-all.js';
export { mayConfigure, type Needle, needlesOf } from './gate.js';

/** The whole linter for one text at a time; stateless apart from compiled catalogues. */
export interface Engine {
	/** Byte strings (ASCII) of which a file must hold at least one to be worth decoding, by language. */
	readonly gates: Readonly<Record<Language, readonly string[]>>;
	/**
	 * Whether a text may hold anything to list or report, by more than its gate strings; bytes read as Latin-1 do as well.
	 * `check` finds nothing in others.
	 */
	passesGate(text: string, language: Language): boolean;
	/**
	 * Checks one text. Never throws on any text: broken syntax gives fewer findings. `earlier` is the document before an
	 * edit, of which all is taken that still holds; fixes of its findings that nobody has asked for are none from then on.
	 */
	check(document: SourceDocument, context: CheckContext, earlier?: SourceDocument): CheckResult;
	/** Applies fixes to a fixed point (at most ten passes). Fixing the result again changes nothing. */
	fixAll(document: SourceDocument, context: CheckContext, options?: FixAllOptions): FixAllResult;
	/** Why a client of the document is not reported; undefined where it is, be it silenced by a comment. */
	explainSilence(document: SourceDocument, client: Assessment, context: CheckContext): Silence | undefined;
	/** The edit that silences a finding with a comment; undefined where no comment may stand. */
	suppress(document: SourceDocument, finding: Pick<Finding, 'rule' | 'span'>): Edit | undefined;
	/** The edit that silences a rule in the whole text with a comment. */
	suppressInFile(document: SourceDocument, rule: RuleId): Edit;
}

/** Makes the engine. Parsers are loaded at the first text that needs them. */
export function createEngine(): Engine {
	const lookups: Record<Language, () => Lookup> = {
		javascript: lazy(() => createLookup(catalogue.javascript)),
		python: lazy(() => createLookup(catalogue.python)),
	};
	// Making one reads the whole text, and an editor asks for all findings that are selected. What a later text has taken
	// of this one is read anew.
	const writerOf = lastFor<SourceDocument, Standing, Writer>((document) => {
		const { language } = document;
		return frontEndOf(language).createWriter(document, { entries: catalogue[language] });
	});
	const check = (document: SourceDocument, context: CheckContext, earlier?: SourceDocument): CheckResult => {
		const { language } = document;
		if (!passesGate(document.text, language)) return nothing;
		if (earlier && earlier !== document) standingOf(earlier).isOutdated = true;
		return checkText(document, context, { lookup: lookups[language](), earlier });
	};
	return {
		gates: { javascript: textsOf('javascript'), python: textsOf('python') },
		passesGate,
		check,
		fixAll: (document, context, options = {}) => {
			const withoutUnused = (before: SourceDocument, after: SourceDocument): string =>
				frontEndOf(before.language).withoutUnused?.(before, after, catalogue[before.language]) ?? after.text;
			return fixAll(document, { check, context, options, withoutUnused });
		},
		explainSilence: ({ path }, client, context) => explainSilence(path, client, context),
		suppress(document, finding) {
			return writerOf(document, standingOf(document)).suppress(finding.span, finding.rule);
		},
		suppressInFile,
	};
}

function textsOf(language: Language): readonly string[] {
	return needlesOf(language).map(({ text }) => text);
}

/** Whether a later document has taken what was known of one. */
interface Standing {
	isOutdated: boolean;
}

const standings = new WeakMap<SourceDocument, Standing>();

function standingOf(document: SourceDocument): Standing {
	const known = standings.get(document);
	const standing = known && !known.isOutdated ? known : { isOutdated: false };
	standings.set(document, standing);
	return standing;
}

const nothing: CheckResult = { clients: [], findings: [], suppressed: [] };

declare const require: (path: string) => unknown;

/**
 * The front end of a language, loaded when the first text needs it: the TypeScript parser takes longer to load than
 * most workspaces take to check.
 */
function frontEndOf(language: Language): FrontEnd {
	if (language === 'python') {
		return (require('./python/index.js') as typeof python).pythonFrontEnd;
	}
	return (require('./javascript/index.js') as typeof javascript).javascriptFrontEnd;
}

interface CheckParts {
	readonly lookup: Lookup;
	readonly earlier: SourceDocument | undefined;
}

function checkText(document: SourceDocument, context: CheckContext, { lookup, earlier }: CheckParts): CheckResult {
	const { environment, target, rules, wrappers = [] } = context;
	const entries = catalogue[document.language];
	const frontEnd = frontEndOf(document.language);
	const reading = frontEnd.read(document, entries, context.project, earlier);
	const { idleTimeout } = environment;
	const distantSetups = lazy(() => findDistantSetups(document, context, frontEnd));
	const { length: characters } = document.text;
	const read = readCreations(reading, { entries, lookup, target, idleTimeout, characters, distantSetups });
	// Python beside the pages of a site runs on its server.
	const elsewhere = document.language === 'python' ? undefined : runsElsewhere(document.path, reading, target);
	const found = elsewhere ? read.creations.map((each) => withoutVerdict(each, elsewhere)) : read.creations;
	const creations = applyWrappers(found, reading, wrappers);
	const clients = creations.map((creation) => assess(creation, environment, target));
	const standing = standingOf(document);
	const fixContext = lazy((): FixContext => {
		const layout = context.project?.layoutOf?.(document.path);
		const writer = frontEnd.createWriter(document, { entries, layout });
		const sharing = lazy(() => createSharing(document, context, { frontEnd, entries }));
		const isOutdated = (): boolean => standing.isOutdated;
		return { text: document.text, environment, target, frontEnd, writer, sharing, isOutdated };
	});
	const fixesOf: FixesOf = (assessment, rule) =>
		standing.isOutdated ? noFixes : writeFixes(assessment, rule, fixContext());
	const isTest = isTestCode(document.path);
	const index = lazy(() => indexRelated(clients));
	const findings: Finding[] = [];
	for (const assessment of clients) {
		for (const found of report(assessment)) {
			const severity = severityOf(found, isTest, rules);
			if (!severity) continue;
			findings.push(toFinding(assessment, { found, severity, calls: relatedCalls(assessment, index()) }, fixesOf));
		}
	}
	if (!elsewhere) findings.push(...read.vain.flatMap((setup) => vainFinding(setup, isTest, rules) ?? []));
	const suppressions = readSuppressions(document, reading.comments);
	const { unused, ...split } = applySuppressions(mergeRepeated(sort(findings)), suppressions);
	const level = rules['unused-suppression'] ?? 'hint';
	const idle = level === 'off' ? [] : unused.filter((each) => !namesRuleThatIsOff(each, rules));
	const hints = level === 'off' ? [] : idle.map((each) => unusedFinding(each, document.text, level));
	return { clients, findings: sort([...split.findings, ...hints]), suppressed: split.suppressed };
}

const severities: readonly Finding['severity'][] = ['error', 'warning', 'information', 'hint'];

/** What is wrong with a class is found again for each of its objects; the most severe finding stays. They come sorted. */
function mergeRepeated(findings: readonly Finding[]): Finding[] {
	const merged: Finding[] = [];
	for (const finding of findings) {
		let at = merged.length - 1;
		while (at >= 0 && merged[at]?.span.start === finding.span.start && !isRepeated(merged[at], finding)) at--;
		const known = merged[at];
		if (!isRepeated(known, finding)) merged.push(finding);
		else if (severities.indexOf(finding.severity) < severities.indexOf(known.severity)) merged[at] = finding;
	}
	return merged;
}

function isRepeated(known: Finding | undefined, { rule, span, message }: Finding): known is Finding {
	return (
		known?.rule === rule && known.span.start === span.start && known.span.end === span.end && known.message === message
	);
}

type FixesOf = (assessment: Assessment, rule: RuleId) => Written;

interface Found {
	readonly found: RuleReport;
	readonly severity: Severity;
	/** Other calls that it has to do with. */
	readonly calls: Finding['related'];
}

function toFinding(assessment: Assessment, { found, severity, calls }: Found, fixesOf: FixesOf): Finding {
	const { entry, form } = assessment.creation;
	const { rule, span, message, related: own = [] } = found;
	const related = own.length > 0 ? [...own, ...calls] : calls;
	const finding = { rule, severity, span, message, client: entry.name, api: form.api, related };
	return withFixes(finding, new Fixes(assessment, rule, fixesOf));
}

/** Writes the fixes of a finding, once. */
class Fixes {
	private known: Written | undefined;
	private fixes: Written['fixes'] | undefined;

	constructor(
		private readonly assessment: Assessment,
		private readonly rule: RuleId,
		private readonly fixesOf: FixesOf,
	) {}

	written(): Written {
		return (this.known ??= this.fixesOf(this.assessment, this.rule));
	}

	all(): Written['fixes'] {
		return (this.fixes ??= this.written().fixes);
	}
}

/** Fixes are written when somebody looks: an editor that shows findings as one types looks at few. */
const withFixes = readWhenAsked<Fixes, Pick<Finding, 'fixSafety' | 'fixes' | 'noFix'>>({
	fixSafety: (fixes) => fixes.written().safety,
	fixes: (fixes) => fixes.all(),
	noFix: (fixes) => fixes.written().refusal,
});

/** A statement for the whole process that does nothing, or only harm: some file of the program counts on it. */
function vainFinding(setup: VainSetup, isTest: boolean, rules: CheckContext['rules']): Finding | undefined {
	const { rule, client, api, reason, span } = setup;
	const message =
		rule === 'disabled-keepalive'
			? `This setting of \`${api}\` switches TCP keepalive off: ${reason}.`
			: `This setting of \`${api}\` does not do what it looks like: ${reason}.`;
	const found = { rule, severity: 'information', span, message } as const;
	const severity = severityOf(found, isTest, rules);
	return severity && { rule, severity, span, message, client, api, related: [], fixSafety: 'none', fixes: [] };
}

/** What other files of the package configure for the whole process; test code configures only itself. */
function findDistantSetups(
	{ path, language }: SourceDocument,
	{ project, target }: CheckContext,
	frontEnd: FrontEnd,
): readonly DistantSetup[] {
	const files = project?.setupFiles(path) ?? [];
	const others = files.filter((file) => file.path !== path && (isTestCode(path) || !isTestCode(file.path)));
	return [...others.flatMap((file) => setupsIn(file, language, project, frontEnd)), ...deployedVariables(target)];
}

/** What files configure, most of them nothing; remembered for all files of their package. */
const setupsByFile = new WeakMap<
	SourceDocument,
	{ readonly project: Project | undefined; readonly setups: readonly DistantSetup[] }
>();

function setupsIn(
	file: SourceDocument,
	language: Language,
	project: Project | undefined,
	frontEnd: FrontEnd,
): readonly DistantSetup[] {
	const known = setupsByFile.get(file);
	if (known !== undefined && known.project === project) return known.setups;
	// Of a copy, so that its syntax tree goes with the copy: whoever scans holds on to all these files until the end.
	const { setups } = frontEnd.read({ ...file }, catalogue[language], project);
	const found = setups.map((setup) => {
		const line = file.text.slice(0, setup.span.start).split('\n').length;
		return { setup, path: file.path, line };
	});
	setupsByFile.set(file, { project, setups: found });
	return found;
}

function namesRuleThatIsOff({ rules: names }: Suppression, rules: CheckContext['rules']): boolean {
	return Object.entries(rules).some(([rule, level]) => level === 'off' && (names.length === 0 || names.includes(rule)));
}

function sort(findings: readonly Finding[]): Finding[] {
	return [...findings].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}
