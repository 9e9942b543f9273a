import { type Language, needlesOf } from '../engine/index.js';
import { createByteSearch } from './byte-search.js';
import { isNotebook } from './notebook-file.js';
import type { NeedleSearch } from './read-source.js';

type Searches = Readonly<Record<Language, NeedleSearch>>;

let searches: Searches | undefined;
let isMade = false;

/** What tells by the bytes of a file that it does not pass the gate; undefined where nothing does. */
export function searchFor(path: string, language: Language): NeedleSearch | undefined {
	if (!isMade) {
		isMade = true;
		searches = createSearches();
	}
	return language === 'python' && isNotebook(path) ? undefined : searches?.[language];
}

function createSearches(): Searches | undefined {
	const search = createByteSearch([needlesOf('javascript'), needlesOf('python')]);
	return (
		search && {
			javascript: { room: search.room, mayPass: (length) => search.holdsAny(0, length) },
			python: { room: search.room, mayPass: (length) => search.holdsAny(1, length) },
		}
	);
}
