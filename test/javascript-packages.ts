/** What the fixtures use of packages that are not installed here, as those packages declare it. */
export const packages = `
declare module 'agentkeepalive' {
	import * as http from 'http';
	import * as https from 'https';
	interface Options extends http.AgentOptions { freeSocketTimeout?: number }
	export default class HttpAgent extends http.Agent { constructor(options?: Options) }
	export class HttpsAgent extends https.Agent { constructor(options?: Options & https.AgentOptions) }
}
declare module 'axios' {
	interface Config { url?: string; baseURL?: string; timeout?: number; signal?: AbortSignal; httpAgent?: any; httpsAgent?: any }
	interface Instance {
		(url: string, config?: Config): Promise<{ data: unknown }>;
		(config: Config): Promise<{ data: unknown }>;
		request(config: Config): Promise<{ data: unknown }>;
		get(url: string, config?: Config): Promise<{ data: unknown }>;
		head: Instance['get']; delete: Instance['get']; options: Instance['get'];
		post(url: string, data?: unknown, config?: Config): Promise<{ data: unknown }>;
		put: Instance['post']; patch: Instance['post'];
		create(config?: Config): Instance;
	}
	const axios: Instance;
	export default axios;
}
declare module 'node-fetch' {
	import { Agent } from 'http';
	interface Init { method?: string; timeout?: number; agent?: Agent | boolean | ((parsedUrl: URL) => boolean | Agent | undefined) }
	export default function fetch(url: string, init?: Init): Promise<{ json(): Promise<unknown> }>;
}
declare module 'undici' {
	interface Connect { timeout?: number; keepAlive?: boolean; keepAliveInitialDelay?: number }
	interface Options { headersTimeout?: number; keepAliveTimeout?: number; connections?: number; connect?: Connect }
	export class Agent { constructor(options?: Options) }
	export class Client { constructor(url: string, options?: Options) }
	export class Pool { constructor(url: string, options?: Options) }
	export class ProxyAgent { constructor(options: string | Options) }
	export function setGlobalDispatcher(dispatcher: Agent): void;
	export function request(url: string, options?: Options): Promise<unknown>;
	export function fetch(url: string, options?: object): Promise<unknown>;
	export function stream(url: string, options: object, factory: () => NodeJS.WritableStream): Promise<unknown>;
}
declare module 'cross-fetch' {
	export default fetch;
	const crossFetch: typeof fetch;
	export { crossFetch as fetch };
}
declare module 'follow-redirects' {
	import * as httpModule from 'http';
	import * as httpsModule from 'https';
	interface Options<Base> { maxRedirects?: number; agents?: { http?: httpModule.Agent; https?: httpsModule.Agent } }
	interface Follow<Base> {
		get(url: string | URL, callback?: (response: httpModule.IncomingMessage) => void): httpModule.ClientRequest;
		get(url: string | URL, options: Base & Options<Base>, callback?: (response: httpModule.IncomingMessage) => void): httpModule.ClientRequest;
		request: Follow<Base>['get'];
	}
	export const http: Follow<httpModule.RequestOptions>;
	export const https: Follow<httpsModule.RequestOptions>;
}
declare module 'gaxios' {
	import { Agent } from 'http';
	interface Options { url?: string; baseURL?: string; timeout?: number; agent?: Agent | ((url: URL) => Agent); fetchImplementation?: typeof fetch }
	export class Gaxios { constructor(defaults?: Options); request(options: Options): Promise<unknown> }
	export function request(options: Options): Promise<unknown>;
}
declare module 'ky' {
	interface Options { prefixUrl?: string; timeout?: number | false; retry?: number }
	interface Ky { (url: string, options?: Options): Promise<Response>; get: (url: string, options?: Options) => { json(): Promise<unknown> }; create(options: Options): Ky; extend(options: Options): Ky }
	const ky: Ky;
	export default ky;
}
declare module 'superagent' {
	interface Request extends Promise<unknown> {
		agent(agent?: import('http').Agent): this; agent(): unknown; retry(count?: number): this; send(data?: object): this; set(name: string, value: string): this;
		timeout(limit: number | { response?: number; deadline?: number }): this;
	}
	type Verb = (url: string, callback?: (error: unknown, response: unknown) => void) => Request;
	interface Agent { get: Verb; post: Verb }
	interface Static { (method: string, url: string): Request; agent(): Agent; delete: Verb; get: Verb; post: Verb; put: Verb }
	const superagent: Static;
	export default superagent;
}
declare module 'teeny-request' {
	export function teenyRequest(options: { uri: string; forever?: boolean }, callback: () => void): void;
}
`;
