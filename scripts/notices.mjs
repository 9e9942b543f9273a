// The licences of packages that are part of the bundles: most of them ask to be passed on with the code.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names of packages among the inputs of esbuild's metafiles. */
const packagesIn = (metafiles) => {
	const names = metafiles.flatMap(({ inputs }) =>
		Object.keys(inputs).flatMap(
			(path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.slice(0, 2).join('\n') ?? [],
		),
	);
	// By name, then by folder: some packages are there in two versions.
	return [...new Set(names)]
		.map((pair) => pair.split('\n'))
		.sort(([folder, name], [otherFolder, other]) => (`${name} ${folder}` < `${other} ${otherFolder}` ? -1 : 1));
};

/** The text of a file with the notices of everything in the bundles; throws where a package brings no licence. */
export const noticesOf = (root, metafiles) => {
	const notices = packagesIn(metafiles).map(([folder, name]) => {
		const { version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
		const file = readdirSync(join(root, folder)).find((each) => /^licen[cs]e/i.test(each));
		if (file === undefined) {
			throw new Error(`${name} is bundled and brings no licence file.`);
		}
		const text = readFileSync(join(root, folder, file), 'utf8')
			.replaceAll('\r\n', '\n')
			.trim();
		return `${name} ${version} (${license})\n\n${text}\n`;
	});
	return `Software that is part of this package.\n\n${notices.join(`\n${'-'.repeat(80)}\n\n`)}`;
};
