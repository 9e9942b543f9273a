import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clients, findings } from './python-verdicts.js';

/** Lines that every text begins with; `Good` sends probes, `Forgets` not to proxies. */
const head = `import requests, socket
from requests.adapters import HTTPAdapter
OPTIONS = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1), (6, 4, 60), (6, 1, 1)]
class Forgets(HTTPAdapter):
    def init_poolmanager(self, *args, **kwargs):
        kwargs["socket_options"] = OPTIONS
        super().init_poolmanager(*args, **kwargs)
class Good(Forgets):
    def proxy_manager_for(self, *args, **kwargs):
        kwargs["socket_options"] = OPTIONS
        return super().proxy_manager_for(*args, **kwargs)`.split('\n');

const ask = 's.get("https://a.example", timeout=600)';
const both = ['s.mount("https://", Good())', 's.mount("http://", Good())'];

/** What is said of the sessions: `600/off`, and rules. */
function sessions(...lines: readonly string[]): string {
	const all = [...head, ...lines];
	const made = clients(...all).flatMap((client) => /^requests\.Session (.*)/.exec(client)?.[1] ?? []);
	return [...made, ...findings(...all).map((finding) => finding.replace(/ \d+$/, ''))].join(', ');
}

const bad = '600/off, long-wait-without-keepalive warning';
const good = '600/inherited';

const indented = (...lines: readonly string[]): string[] => lines.map((line) => `    ${line}`);

