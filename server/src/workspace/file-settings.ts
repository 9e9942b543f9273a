import type { Language, SharedModuleSetting, Wrapper } from '../engine/index.js';
import {
	below,
	type Fields,
	isAbsent,
	isRecord,
	longestIdleTimeout,
	type Report,
	reportUnknown,
	type SettingValues,
	show,
} from './settings.js';

/** `wrappers` of a configuration file: a bare name, or one with the longest wait that its callers ask for. */
export function readWrappers(value: unknown, all: Report): Pick<SettingValues, 'wrappers'> {
	const report = below(all, 'wrappers');
	if (isAbsent(value)) {
		return {};
	}
	if (!Array.isArray(value)) {
		report(`wrappers is ${show(value)}; expected a list of function names.`);
		return {};
	}
	const wrappers = (value as readonly unknown[]).flatMap((each, index) => {
		const wrapper = readWrapper(each, below(report, index));
		return wrapper === undefined ? [] : [wrapper];
	});
	return { wrappers };
}

function readWrapper(value: unknown, report: Report): Wrapper | undefined {
	const fields: Fields = isRecord(value) ? value : { name: value };
	reportUnknown(fields, ['name', 'timeout'], report, 'wrappers.');
	const { name, timeout } = fields;
	if (typeof name !== 'string' || !/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) {
		report(`wrappers holds ${show(value)}; expected the bare name of a function such as "createClient".`);
		return undefined;
	}
	if (isAbsent(timeout)) {
		return { name };
	}
	const isSeconds = typeof timeout === 'number' && timeout > 0 && timeout <= longestIdleTimeout;
	if (timeout === 'unbounded' || isSeconds) {
		return { name, timeout };
	}
	report(`wrappers.timeout is ${show(timeout)}; accepted are seconds up to ${longestIdleTimeout}, or "unbounded".`, [
		'timeout',
	]);
	return undefined;
}

/** Extensions that the path of a shared module may have; without one it gets what the importing file needs. */
const extensions: Readonly<Record<Language, RegExp>> = { javascript: /\.[cm]?[jt]s$/, python: /\.py$/ };

/** `fix` of a configuration file in a folder, which is relative to the root. */
export function readFix(value: unknown, folder: string, all: Report): Pick<SettingValues, 'sharedModules'> {
	const report = below(all, 'fix');
	if (isAbsent(value)) {
		return {};
	}
	if (!isRecord(value)) {
		report(`fix is ${show(value)}; expected { "sharedModule": true }.`);
		return {};
	}
	reportUnknown(value, ['sharedModule'], report, 'fix.');
	const given = value['sharedModule'];
	return isAbsent(given) ? {} : readSharedModule(given, folder, below(report, 'sharedModule'));
}

function readSharedModule(given: unknown, folder: string, report: Report): Pick<SettingValues, 'sharedModules'> {
	if (given === true || given === false) {
		return { sharedModules: given ? { javascript: { folder }, python: { folder } } : {} };
	}
	if (!isRecord(given)) {
		report(`fix.sharedModule is ${show(given)}; accepted are true, false, or a path by language.`);
		return {};
	}
	reportUnknown(given, ['javascript', 'python'], report, 'fix.sharedModule.');
	const read = (language: Language): Partial<Record<Language, SharedModuleSetting>> => {
		const path = given[language];
		if (isAbsent(path) || path === false) {
			return {};
		}
		if (path === true) {
			return { [language]: { folder } };
		}
		if (typeof path === 'string' && isModulePath(path, extensions[language])) {
			return { [language]: { folder, path: path.replace(/^\.\//, '') } };
		}
		const example = language === 'python' ? '"acme/tcp_keepalive.py"' : '"src/keepalive-agent"';
		report(`fix.sharedModule.${language} is ${show(path)}; accepted are true, or a path such as ${example}.`, [
			language,
		]);
		return {};
	};
	return { sharedModules: { ...read('javascript'), ...read('python') } };
}

/** A relative path with forward slashes to a file, with an extension of the language or none. */
function isModulePath(path: string, extension: RegExp): boolean {
	const [, ending = ''] = /[^/](\.\w+)$/.exec(path) ?? [];
	const isRelative = path !== '' && !/^\/|\\|^\w:|\/$|(?:^|\/)\.\.(?:\/|$)/.test(path);
	return isRelative && (ending === '' || extension.test(path));
}
