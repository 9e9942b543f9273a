// A node:test reporter that writes the counts of a run as JSON; scripts/test.mjs adds them up.

/** Cancelled tests did not pass, so they count as failed; a todo is a test that was not settled, so it counts as skipped. */
export default async function* countReporter(source) {
	const totals = { pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 };
	for await (const event of source) {
		// The runner's own summary, the only diagnostics without a file.
		const match = event.type === 'test:diagnostic' && /^(\w+) (\d+)$/.exec(event.data.message);
		if (match && event.data.file === undefined && match[1] in totals) {
			totals[match[1]] = Number(match[2]);
		}
	}
	yield JSON.stringify({
		passed: totals.pass,
		failed: totals.fail + totals.cancelled,
		skipped: totals.skipped + totals.todo,
	});
}