describe('Reading Python, sessions', () => {
	it('with ... as session', () => {
		assert.equal(sessions('with requests.Session() as s:', ...indented(ask)), bad);
		assert.equal(sessions('with requests.Session() as s:', ...indented(...both, ask)), good);
		assert.equal(sessions('with open(a) as f, requests.Session() as s:', ...indented(...both, ask)), good);
		assert.equal(sessions('with (requests.Session() as s, open(a) as f,):', ...indented(ask)), bad);
		assert.equal(sessions('with closing(requests.Session()) as s:', ...indented(ask)), bad);
	});

	it('async with', () => {
		const session = (...lines: string[]): string[] =>
			clients('import aiohttp', 'T = aiohttp.ClientTimeout(total=600)', 'async def main():', ...indented(...lines));
		const made = 'aiohttp.ClientSession(timeout=T) as s';
		const get = 's.get("https://a.example")';
		assert.deepEqual(session(`async with ${made}:`, `    await ${get}`), ['aiohttp.ClientSession 600/off']);
		assert.deepEqual(session(`async with ${made}, ${get} as r:`, '    pass'), ['aiohttp.ClientSession 600/off']);
		assert.deepEqual(
			session('async with (', `    ${made},`, `    s.get("https://a.example", timeout=5) as r,`, '):', '    pass'),
			['aiohttp.ClientSession 5/off'],
		);
	});

	it('self.session with mount later in the same class', () => {
		const lines = ['class Api:', '    def __init__(self):', '        self.s = requests.Session()'];
		const later = ['    def prepare(self):', '        self.s.mount("https://", Good())'];
		const request = ['    def get(self):', `        self.${ask}`];
		assert.equal(sessions(...lines, ...request), bad);
		assert.equal(sessions(...lines, ...request, ...later), good);
		const other = ['class Other:', ...later];
		assert.equal(sessions(...lines, ...request, ...other), bad, 'in another class');
		const lazy = [
			'class Api:',
			'    s = None',
			'    def get(self):',
			'        if self.s is None:',
			'            self.s = requests.Session()',
			'            self.s.mount("https://", Good())',
			`        self.${ask}`,
		];
		assert.equal(sessions(...lazy), good);
	});

	it('a session passed on', () => {
		const send = ['def send(s):', `    ${ask}`];
		assert.equal(sessions(...send, 'send(requests.Session())'), bad);
		assert.equal(sessions(...send, 's = requests.Session()', ...both, 'send(s)'), good);
		assert.equal(
			sessions(
				'class Api:',
				'    def __init__(self, s):',
				'        self.s = s',
				'    def get(self):',
				`        self.${ask}`,
				'Api(requests.Session())',
			),
			bad,
		);
	});

	it('a subclass of Session', () => {
		const own = ['class Own(requests.Session):', '    def __init__(self):', '        super().__init__()'];
		const mounting = ['        self.mount("https://", Good())', '        self.mount("http://", Good())'];
		assert.equal(sessions(...own, 's = Own()', ask), bad);
		assert.equal(sessions(...own, ...mounting, 's = Own()', ask), good);
		assert.equal(
			sessions(...own, ...mounting, 'class Child(Own):', '    pass', 's = Child()', ask),
			good,
			'of a subclass',
		);
		const waiting = [
			'class Own(requests.Session):',
			'    def request(self, *args, **kwargs):',
			'        kwargs.setdefault("timeout", 600)',
			'        return super().request(*args, **kwargs)',
		];
		assert.equal(sessions(...waiting, 'Own().get("https://a.example")'), bad);
	});

	it('a constructor that passes its parameters on', () => {
		const own = [
			'import httpx',
			'class Own(httpx.Client):',
			'    def __init__(self, base, timeout=5):',
			'        super().__init__(base_url=base, timeout=timeout)',
		];
		const made = (call: string): string[] => clients(...own, call);
		assert.deepEqual(made('Own("https://a.example", 600)'), ['httpx.Client 600/off']);
		assert.deepEqual(made('Own(timeout=600, base="https://a.example")'), ['httpx.Client 600/off']);
		assert.deepEqual(made('Own("https://a.example")'), ['httpx.Client unknown/off']);
		assert.deepEqual(findings(...own, 'Own("http://localhost", 600)'), []);
	});

	it('a request that is prepared and sent', () => {
		const send = (call: string): string => sessions('s = requests.Session()', `s.send(s.prepare_request(r)${call})`);
		assert.equal(send(', timeout=600'), bad);
		assert.equal(send(', **options'), 'unknown/off, missing-keepalive information');
	});

	it('adapters mounted in a helper of the same module', () => {
		const helper = ['def prepare(s):', ...indented(...both), '    return s'];
		assert.equal(sessions(...helper, 's = prepare(requests.Session())', ask), good);
		assert.equal(sessions(...helper, 's = requests.Session()', 'prepare(s)', ask), good);
		assert.equal(
			sessions('def make():', '    s = requests.Session()', ...indented(...both), '    return s', 's = make()', ask),
			good,
		);
	});

	it('an adapter that forgets proxy_manager_for where proxies are used', () => {
		const hole = `${good}, ineffective-keepalive warning`;
		const proxies = '{"https": "http://proxy:3128"}';
		const session = (adapter: string, ...lines: string[]): string =>
			sessions('s = requests.Session()', `s.mount("https://", ${adapter}())`, ...lines);
		for (const line of [
			`s.proxies = ${proxies}`,
			`s.proxies.update(${proxies})`,
			's.proxies["https"] = "http://proxy:3128"',
		]) {
			assert.equal(session('Forgets', line, ask), hole, line);
			assert.equal(session('Good', line, ask), good, line);
		}
		assert.equal(session('Forgets', ask.replace(')', `, proxies=${proxies})`)), hole);
		assert.equal(session('Forgets', ask), good, 'no proxy in sight');
		assert.equal(session('Forgets', 'os.environ["HTTPS_PROXY"] = "http://proxy:3128"', ask), good, 'another os');
	});

	it('adapters count for the URLs that they are mounted for', () => {
		const session = (...lines: string[]): string => sessions('s = requests.Session()', ...lines, ask);
		assert.equal(session('s.mount("https://a.example", Good())'), good);
		assert.equal(session('s.mount("https://other.example", Good())'), bad);
		assert.equal(session('s.mount(prefix="https://", adapter=Good())'), good);
		assert.equal(
			session('s.mount("https://a.example", HTTPAdapter())', 's.mount("https://", Good())'),
			`${good}, long-wait-without-keepalive warning`,
			'the longest prefix wins, whichever is mounted last',
		);
		assert.equal(session('s.adapters["https://"] = Good()'), '600/unknown');
		assert.equal(session('for p in ("http://", "https://"):', '    s.mount(p, Good())'), '600/unknown');
	});
});

