import * as ts from 'typescript';
import type { Reading } from '../sites.js';
import type { Script } from './analysis.js';
import { loadedModules } from './modules.js';

/** Modules that exist in Node, and in no browser and no bundle for one. */
const nodeModules =
	/^(?:http|https|http2|net|tls|dgram|dns|fs|fs\/promises|child_process|cluster|worker_threads|os|module|v8|vm|readline|repl|diagnostics_channel|async_hooks)$/;

/** The runtime that a text is written for, as far as its directives and the modules it loads say. */
export function readRuntime({ source, names }: Script): Reading['runtime'] {
	if (hasDirective(source, 'use client')) return 'browser';
	const loaded = [...loadedModules(source, names)];
	if (loaded.some((module) => /^(?:jsr|npm|https?):/.test(module))) return 'deno';
	if (loaded.some((module) => module === 'bun' || module.startsWith('bun:'))) return 'bun';
	if (loaded.some((module) => nodeModules.test(module))) return 'node';
	return browserNames.some((name) => names.loadsGlobal(name)) ? 'browser' : undefined;
}

/** What a script touches while it is loaded in a page or a worker of one. */
const browserNames = ['window', 'document', 'self', 'caches', 'localStorage', 'importScripts'];

function hasDirective(source: ts.SourceFile, text: string): boolean {
	for (const statement of source.statements) {
		if (!ts.isExpressionStatement(statement) || !ts.isStringLiteral(statement.expression)) return false;
		if (statement.expression.text === text) return true;
	}
	return false;
}
