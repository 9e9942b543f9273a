import type { environments } from './environments.js';

type EnvironmentName = (typeof environments)[number]['name'];

/** A box of the network that loses connections, as its vendor documents it or users report it. */
export interface Box {
	readonly vendor: string;
	readonly name: string;
	/** Seconds; for boxes that answer for the server, the longest that they wait for it. */
	readonly seconds: number;
	/** What it can be set to, in seconds; absent: fixed, or not known. */
	readonly range?: string;
	/** `silent`: nothing is sent when it forgets; `late reset`: a reset answers the next packet; `reset`: at once. */
	readonly expiry?: 'silent' | 'late reset' | 'reset';
	/** `documented` by the vendor or project, or `reported` by users, schemas and third parties. */
	readonly confidence: 'documented' | 'reported';
	readonly source?: string;
}

/** One line for each preset, and the boxes it is made for: all of them count probes as traffic. */
export const environmentFacts: Readonly<
	Record<EnvironmentName, { readonly summary: string; readonly boxes: readonly Box[] }>
> = {
	cloud: {
		summary: 'the shortest documented default of the large clouds.',
		boxes: [],
	},
	azure: {
		summary: 'Azure load balancer, NAT gateway and firewall.',
		boxes: [
			{
				vendor: 'Azure',
				name: 'Load Balancer, load-balancing and outbound rules',
				seconds: 240,
				range: '240 to 6000',
				expiry: 'silent',
				confidence: 'documented',
				source: 'https://learn.microsoft.com/azure/load-balancer/load-balancer-tcp-reset',
			},
			{
				vendor: 'Azure',
				name: 'NAT Gateway',
				seconds: 240,
				range: '240 to 7200',
				expiry: 'late reset',
				confidence: 'documented',
				source: 'https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource',
			},
			{
				vendor: 'Azure',
				name: 'Firewall, to and from the internet',
				seconds: 240,
				range: 'up to 900 on request',
				expiry: 'reset',
				confidence: 'documented',
				source: 'https://learn.microsoft.com/azure/firewall/tcp-session-behavior',
			},
			{
				vendor: 'Azure',
				name: 'Instance-level public IP address',
				seconds: 240,
				range: '240 to 1800',
				expiry: 'silent',
				confidence: 'reported',
			},
			{
				vendor: 'Azure',
				name: 'AKS, managed outbound load balancer',
				seconds: 1800,
				range: '240 to 7200',
				confidence: 'documented',
			},
		],
	},
	'azure-firewall-east-west': {
		summary: 'Azure Firewall between private networks.',
		boxes: [
			{
				vendor: 'Azure',
				name: 'Firewall, between private networks',
				seconds: 300,
				expiry: 'silent',
				confidence: 'documented',
				source: 'https://learn.microsoft.com/azure/firewall/tcp-session-behavior',
			},
		],
	},
	aws: {
		summary: 'AWS NAT gateway, network load balancer, endpoints, and connection tracking of new instances.',
		boxes: [
			{
				vendor: 'AWS',
				name: 'NAT gateway',
				seconds: 350,
				expiry: 'late reset',
				confidence: 'documented',
				source: 'https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html',
			},
			{
				vendor: 'AWS',
				name: 'Network Load Balancer, TCP listener',
				seconds: 350,
				range: '60 to 6000',
				expiry: 'late reset',
				confidence: 'documented',
				source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html',
			},
			{
				vendor: 'AWS',
				name: 'Network Load Balancer, TLS listener',
				seconds: 350,
				expiry: 'late reset',
				confidence: 'documented',
				source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html',
			},
			{
				vendor: 'AWS',
				name: 'VPC interface endpoints (PrivateLink)',
				seconds: 350,
				expiry: 'late reset',
				confidence: 'documented',
				source: 'https://repost.aws/knowledge-center/lambda-vpc-timeout',
			},
			{
				vendor: 'AWS',
				name: 'Network Firewall',
				seconds: 350,
				range: '60 to 6000',
				expiry: 'silent',
				confidence: 'documented',
				source: 'https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_FlowTimeouts.html',
			},
			{
				vendor: 'AWS',
				name: 'Gateway Load Balancer',
				seconds: 350,
				range: '60 to 6000',
				expiry: 'silent',
				confidence: 'documented',
				source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/update-idle-timeout.html',
			},
			{
				vendor: 'AWS',
				name: 'EC2 connection tracking, Nitro v6 instances (from June 2025)',
				seconds: 350,
				range: '60 to 432000',
				expiry: 'silent',
				confidence: 'documented',
				source: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ConnectionTrackingConfiguration.html',
			},
			{ vendor: 'AWS', name: 'Transit Gateway', seconds: 350, expiry: 'silent', confidence: 'reported' },
		],
	},
	gcp: {
		summary: 'Google Cloud firewall connection tracking.',
		boxes: [
			{
				vendor: 'Google Cloud',
				name: 'VPC firewall connection tracking',
				seconds: 600,
				expiry: 'silent',
				confidence: 'documented',
				source: 'https://cloud.google.com/compute/docs/troubleshooting',
			},
			{
				vendor: 'Google Cloud',
				name: 'Cloud NAT, established connections',
				seconds: 1200,
				range: 'configurable',
				expiry: 'silent',
				confidence: 'reported',
				source: 'https://cloud.google.com/nat/docs/tune-nat-configuration',
			},
			{
				vendor: 'Google Cloud',
				name: 'Cloud Run, to a VPC',
				seconds: 600,
				expiry: 'silent',
				confidence: 'reported',
			},
		],
	},
	oci: {
		summary: 'Oracle Cloud load balancers.',
		boxes: [
			{
				vendor: 'Oracle Cloud',
				name: 'Network Load Balancer',
				seconds: 360,
				range: 'configurable',
				confidence: 'documented',
				source:
					'https://docs.oracle.com/en-us/iaas/Content/NetworkLoadBalancer/NetworkLoadBalancers/configure-idle-timeout.htm',
			},
			{
				vendor: 'Oracle Cloud',
				name: 'Load Balancer, TCP listeners',
				seconds: 300,
				range: 'configurable',
				confidence: 'reported',
				source: 'https://docs.oracle.com/en-us/iaas/Content/Balance/Reference/connectionreuse.htm',
			},
		],
	},
	alibaba: {
		summary: 'Alibaba Cloud load balancers.',
		boxes: [
			{
				vendor: 'Alibaba Cloud',
				name: 'NLB and CLB, TCP listeners',
				seconds: 900,
				range: '1 to 900 (CLB from 10)',
				confidence: 'reported',
				source: 'https://registry.terraform.io/providers/aliyun/alicloud/latest/docs/resources/nlb_listener',
			},
		],
	},
	'kubernetes-ipvs': {
		summary: 'kube-proxy in IPVS mode, Docker swarm.',
		boxes: [
			{
				vendor: 'Kubernetes',
				name: 'kube-proxy in IPVS mode',
				seconds: 900,
				range: 'a flag of kube-proxy',
				expiry: 'silent',
				confidence: 'reported',
				source: 'https://github.com/kubernetes/kubernetes/issues/80298',
			},
			{
				vendor: 'Docker',
				name: 'Swarm virtual IP addresses (IPVS)',
				seconds: 900,
				expiry: 'silent',
				confidence: 'reported',
				source: 'https://github.com/moby/moby/issues/31208',
			},
		],
	},
	'enterprise-firewall': {
		summary: 'defaults of common company firewalls.',
		boxes: [
			{
				vendor: 'Cisco',
				name: 'ASA, `timeout conn`',
				seconds: 3600,
				range: 'configurable',
				expiry: 'silent',
				confidence: 'reported',
			},
			{
				vendor: 'Palo Alto',
				name: 'PAN-OS, TCP sessions',
				seconds: 3600,
				range: '1 to 15999999',
				confidence: 'reported',
				source:
					'https://docs.paloaltonetworks.com/pan-os/8-0/pan-os-web-interface-help/device/device-setup-session/session-timeouts.html',
			},
			{
				vendor: 'Fortinet',
				name: 'FortiGate session TTL',
				seconds: 3600,
				range: 'configurable',
				confidence: 'reported',
			},
		],
	},
	strict: {
		summary: 'carrier NAT, and cloud resources tuned down to their minimum.',
		boxes: [
			{
				vendor: 'Carriers',
				name: 'Mobile and carrier NAT',
				seconds: 60,
				range: '30 to 300 seen',
				expiry: 'silent',
				confidence: 'reported',
			},
			{
				vendor: 'AWS',
				name: 'Network Load Balancer or Network Firewall, tuned down to its minimum',
				seconds: 60,
				range: '60 to 6000',
				confidence: 'documented',
				source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html',
			},
		],
	},
};