describe('Python, settings that do nothing', () => {
	/** Rules of a text, those of other clients left out. */
	const rules = (...lines: readonly string[]): string[] =>
		findings(...lines).map((finding) => finding.replace(/ \d+$/, ''));
	const vain = ['ineffective-keepalive warning'];
	const hint = ['missing-keepalive hint'];

	it('session.keep_alive', () => {
		const session = (seconds: number): string[] =>
			rules(
				'import requests',
				's = requests.Session()',
				's.keep_alive = True',
				`s.get("https://a.example", timeout=${seconds})`,
			);
		assert.deepEqual(session(600), vain);
		assert.deepEqual(session(5), hint, 'nothing is wanted of it');
		const member = [
			'class A:',
			'    def __init__(self):',
			'        self.s = requests.Session()',
			'        self.s.keep_alive = True',
			'    def f(self):',
			`        self.${ask}`,
		];
		assert.deepEqual(rules('import requests', ...member), vain);
	});

	it('Connection: keep-alive headers', () => {
		const get = (headers: string, seconds = 600): string[] =>
			rules('import requests', `requests.get("https://a.example", headers=${headers}, timeout=${seconds})`);
		assert.deepEqual(get('{"connection": "Keep-Alive"}'), vain);
		assert.deepEqual(get('{"Keep-Alive": "timeout=600"}'), vain);
		assert.deepEqual(get('{"Connection": "close"}'), ['long-wait-without-keepalive warning']);
		assert.deepEqual(get('{"Connection": "keep-alive"}', 5), hint);
		for (const line of [
			's.headers["Connection"] = "keep-alive"',
			's.headers.update({"Connection": "keep-alive"})',
			's.headers = {"Connection": "keep-alive"}',
		]) {
			assert.deepEqual(rules('import requests', 's = requests.Session()', line, ask), vain, line);
		}
		assert.deepEqual(rules('import httpx', 'httpx.Client(headers={"Connection": "keep-alive"}, timeout=600)'), vain);
		assert.deepEqual(rules('import urllib3', 'urllib3.PoolManager(headers={"Connection": "keep-alive"})'), vain);
	});

	it('httpx.Limits(keepalive_expiry=...) next to a long wait', () => {
		const client = (options: string): string[] => rules('import httpx', `httpx.Client(${options})`);
		assert.deepEqual(client('limits=httpx.Limits(keepalive_expiry=600), timeout=None'), vain);
		assert.deepEqual(client('limits=httpx.Limits(keepalive_expiry=600)'), hint);
		assert.deepEqual(client('limits=httpx.Limits(max_connections=3), timeout=600'), [
			'long-wait-without-keepalive warning',
		]);
		assert.deepEqual(
			rules(
				'import httpx',
				'LIMITS = httpx.Limits(keepalive_expiry=60)',
				'c = httpx.AsyncClient(limits=LIMITS)',
				'c.get("https://a.example", timeout=600)',
			),
			vain,
		);
	});

	it("aiohttp's keepalive_timeout next to a long wait", () => {
		const session = (connector: string, seconds: number): string[] =>
			rules(
				'import aiohttp',
				`aiohttp.ClientSession(connector=aiohttp.TCPConnector(${connector}), timeout=aiohttp.ClientTimeout(total=${seconds}))`,
			);
		assert.deepEqual(session('keepalive_timeout=600', 600), vain);
		assert.deepEqual(session('keepalive_timeout=600', 5), hint);
		assert.deepEqual(session('limit=3', 600), ['long-wait-without-keepalive warning']);
	});

	it('an adapter built and never mounted', () => {
		const unprotected = ['long-wait-without-keepalive warning'];
		const local = ['def f():', '    adapter = Good()', '    s = requests.Session()', `    ${ask}`];
		assert.deepEqual(rules(...head, ...local), [...vain, ...unprotected]);
		assert.deepEqual(rules(...head, 'adapter = Good()', 's = requests.Session()', ask), vain, 'of a module');
		assert.deepEqual(
			rules(
				...head,
				'class A:',
				'    adapter = Good()',
				'    def f(self):',
				'        s = requests.Session()',
				`        ${ask}`,
			),
			vain,
			'of a class',
		);
		assert.deepEqual(
			rules(...head, 'adapter = Good()', 's = requests.Session()', 's.mount("https://", adapter)', ask),
			[],
		);
		assert.deepEqual(
			rules(...head, 'adapter = Good()', 'prepare(adapter)', 's = requests.Session()', ask),
			unprotected,
		);
		assert.deepEqual(rules(...head, 'adapter = HTTPAdapter(max_retries=3)', 's = requests.Session()', ask), [
			'missing-keepalive information',
			...unprotected,
		]);
		assert.deepEqual(rules(...head, 'adapter = Good()'), [], 'another module may mount it');
	});

	it('an adapter mounted for one scheme only', () => {
		const session = (prefix: string, url: string): string[] =>
			rules(...head, 's = requests.Session()', `s.mount("${prefix}", Good())`, `s.get(${url}, timeout=600)`);
		assert.deepEqual(session('http://', '"https://a.example"'), vain);
		assert.deepEqual(session('https://', '"http://a.example"'), vain);
		assert.deepEqual(session('https://', '"https://a.example"'), []);
		assert.deepEqual(session('https://', 'url'), ['ineffective-keepalive information']);
	});

	it("requests-toolbelt's adapter where its version leaves macOS or the idle time out", () => {
		const adapter = (options: string, seconds = 600): string[] =>
			rules(
				'import requests',
				'from requests_toolbelt.adapters.socket_options import TCPKeepAliveAdapter',
				's = requests.Session()',
				`s.mount("https://", TCPKeepAliveAdapter(${options}))`,
				`s.get("https://a.example", timeout=${seconds})`,
			);
		const macos = 'unportable-keepalive information';
		assert.deepEqual(adapter(''), [macos]);
		assert.deepEqual(adapter('idle=60, interval=10, count=5'), [macos]);
		assert.deepEqual(adapter('idle=600'), [macos, 'late-keepalive warning'].sort().reverse());
		assert.deepEqual(adapter('', 5), []);
	});
});
