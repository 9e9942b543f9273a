import { type Language, needlesOf } from '../engine/index.js';
import { lazy } from '../engine/lazy.js';
import { type ByteSearch, createByteSearches } from './byte-search.js';
import { isNotebook } from './notebook-file.js';

const searches = lazy(() => createByteSearches({ javascript: needlesOf('javascript'), python: needlesOf('python') }));

/** What tells by the bytes of a file that it does not pass the gate; undefined where nothing does. */
export function searchFor(path: string, language: Language): ByteSearch | undefined {
	return language === 'python' && isNotebook(path) ? undefined : searches()?.[language];
}
