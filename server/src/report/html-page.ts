/** Colours, by the reader's choice of light or dark; the timelines bring their own. */
export const pageStyle = `
:root{color-scheme:light dark;--page:#fff;--ink:#24292f;--faint:#57606a;--rule:#d0d7de;--code:#f6f8fa;--mark:#fff3b0;
--link:#0969da;--error:#cf222e;--warning:#9a6700;--information:#0969da;--hint:#6e7781}
@media(prefers-color-scheme:dark){:root{--page:#0d1117;--ink:#e6edf3;--faint:#8d96a0;--rule:#3d444d;--code:#161b22;
--mark:#5a4a00;--link:#58a6ff;--error:#f85149;--warning:#d29922;--information:#58a6ff;--hint:#8d96a0}}
body{font:14px/1.5 system-ui,sans-serif;margin:0 auto;max-width:72rem;padding:1.5rem;color:var(--ink);background:var(--page)}
h1{font-size:1.5rem;margin:0}h2{font-size:1rem;margin:0;display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:baseline}
a{color:var(--link)}footer,.fix,.number,.skipped{color:var(--faint)}
.summaries{display:grid;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));gap:1rem 2rem;margin:1rem 0}
.table{max-height:16rem;overflow-y:auto}table{border-collapse:collapse;table-layout:fixed;width:100%;align-self:start;font-size:.9em}caption{text-align:left;font-weight:600;position:sticky;top:0;background:var(--page)}
th{text-align:left;font-weight:400;width:66%;white-space:nowrap}td{padding:0 .25rem}
.count{text-align:right;width:2.5rem}th button{display:block;overflow:hidden;text-overflow:ellipsis}
button{all:unset;cursor:pointer;padding:0 .25rem;border-radius:.25rem}button:hover,button:focus-visible{text-decoration:underline}
button[aria-pressed=true]{background:var(--link);color:var(--page)}
.bar{display:block;height:.6rem;min-width:2px;background:var(--faint);border-radius:.2rem}
.bar.error{background:var(--error)}.bar.warning{background:var(--warning)}.bar.information{background:var(--information)}.bar.hint{background:var(--hint)}
.filter{display:flex;gap:1rem;align-items:center;position:sticky;top:0;padding:.5rem 0;background:var(--page);border-bottom:1px solid var(--rule)}
input{flex:1;font:inherit;padding:.4rem .6rem;border:1px solid var(--rule);border-radius:.4rem;background:var(--code);color:inherit}
article{padding:1rem 0;border-bottom:1px solid var(--rule)}article p{margin:.25rem 0;overflow-wrap:anywhere}article[hidden]{display:none}
.badge{font-size:.75rem;font-weight:600;padding:0 .5rem;border:1px solid currentColor;border-radius:1rem}
.badge.error{color:var(--error)}.badge.warning{color:var(--warning)}.badge.information{color:var(--information)}.badge.hint{color:var(--hint)}
.place{font-family:ui-monospace,monospace;overflow-wrap:anywhere}
pre{margin:.5rem 0;padding:.5rem .75rem;overflow-x:auto;background:var(--code);border-radius:.4rem}
.number{display:inline-block;min-width:3ch;margin-right:1.5ch;text-align:right;user-select:none}
mark{background:var(--mark);color:inherit;border-bottom:2px solid var(--warning)}code{font-family:ui-monospace,monospace}
.timeline{display:block;width:100%;max-width:40rem;margin:.5rem 0;border:1px solid var(--rule);border-radius:.4rem}
.definitions{position:absolute;width:0;height:0}
`;

/** Filters by words, all of which a finding must have, and by the names picked in the tables. */
export const pageScript = `
'use strict';
const filter = document.getElementById('filter');
const shown = document.getElementById('shown');
const articles = [...document.querySelectorAll('article')];
const buttons = [...document.querySelectorAll('button[data-key]')];
const texts = articles.map((article) => article.textContent.toLowerCase());
function update() {
	const words = filter.value.toLowerCase().split(/\\s+/).filter(Boolean);
	const picked = new Map();
	for (const { dataset, ariaPressed } of buttons) {
		if (ariaPressed === 'true') picked.set(dataset.key, [...(picked.get(dataset.key) ?? []), dataset.value]);
	}
	let count = 0;
	articles.forEach((article, index) => {
		const fits = [...picked].every(([key, values]) => values.includes(article.dataset[key]));
		article.hidden = !fits || !words.every((word) => texts[index].includes(word));
		count += article.hidden ? 0 : 1;
	});
	shown.textContent = count + ' of ' + articles.length;
}
if (filter) {
	filter.addEventListener('input', update);
	for (const button of buttons) {
		button.addEventListener('click', () => {
			button.ariaPressed = button.ariaPressed === 'true' ? 'false' : 'true';
			update();
		});
	}
}
`;
