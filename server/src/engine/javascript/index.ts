import type { FrontEnd } from '../front-end.js';

export const javascriptFrontEnd: FrontEnd = {
	helpers: [],
	read: () => ({ sites: [], setups: [], comments: [] }),
	createWriter: () => {
		throw new Error('There is nothing to write.');
	},
};
