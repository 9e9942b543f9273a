/** A package whose sources are part of the benchmark's tree. */
export interface TreePackage {
	/** With the version for npm; Debian gives the version of its release. */
	readonly name: string;
	/** Paths in the package that are taken; everything where absent. Builds of the same source in other forms stay out. */
	readonly take?: RegExp;
}

/** Applications and libraries that ship TypeScript sources, then ones that ship JavaScript; in the order of the tree. */
export const npmPackages: readonly TreePackage[] = [
	{ name: 'cloudflare@7.3.0', take: /^src\// },
	{ name: 'openai@6.49.0', take: /^src\// },
	{ name: '@anthropic-ai/sdk@1.14.0', take: /^src\// },
	{ name: '@mistralai/mistralai@2.7.0', take: /^(?:src|packages\/[^/]+\/src)\// },
	{ name: 'viem@2.57.20', take: /^(?!_)/ },
	{ name: 'effect@4.1.0', take: /^(?:src|ai-docs)\// },
	{ name: '@effect/platform@0.97.2', take: /^src\// },
	{ name: 'ox@1.8.3', take: /^(?!dist|_)/ },
	{ name: 'rxjs@7.8.2', take: /^src\// },
	{ name: 'zod@4.6.7', take: /^src\// },
	{ name: 'ethers@6.17.0', take: /^src\.ts\// },
	{ name: 'wagmi@3.7.7', take: /^src\// },
	{ name: '@wagmi/core@3.6.5', take: /^src\// },
	{ name: 'expo@57.0.26', take: /^src\// },
	{ name: '@trpc/server@11.25.2', take: /^src\// },
	{ name: '@tanstack/query-core@5.108.0', take: /^src\// },
	{ name: 'n8n-nodes-base@2.41.2', take: /^dist\/(?:nodes|credentials|utils)\// },
	{ name: 'twilio@6.2.0', take: /^lib\// },
	{ name: 'aws-sdk@2.1693.0', take: /^(?:lib|clients)\// },
	{ name: 'typeorm@1.1.1', take: /^(?!browser)/ },
	{ name: 'webpack@5.112.2' },
	{ name: 'mongoose@9.12.1', take: /^lib\// },
	{ name: 'firebase-admin@13.10.0', take: /^lib\/(?!esm)/ },
	{ name: 'stripe@23.1.0', take: /^cjs\// },
	{ name: '@elastic/elasticsearch@9.4.3', take: /^lib\// },
	{ name: 'discord.js@14.28.1', take: /^src\// },
	{ name: 'payload@3.90.2', take: /^dist\// },
	{ name: '@medusajs/medusa@2.21.2', take: /^dist\// },
	{ name: '@strapi/strapi@5.55.1', take: /^dist\/.*\.js$/ },
	{ name: '@langchain/core@1.4.0', take: /^dist\/.*\.cjs$/ },
	{ name: 'three@0.187.0', take: /^(?:src|examples\/jsm)\// },
	{ name: '@scalar/api-client@2.31.3', take: /^dist\// },
	{ name: 'drizzle-orm@0.45.4', take: /\.js$/ },
	{ name: 'date-fns@4.4.0', take: /\.js$/ },
	{ name: 'core-js@3.51.0', take: /^(?:internals|modules)\// },
];

/** Services and libraries of Debian; services of the cloud come first, as they are the ones with clients. */
export const debianPackages: readonly TreePackage[] = [
	'python3-nova',
	'python3-neutron',
	'python3-cinder',
	'python3-heat',
	'python3-keystone',
	'python3-openstackclient',
	'python3-tempest',
	'python3-octavia',
	'python3-libcloud',
	'python3-kubernetes',
	'python3-boto',
	'python3-django',
	'python3-twisted',
	'python3-sqlalchemy',
	'python3-swift',
	'python3-sklearn',
	'python3-networkx',
	'python3-ironic',
	'python3-sympy',
].map((name) => ({ name }));