/** Boxes that count HTTP bytes, or the time to the whole answer: no probe changes what they do. */
export const deafBoxes: readonly Box[] = [
	{
		vendor: 'AWS',
		name: 'Application Load Balancer',
		seconds: 60,
		range: '1 to 4000',
		confidence: 'documented',
		source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html',
	},
	{
		vendor: 'AWS',
		name: 'Classic Load Balancer',
		seconds: 60,
		range: '1 to 4000',
		confidence: 'documented',
		source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-idle-timeout.html',
	},
	{
		vendor: 'AWS',
		name: 'API Gateway, integrations',
		seconds: 29,
		confidence: 'documented',
		source:
			'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html',
	},
	{
		vendor: 'Azure',
		name: 'App Service and Functions, HTTP front end',
		seconds: 230,
		confidence: 'documented',
		source: 'https://learn.microsoft.com/azure/azure-functions/functions-scale',
	},
	{
		vendor: 'Google Cloud',
		name: 'Application Load Balancer, backend service timeout',
		seconds: 30,
		range: 'up to 86400',
		confidence: 'documented',
		source: 'https://gcpdiag.dev/rules/lb/BP/2025_002/index.html',
	},
	{
		vendor: 'Google Cloud',
		name: 'Cloud Run, request timeout',
		seconds: 300,
		range: 'up to 3600',
		confidence: 'reported',
	},
	{
		vendor: 'Cloudflare',
		name: 'Waiting for the origin',
		seconds: 100,
		range: 'Enterprise plans',
		confidence: 'documented',
		source: 'https://developers.cloudflare.com/fundamentals/reference/connection-limits/',
	},
	{
		vendor: 'Heroku',
		name: 'Router, to the first byte',
		seconds: 30,
		confidence: 'reported',
		source: 'https://devcenter.heroku.com/articles/error-codes',
	},
	{
		vendor: 'Envoy',
		name: 'Route timeout',
		seconds: 15,
		range: 'configurable',
		confidence: 'documented',
		source: 'https://www.envoyproxy.io/docs/envoy/latest/faq/configuration/timeouts',
	},
	{ vendor: 'nginx', name: '`proxy_read_timeout`', seconds: 60, range: 'configurable', confidence: 'reported' },
];
