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
	export class EnvHttpProxyAgent { constructor(options?: Options) }
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
		url: string; agent(agent?: import('http').Agent): this; agent(): unknown; retry(count?: number): this; send(data?: object): this; set(name: string, value: string): this;
		timeout(limit: number | { response?: number; deadline?: number }): this;
	}
	type Verb = (url: string, callback?: (error: unknown, response: unknown) => void) => Request;
	interface Agent { use(plugin: (request: Request) => void): this; get: Verb; post: Verb }
	interface Static { (method: string, url: string): Request; agent(): Agent; delete: Verb; get: Verb; post: Verb; put: Verb }
	const superagent: Static;
	export default superagent;
}
declare module 'teeny-request' {
	export function teenyRequest(options: { uri: string; forever?: boolean }, callback: () => void): void;
}
declare module '@grpc/grpc-js' {
	export const credentials: { createSsl(): object; createInsecure(): object };
	export class Client { constructor(address: string, credentials: object, options?: Record<string, string | number>) }
}
declare module 'ioredis' {
	interface Options { host?: string; keepAlive?: number; commandTimeout?: number; maxRetriesPerRequest?: number | null; tls?: object }
	export default class Redis { constructor(); constructor(options: Options); constructor(url: string, options?: Options); constructor(port: number, host: string, options?: Options) }
	export class Cluster { constructor(nodes: object[], options?: { redisOptions?: Options }) }
}
declare module 'mongodb' {
	interface Options { socketTimeoutMS?: number; keepAliveInitialDelay?: number; tls?: boolean }
	export class MongoClient { constructor(url: string, options?: Options); static connect(url: string, options?: Options): Promise<MongoClient> }
}
declare module 'mysql2/promise' {
	interface Options { host?: string; database?: string; connectionLimit?: number; enableKeepAlive?: boolean; keepAliveInitialDelay?: number }
	const mysql: { createPool(options: Options | string): object; createConnection(options: Options | string): Promise<object> };
	export default mysql;
}
declare module 'pg' {
	interface Options {
		connectionString?: string; max?: number; query_timeout?: number; statement_timeout?: number;
		keepAlive?: boolean; keepAliveInitialDelayMillis?: number;
	}
	export class Client { constructor(options?: Options | string) }
	export class Pool { constructor(options?: Options) }
}
declare module 'redis' {
	interface Socket { host?: string; tls?: boolean; keepAlive?: boolean | number; keepAliveInitialDelay?: number }
	interface Options { url?: string; socket?: Socket }
	export function createClient(options?: Options): object;
	export function createClientPool(options?: Options): object;
	export function createCluster(options: { rootNodes: Options[]; defaults?: Options }): object;
}
declare module 'ws' {
	import { EventEmitter } from 'events';
	import { Agent, IncomingMessage } from 'http';
	interface Options { agent?: Agent; handshakeTimeout?: number; headers?: Record<string, string>; keepAlive?: boolean; keepAliveInitialDelay?: number }
	class WebSocket extends EventEmitter {
		constructor(url: string, protocols?: string | string[], options?: Options);
		constructor(url: string, options?: Options);
		on(event: 'upgrade', listener: (this: WebSocket, response: IncomingMessage) => void): this;
		on(event: 'message', listener: (this: WebSocket, data: Buffer) => void): this;
		ping(): void;
	}
	export default WebSocket;
	export { WebSocket };
}
declare module 'request' {
	type Callback = (error: unknown, response: unknown, body: unknown) => void;
	interface Options { uri?: string; url?: string; timeout?: number; forever?: boolean; pool?: object; agent?: import('http').Agent; agentOptions?: object; [option: string]: unknown }
	interface Request extends NodeJS.ReadWriteStream { on(event: string, listener: (...values: any[]) => void): this }
	interface Verb { (url: string | Options, options?: Options | Callback, callback?: Callback): Request }
	interface Request_ extends Verb { get: Verb; post: Verb; put: Verb; patch: Verb; delete: Verb; del: Verb; head: Verb; options: Verb; defaults(options: Options): Request_ }
	const request: Request_;
	export = request;
}
declare module 'request-promise' {
	import request = require('request');
	export = request;
}
declare module 'request-promise-any' {
	import request = require('request');
	export = request;
}
declare module 'request-promise-native' {
	import request = require('request');
	export = request;
}
declare module '@anthropic-ai/sdk' {
	export default class Anthropic { constructor(options?: { apiKey?: string; httpAgent?: import('http').Agent }) }
}
declare module '@aws-sdk/client-s3' {
	interface AgentOptions { keepAlive?: boolean; maxSockets?: number }
	interface HandlerOptions { httpsAgent?: import('https').Agent | AgentOptions }
	export class S3Client { constructor(options: { region?: string; requestHandler?: object | HandlerOptions }) }
}
declare module '@aws-sdk/client-sqs' {
	export class SQS { constructor(options: object) }
}
declare module '@azure/identity' {
	export class DefaultAzureCredential {}
}
declare module '@azure/keyvault-secrets' {
	interface Options { agent?: import('http').Agent; retryOptions?: { maxRetries?: number } }
	export class SecretClient { constructor(vaultUrl: string, credential: object, options?: Options) }
}
declare module '@elastic/elasticsearch' {
	export class Client { constructor(options: { node?: string; requestTimeout?: number; agent?: () => import('http').Agent }) }
}
declare module '@smithy/node-http-handler' {
	export class NodeHttpHandler { constructor(options?: { httpsAgent?: import('https').Agent }) }
}
declare module 'amqplib' {
	interface Options { hostname?: string; heartbeat?: number }
	export function connect(url: string | Options, socketOptions?: { keepAlive?: boolean; keepAliveDelay?: number }): Promise<object>;
}
declare module 'google-auth-library' {
	interface Transporter { timeout?: number; agent?: import('http').Agent }
	interface ClientOptions { clientId?: string; transporterOptions?: Transporter }
	export class GoogleAuth { constructor(options?: { scopes?: string[]; clientOptions?: ClientOptions }) }
	export class OAuth2Client { constructor(options?: ClientOptions) }
}
declare module 'http-proxy-agent' {
	import * as http from 'http';
	import { Socket } from 'net';
	interface Options extends http.AgentOptions { keepAliveInitialDelay?: number; host?: string; port?: number }
	export class HttpProxyAgent extends http.Agent {
		constructor(proxy: string | URL | Options, options?: Options);
		/** Up to version 5. */
		callback(request: http.ClientRequest, options: http.RequestOptions): Promise<Socket>;
	}
}
declare module 'https-proxy-agent' {
	import * as http from 'http';
	import { Socket } from 'net';
	interface Options extends http.AgentOptions { keepAliveInitialDelay?: number; host?: string; port?: number }
	export class HttpsProxyAgent extends http.Agent {
		constructor(proxy: string | URL | Options, options?: Options);
		/** Up to version 5. */
		callback(request: http.ClientRequest, options: http.RequestOptions): Promise<Socket>;
	}
}
declare module 'socks-proxy-agent' {
	import * as http from 'http';
	export class SocksProxyAgent extends http.Agent { constructor(uri: string | URL, options?: http.AgentOptions & { socketOptions?: object }) }
}
declare module 'mqtt' {
	const mqtt: { connect(url: string, options?: { keepalive?: number }): object };
	export default mqtt;
}
declare module 'nats' {
	export function connect(options?: { servers?: string; pingInterval?: number }): Promise<object>;
}
declare module 'openai' {
	interface Options { apiKey?: string | undefined; baseURL?: string | undefined; timeout?: number; httpAgent?: import('http').Agent }
	export default class OpenAI { constructor(options?: Options) }
	export class AzureOpenAI extends OpenAI {}
}
declare module 'stripe' {
	interface Options { timeout?: number; maxNetworkRetries?: number; httpAgent?: import('http').Agent }
	export default class Stripe { constructor(key: string, options?: Options) }
}
`;
