import type { ClientEntry } from './schema.js';

export const javascriptEntries: readonly ClientEntry[] = [];
