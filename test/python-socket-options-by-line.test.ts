import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clients, findings } from './python-verdicts.js';

const head = [
	'import contextlib, os, platform, socket, sys, urllib3',
	'from urllib3.connection import HTTPConnection',
	'D = HTTPConnection.default_socket_options',
	'ON = (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)',
];

/** What a pool manager with these options is said to do, `60` or `system-default`, and the rules against it. */
function options(list: string, ...before: readonly string[]): string {
	const lines = [...head, ...before, `urllib3.PoolManager(socket_options=${list})`];
	return [
		clients(...lines)
			.at(-1)
			?.split('/')[1],
		...rulesOf(lines),
	].join(' ');
}

/** The same of a connection, by the statements about `s`. */
function socket(...statements: readonly string[]): string {
	const lines = [
		...head,
		'def ask(host):',
		'    s = socket.create_connection((host, 443))',
		...statements.map((line) => `    ${line}`),
		'    s.recv(1)',
	];
	return [
		clients(...lines)
			.at(-1)
			?.split('/')[1],
		...rulesOf(lines),
	].join(' ');
}

function rulesOf(lines: readonly string[]): string[] {
	return findings(...lines).map((finding) => finding.split(' ')[0] ?? '');
}

const turnOn = 's.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)';
const linux = 's.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60)';
const macos = 's.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPALIVE, 60)';
const windows = 's.ioctl(socket.SIO_KEEPALIVE_VALS, (1, 60_000, 15_000))';
const idle = '(socket.IPPROTO_TCP, getattr(socket, "TCP_KEEPIDLE", 4), 60)';

