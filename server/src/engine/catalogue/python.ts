import type { ClientEntry } from './schema.js';

export const pythonEntries: readonly ClientEntry[] = [];
