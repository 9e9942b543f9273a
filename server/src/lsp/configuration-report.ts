import type { Connection, Diagnostic } from 'vscode-languageserver';
import { URI } from 'vscode-uri';

import type { FileSettings } from '../workspace/configuration.js';
import type { ConfigurationProblem } from '../workspace/configuration-layers.js';
import { diagnosticSource } from './convert.js';
import type { Guard } from './guard.js';
import { DiagnosticSeverity } from './library.js';

/** Shows what is wrong with configuration files in the files themselves. */
export interface ConfigurationReport {
	/** Takes the files that hold for some document, the healthy ones too. */
	show(found: Pick<FileSettings, 'sources' | 'places'>): void;
	/** Takes everything back, as configuration files may have changed; what is still wrong is shown again. */
	forget(): void;
}

export function createConfigurationReport(connection: Connection, guard: Guard): ConfigurationReport {
	const shown = new Map<string, string>();
	const send = (path: string, diagnostics: readonly Diagnostic[]): void => {
		const text = JSON.stringify(diagnostics);
		if (text !== (shown.get(path) ?? '[]')) {
			shown.set(path, text);
			const uri = URI.file(path).toString();
			guard.run('Reporting configuration', () => connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] }));
		}
	};
	return {
		show: ({ sources, places }) => {
			for (const path of new Set([...sources, ...places.map((place) => place.path)])) {
				send(path, places.filter((place) => place.path === path).map(toDiagnostic));
			}
		},
		forget: () => {
			for (const path of [...shown.keys()]) {
				send(path, []);
			}
			shown.clear();
		},
	};
}

function toDiagnostic({ text, range }: ConfigurationProblem): Diagnostic {
	const start = { line: 0, character: 0 };
	return {
		range: range ?? { start, end: start },
		severity: DiagnosticSeverity.Error,
		source: diagnosticSource,
		code: 'configuration',
		message: text,
	};
}
