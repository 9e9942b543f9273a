import type { Connection } from 'vscode-languageserver';

import type { ClientFeatures } from './features.js';
import type { Guard } from './guard.js';
import { resultsChangedNotification } from './protocol.js';

/** Tells the client that results have changed, for views that list them. */
export interface ResultNotice {
	changed(): void;
}

/** Pause in which further changes are told of together, in milliseconds. */
const pause = 200;

export function createResultNotice(connection: Connection, features: ClientFeatures, guard: Guard): ResultNotice {
	let timer: NodeJS.Timeout | undefined;
	const send = () => {
		timer = undefined;
		guard.run('Telling of results', () => connection.sendNotification(resultsChangedNotification));
	};
	return {
		changed: () => {
			if (features.resultsChanged) {
				timer ??= setTimeout(send, pause);
			}
		},
	};
}