describe('Reading Python, lists of socket options', () => {
	it('SO_KEEPALIVE alone is late', () => {
		assert.equal(options('D + [ON]'), 'system-default late-keepalive');
		assert.equal(options('D + [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, True)]'), 'system-default late-keepalive');
		assert.equal(options('D + [ON, (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 15)]'), 'system-default late-keepalive');
		assert.equal(socket(turnOn), 'system-default late-keepalive');
		assert.equal(options('D + [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 0)]'), 'off missing-keepalive');
	});

	it('idle, interval and count read from the tuples', () => {
		assert.equal(options(`D + [ON, ${idle}]`), '60');
		assert.equal(options(`D + [ON, ${idle.replace('60', 'IDLE')}]`, 'IDLE = 45'), '45');
		assert.equal(options(`D + [ON, ${idle.replace('60', '240')}]`), '240 late-keepalive');
		assert.equal(options(`D + [ON, ${idle.replace('60', 'idle()')}]`), 'unknown');
		assert.equal(options(`D + [${idle}]`), 'off ineffective-keepalive', 'without SO_KEEPALIVE');
		assert.equal(options(`tuple(D) + (ON, ${idle})`), '60');
		assert.equal(options(`[*D, ON, ${idle}]`), '60');
		assert.equal(options('O', `O = D + [ON]`, `O.append(${idle})`), '60');
		assert.equal(options('make(30)', 'def make(idle=5):', `    return D + [ON, ${idle.replace('60', 'idle')}]`), '30');
	});

	it('hex constants and other numbers', () => {
		assert.equal(options('D + [ON, (socket.IPPROTO_TCP, 4, 60), (socket.IPPROTO_TCP, 5, 15)]'), '60');
		assert.equal(options('D + [ON, (socket.IPPROTO_TCP, 0x4, 60)]'), '60');
		assert.equal(options('D + [(1, 9, 1), (6, 4, 60), (6, 5, 15), (6, 6, 4)]'), '60');
		assert.equal(options('[(6, 1, 1), (1, 9, 1), (6, 4, 60)]'), '60', 'TCP_NODELAY by its number');
		assert.equal(options('D + [ON, (socket.IPPROTO_TCP, 0x10, 60)]'), '60 unportable-keepalive', 'of macOS');
		assert.equal(socket('s.setsockopt(1, 9, 1)', 's.setsockopt(6, 4, 60)'), '60');
		assert.deepEqual(clients('import requests', 'requests.get("https://a.example", timeout=(1, 9))'), [
			'requests.get 9/off',
		]);
	});

	it('getattr(socket, "TCP_KEEPALIVE", 0x10)', () => {
		const macosIdle = '(socket.IPPROTO_TCP, getattr(socket, "TCP_KEEPALIVE", 0x10), 60)';
		assert.equal(options(`D + [ON, ${macosIdle}]`), '60 unportable-keepalive', 'on every system');
		const guarded = [
			'O = D + [ON]',
			'if sys.platform == "darwin":',
			`    O.append(${macosIdle})`,
			'else:',
			`    O.append(${idle})`,
		];
		assert.equal(options('O', ...guarded), '60');
		assert.equal(
			options('D + [ON, (6, getattr(socket, "TCP_KEEPIDLE", getattr(socket, "TCP_KEEPALIVE", 0x10)), 60)]'),
			'60',
		);
		assert.equal(
			socket(
				turnOn,
				'option = getattr(socket, "TCP_KEEPIDLE", None)',
				'if option is not None:',
				'    s.setsockopt(socket.IPPROTO_TCP, option, 60)',
			),
			'60',
		);
	});

	it('names in a loop', () => {
		const names = 'for name, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 15)):';
		const set = 's.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)';
		assert.equal(socket(turnOn, names, '    if hasattr(socket, name):', `        ${set}`), '60');
		assert.equal(socket('for option in [ON, (6, 4, 60)]:', '    s.setsockopt(*option)'), '60');
	});

	it("a list that replaces the library's defaults", () => {
		assert.equal(options(`[ON, ${idle}]`), '60 lost-socket-defaults');
		assert.equal(options(`[ON, (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1), ${idle}]`), '60');
		assert.equal(options(`HTTPConnection.default_socket_options + [ON, ${idle}]`), '60');
		const lines = [
			'import httpx, socket',
			'httpx.Client(transport=httpx.HTTPTransport(socket_options=[(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1), (6, 4, 60)]))',
		];
		assert.deepEqual(rulesOf(lines), [], 'httpx keeps its own');
	});

	it('constants without a guard', () => {
		assert.equal(options('D + [ON, (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60)]'), '60 unportable-keepalive');
		assert.equal(options('D + [ON, (socket.IPPROTO_TCP, socket.TCP_KEEPALIVE, 60)]'), '60 unportable-keepalive');
		assert.equal(socket(turnOn, linux), '60 unportable-keepalive');
		assert.equal(socket(turnOn, macos), '60 unportable-keepalive');
		const other = ['if verbose:', `    ${linux}`];
		assert.equal(socket(turnOn, ...other), '60 unportable-keepalive', 'another condition is no guard');
	});

	const guards: Readonly<Record<string, readonly string[]>> = {
		hasattr: ['if hasattr(socket, "TCP_KEEPIDLE"):', `    ${linux}`],
		'hasattr in a name': ['has_idle = hasattr(socket, "TCP_KEEPIDLE")', 'if has_idle:', `    ${linux}`],
		'hasattr and': [`hasattr(socket, "TCP_KEEPIDLE") and ${linux}`],
		'not hasattr, return': ['if not hasattr(socket, "TCP_KEEPIDLE"):', '    return s', linux],
		'sys.platform': ['if sys.platform == "linux":', `    ${linux}`],
		'sys.platform.startswith': ['if sys.platform.startswith("linux"):', `    ${linux}`],
		'sys.platform in': ['if sys.platform in ("linux", "win32"):', `    ${linux}`],
		'sys.platform, else': ['if sys.platform == "darwin":', `    ${macos}`, 'else:', `    ${linux}`],
		'sys.platform, raise': ['if sys.platform == "darwin":', '    raise OSError', linux],
		'assert sys.platform': ['assert sys.platform == "linux"', linux],
		'match sys.platform': [
			'match sys.platform:',
			'    case "darwin":',
			`        ${macos}`,
			'    case _:',
			`        ${linux}`,
		],
		'platform.system': ['system = platform.system()', 'if system == "Linux":', `    ${linux}`],
		'os.name': ['if os.name == "posix":', `    ${linux}`],
		try: ['try:', `    ${linux}`, 'except AttributeError:', '    pass'],
		'try, the other name': ['try:', `    ${linux}`, 'except (AttributeError, OSError):', `    ${macos}`],
		'contextlib.suppress': ['with contextlib.suppress(AttributeError):', `    ${linux}`],
		'a conditional expression': [
			's.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE if hasattr(socket, "TCP_KEEPIDLE") else socket.TCP_KEEPALIVE, 60)',
		],
	};
	for (const [name, lines] of Object.entries(guards)) {
		it(`a guard: ${name}`, () => assert.equal(socket(turnOn, ...lines), '60'));
	}

	it('sock.ioctl(socket.SIO_KEEPALIVE_VALS, ...) with and without a Windows guard', () => {
		assert.equal(socket(windows), '60 unportable-keepalive');
		assert.equal(socket(turnOn, windows), 'system-default late-keepalive unportable-keepalive');
		for (const test of [
			'sys.platform == "win32"',
			'os.name == "nt"',
			'platform.system() == "Windows"',
			'hasattr(socket, "SIO_KEEPALIVE_VALS")',
		]) {
			assert.equal(socket(turnOn, `if ${test}:`, `    ${windows}`, 'else:', `    s.setsockopt(6, 4, 60)`), '60', test);
		}
		assert.equal(
			socket('if os.name == "nt":', `    ${windows}`, '    return s', turnOn),
			'system-default late-keepalive',
		);
	});

	it('the macOS branch that passes the interval as idle', () => {
		const wrong = (value: string, option = 'socket.TCP_KEEPALIVE'): readonly string[] => [
			turnOn,
			'if sys.platform == "darwin":',
			`    s.setsockopt(socket.IPPROTO_TCP, ${option}, ${value})`,
			'else:',
			`    ${linux}`,
			'    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 15)',
		];
		assert.equal(socket(...wrong('15')), '60 unportable-keepalive', 'by its value');
		assert.equal(socket(...wrong('15', '0x10')), '60 unportable-keepalive', 'by number');
		assert.equal(socket('interval = 20', ...wrong('interval')), '60 unportable-keepalive', 'by its name');
		assert.equal(socket('TCP_KEEPALIVE = 0x10', ...wrong('15', 'TCP_KEEPALIVE')), '60 unportable-keepalive');
		assert.equal(socket(...wrong('60')), '60');
		const list = [
			'O = D + [ON]',
			'if sys.platform == "darwin":',
			'    O.append((6, socket.TCP_KEEPALIVE, 15))',
			'else:',
			'    O += [(6, socket.TCP_KEEPIDLE, 60), (6, socket.TCP_KEEPINTVL, 15)]',
		];
		assert.equal(options('O', ...list), '60 unportable-keepalive');
		assert.equal(options('O', ...list.map((line) => line.replace('60), (6', '15), (6'))), '15', 'both are equal');
	});
});
