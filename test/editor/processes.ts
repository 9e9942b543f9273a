import { execFileSync } from 'node:child_process';

/** Ends, as a crash would, the language server that runs from a folder below `folder`; there has to be exactly one. */
export function killLanguageServer(folder: string): void {
	const processes = execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
	const servers = processes.filter((line) => line.includes(folder) && line.includes('dist/server.js'));
	if (servers.length !== 1) {
		throw new Error(`${servers.length} language servers run in ${folder}: ${servers.join('; ')}`);
	}
	process.kill(Number.parseInt(servers[0] ?? '', 10), 'SIGKILL');
}
