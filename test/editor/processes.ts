import { execFileSync } from 'node:child_process';

/** The process of the language server that runs from a folder below `folder`; there has to be exactly one. */
export function findLanguageServer(folder: string): number {
	const processes = execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
	const servers = processes.filter((line) => line.includes(folder) && line.includes('dist/server.js'));
	if (servers.length !== 1) {
		throw new Error(`${servers.length} language servers run in ${folder}: ${servers.join('; ')}`);
	}
	return Number.parseInt(servers[0] ?? '', 10);
}

/** Ends the language server, as a crash would; not the process that is named as ended already. Answers its number. */
export function killLanguageServer(folder: string, ended?: number): number {
	const server = findLanguageServer(folder);
	if (server === ended) {
		throw new Error(`The language server ${server} has not ended yet.`);
	}
	process.kill(server, 'SIGKILL');
	return server;
}
