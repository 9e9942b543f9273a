import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { parseCommand, type ScanOptions } from '../server/src/cli/arguments.js';
import { runIn } from './cli-run.js';

function optionsOf(...argv: readonly string[]): ScanOptions {
	const command = parseCommand(argv);
	assert.equal(command.kind, 'scan', JSON.stringify(command));
	return command.kind === 'scan' ? command.options : assert.fail();
}

function problemsOf(...argv: readonly string[]): readonly string[] {
	const command = parseCommand(argv);
	return command.kind === 'usage-error' ? command.problems : [];
}

describe('arguments', () => {
	it('take the working directory where no path is given', () => {
		assert.deepEqual(optionsOf().paths, ['.']);
		assert.deepEqual(optionsOf('scan').paths, ['.']);
		assert.deepEqual(optionsOf('scan', 'a', 'b').paths, ['a', 'b']);
		assert.deepEqual(optionsOf('a', 'scan').paths, ['a', 'scan']);
		assert.deepEqual(optionsOf('--', '--odd-name').paths, ['--odd-name']);
	});

	it('are read in both forms', () => {
		const options = optionsOf(
			'--format=json',
			'--rule',
			'late-keepalive=off',
			'--rule=missing-keepalive=error',
			'-o',
			'r.json',
		);
		assert.deepEqual(options.overrides.rules, { 'late-keepalive': 'off', 'missing-keepalive': 'error' });
		assert.deepEqual([options.format, options.output], ['json', 'r.json']);
		assert.equal(optionsOf('--idle-timeout', '90').overrides.environment?.idleTimeout, 90);
		assert.equal(optionsOf('--environment', 'gcp').overrides.environment?.name, 'gcp');
		assert.deepEqual(
			[optionsOf('--node', '20').overrides.node, optionsOf('--python=3.10').overrides.python],
			['20', '3.10'],
		);
	});

	const refused: readonly (readonly [argv: readonly string[], problem: string])[] = [
		[['--fromat', 'json'], 'Unknown option --fromat (did you mean "--format"?).'],
		[['--zebra'], 'Unknown option --zebra.'],
		[['-x'], 'Unknown option -x.'],
		[['--format', 'jsn'], 'Unknown format "jsn" (did you mean "json"?); accepted are text, json, sarif, github, html.'],
		[['--format'], '--format needs a value.'],
		[['--output', '--fix'], '--output needs a value.'],
		[['--fix=yes'], '--fix takes no value, found "yes".'],
		[['--idle-timeout', '0'], '--idle-timeout is 0; accepted are 1 to 86400 whole seconds.'],
		[['--idle-timeout', '-5'], '--idle-timeout is -5; accepted are 1 to 86400 whole seconds.'],
		[['--idle-timeout', '90000'], '--idle-timeout is 90000; accepted are 1 to 86400 whole seconds.'],
		[['--idle-timeout', '4m'], '--idle-timeout is "4m"; accepted are 1 to 86400 whole seconds.'],
		[['--environment', 'aws', '--idle-timeout', '60'], '--environment and --idle-timeout exclude each other.'],
		[['--node', 'newest'], '--node is "newest"; expected a version such as "20", "20.11" or ">=22.1".'],
		[['--max-warnings', 'many'], '--max-warnings is "many"; accepted are whole numbers from 0.'],
		[
			['--rule', 'late-keepalive'],
			'--rule late-keepalive has severity ""; accepted are error, warning, information, hint, off.',
		],
		[['--fix-dry-run', '--format', 'json'], '--fix-dry-run prints a unified diff, which --format json cannot hold.'],
	];
	for (const [argv, problem] of refused) {
		it(`refuse ${argv.join(' ')}`, () => assert.deepEqual(problemsOf(...argv), [problem]));
	}

	it('suggest environments and rules', () => {
		assert.match(
			problemsOf('--environment', 'claud').join(''),
			/^Unknown environment "claud" \(did you mean "cloud"\?\);/,
		);
		assert.match(
			problemsOf('--rule', 'late=off').join(''),
			/^Unknown rule "late" \(did you mean "late-keepalive"\?\);/,
		);
	});

	it('that are wrong end in 2, with the problem on standard error only', async () => {
		assert.deepEqual(await runIn('/', '--fromat', '--zebra'), {
			code: 2,
			stdout: '',
			stderr:
				'Unknown option --fromat (did you mean "--format"?).\nUnknown option --zebra.\nRun keepalive-lint --help for the options.\n',
		});
	});

	it('ask for help and version', async () => {
		const help = await runIn('/', '--help');
		assert.equal(help.code, 0);
		for (const name of ['--format', '--fix-dry-run', '--environment', '--max-warnings', 'azure-firewall-east-west']) {
			assert.ok(help.stdout.includes(name), name);
		}
		assert.deepEqual(await runIn('/', '-v'), { code: 0, stdout: '1.2.3\n', stderr: '' });
	});
});
