import { probe } from './recipes-python.js';
import type { OptionText, Recipe } from './recipes.js';

/** Fixes of drivers that take the numbers themselves, by keyword or in a dictionary. */

const interval: OptionText = { option: 'keepalives_interval', text: '{interval}' };
const count: OptionText = { option: 'keepalives_count', text: '{count}' };

/** libpq sets what the platform has. */
export const keepaliveParameters: Recipe = {
	title: probe,
	steps: [{ kind: 'set-option', option: 'keepalives_idle', text: '{idle}', also: [interval, count] }],
};

export const keepaliveAgain: Recipe = {
	title: probe,
	steps: [
		{
			kind: 'set-option',
			option: 'keepalives',
			text: '1',
			also: [{ option: 'keepalives_idle', text: '{idle}' }, interval, count],
		},
	],
};

const libpqItems = '"keepalives_idle": {idle}, "keepalives_interval": {interval}, "keepalives_count": {count}';

/** Items for a dictionary that is there, or for a new one. */
function dictionary(option: string, items: string): Recipe {
	return {
		title: probe,
		steps: [{ kind: 'set-option', option, text: `{${items}}`, combine: `{{items}${items}}` }],
	};
}

export const connectArguments = dictionary('connect_args', libpqItems);

export const poolArguments = dictionary('kwargs', libpqItems);

/** pika sets what the platform has, and none of these on macOS. */
export const pikaOptions = dictionary(
	'tcp_options',
	'"TCP_KEEPIDLE": {idle}, "TCP_KEEPINTVL": {interval}, "TCP_KEEPCNT": {count}',
);

/** redis switches `SO_KEEPALIVE` on itself, and takes the others by number. */
const redisNumbers = '{option: value for _, option, value in {helper:keepalive_options}()[1:]}';

export const redisKeepalive: Recipe = {
	title: probe,
	steps: [
		{
			kind: 'set-option',
			option: 'socket_keepalive',
			text: 'True',
			also: [{ option: 'socket_keepalive_options', text: redisNumbers }],
		},
	],
};

export const redisOptions: Recipe = {
	title: probe,
	steps: [{ kind: 'set-option', option: 'socket_keepalive_options', text: redisNumbers, combine: redisNumbers }],
};

/** The list replaces one that switches Nagle's algorithm off. */
export const socketOptionsWithNoDelay: Recipe = {
	title: probe,
	steps: [
		{
			kind: 'set-option',
			option: 'socket_options',
			text: '[({import:socket}.IPPROTO_TCP, {import:socket}.TCP_NODELAY, 1), *{helper:keepalive_options}()]',
		},
	],
};
