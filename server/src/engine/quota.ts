/** Of calls that many objects have in common, so many are those of each, whatever the quota. */
const always = 8;
const least = 10_000;
const charactersEach = 20;

/**
 * How many calls are read once more for another object that has them in common with others, as all that one function is
 * given have: of a long text one for each so many characters, as the numbers of objects and of calls would multiply. So
 * would those of clients and of what is wrong with one list that all of them are given.
 * @param characters the length of the text
 */
export class Quota {
	private left: number;

	constructor(characters: number) {
		this.left = Math.max(least, characters / charactersEach);
	}

	/** How many of so many calls may be read for an object that has some already. */
	take(wanted: number, known = 0): number {
		const granted = Math.min(wanted, Math.max(this.left, always - known, 0));
		this.left -= granted;
		return granted;
	}
}
