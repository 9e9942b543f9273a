/** The parts of SARIF 2.1.0 that are written and, to join reports, read again. */
export interface SarifLog {
	readonly $schema: string;
	readonly version: '2.1.0';
	readonly runs: readonly SarifRun[];
}

export interface SarifRun {
	readonly tool: {
		readonly driver: {
			readonly name: string;
			readonly version: string;
			readonly semanticVersion: string;
			readonly informationUri: string;
			readonly rules: readonly SarifRule[];
		};
	};
	readonly automationDetails: { readonly id: string };
	readonly originalUriBaseIds: Readonly<Record<string, { readonly description: SarifText }>>;
	readonly columnKind: 'utf16CodeUnits';
	readonly invocations: readonly [SarifInvocation];
	readonly results: readonly SarifResult[];
	readonly properties: {
		readonly environment: { readonly name: string; readonly idleTimeout: number };
		readonly files: { readonly scanned: number; readonly gated: number };
	};
}

export interface SarifInvocation {
	readonly executionSuccessful: boolean;
	/** Files that were not checked. */
	readonly toolExecutionNotifications: readonly SarifNotification[];
}

export interface SarifNotification {
	readonly level: 'error' | 'note';
	readonly message: SarifText;
	readonly locations: readonly [{ readonly physicalLocation: { readonly artifactLocation: SarifArtifact } }];
}

export type SarifLevel = 'error' | 'warning' | 'note';

export interface SarifRule {
	readonly id: string;
	readonly name: string;
	readonly shortDescription: SarifText;
	readonly fullDescription: SarifText;
	readonly help: SarifText & { readonly markdown: string };
	readonly helpUri: string;
	readonly defaultConfiguration: { readonly level: SarifLevel };
	readonly properties: Readonly<Record<string, unknown>>;
}

export interface SarifResult {
	readonly ruleId: string;
	readonly ruleIndex: number;
	readonly level: SarifLevel;
	readonly message: SarifText;
	readonly locations: readonly [SarifLocation];
	readonly relatedLocations?: readonly (SarifLocation & { readonly id: number; readonly message: SarifText })[];
	readonly partialFingerprints?: Readonly<Record<string, string>>;
	readonly fixes?: readonly {
		readonly description: SarifText;
		readonly artifactChanges: readonly {
			readonly artifactLocation: SarifArtifact;
			readonly replacements: readonly { readonly deletedRegion: SarifRegion; readonly insertedContent: SarifText }[];
		}[];
	}[];
	readonly suppressions?: readonly { readonly kind: 'inSource' | 'external' }[];
	readonly baselineState?: 'new' | 'unchanged';
	readonly properties: { readonly client: string; readonly api: string; readonly severity: string };
}

export interface SarifLocation {
	readonly physicalLocation: {
		readonly artifactLocation: SarifArtifact;
		readonly region: SarifRegion & { readonly snippet?: SarifText };
	};
}

export interface SarifArtifact {
	/** Relative to the base, percent-encoded. */
	readonly uri: string;
	readonly uriBaseId: string;
}

/** Lines and columns from 1; the end is exclusive. */
export interface SarifRegion {
	readonly startLine: number;
	readonly startColumn: number;
	readonly endLine: number;
	readonly endColumn: number;
}

export interface SarifText {
	readonly text: string;
}
