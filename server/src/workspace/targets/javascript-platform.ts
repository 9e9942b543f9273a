import type { Target } from '../../engine/index.js';
import type { JavaScriptPackages } from './javascript-packages.js';
import { type Fields, fieldsOf, outward, type ProjectFolder } from './manifests.js';

/** Packages that only make sense where code ends up in a browser. */
const inBrowsers =
	/^(?:react-dom|preact|vue|svelte|solid-js|lit|jquery|backbone|ember-source|alpinejs|nuxt|gatsby|@remix-run\/react|@angular\/(?:core|platform-browser)|@vitejs\/plugin-.+|@ember\/.+|@stencil\/core|react-scripts|webextension-polyfill)$/;

/** Packages of apps on phones, whose sockets are not Node's either; libraries for both name them beside what they need. */
const onPhones = /^(?:react-native|expo)$/;

/** Packages that only make sense where code runs in Node, frameworks that render in both among them. */
const inNode =
	/^(?:express|fastify|koa|hapi|@hapi\/hapi|restify|polka|@nestjs\/(?:core|common)|next|nuxt|@remix-run\/(?:node|server-runtime|express)|@react-router\/(?:node|express)|@sveltejs\/(?:kit|adapter-node)|astro|gatsby|electron|@aws-sdk\/.+|aws-sdk|aws-lambda|socket\.io|ws|pg|mysql2?|mongodb|mongoose|redis|ioredis|typeorm|@prisma\/client|commander|yargs|apollo-server.*|@apollo\/server|vscode-languageclient|@types\/vscode|@types\/express)$/;

/** What the package around a folder is made for, as its `package.json` tells; undefined where that says neither. */
export function findPlatform(folder: ProjectFolder | undefined, packages: JavaScriptPackages): Target['platform'] {
	for (const place of outward(folder)) {
		if (place.names.has('package.json')) return platformOf(packages.manifest(place));
	}
	return undefined;
}

function platformOf(manifest: Fields): Target['platform'] {
	const names = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'].flatMap((field) =>
		Object.keys(fieldsOf(manifest[field])),
	);
	// An object or a second entry (`main`) says that the package also runs elsewhere.
	const isOnlyBrowser = typeof manifest['browser'] === 'string' && manifest['main'] === undefined;
	const isApp = Object.keys(fieldsOf(manifest['dependencies'])).some((name) => onPhones.test(name));
	const runsInBrowsers = isApp || manifest['browser'] !== undefined || names.some((name) => inBrowsers.test(name));
	const runsInNode = manifest['bin'] !== undefined || names.some((name) => inNode.test(name));
	if (!runsInBrowsers) return undefined;
	if (isOnlyBrowser) return 'browser';
	return runsInNode || manifest['browser'] !== undefined ? 'both' : 'browser';
}
