import assert from 'node:assert/strict';

import type { Language } from '../server/src/engine/index.js';
import { searchFor } from '../server/src/workspace/gate-search.js';

/** Whether the search in bytes leads to a file that holds the text being read. */
export function holdsNeedle(text: string, language: Language): boolean {
	const search = searchFor(language === 'python' ? 'a.py' : 'a.ts', language);
	assert.ok(search);
	const length = search.room.write(text, 'utf8');
	assert.ok(length < search.room.length);
	return search.holdsAny(length);
}
