import * as ts from 'typescript';
import type { Span } from '../model.js';
import type { Value } from '../sites.js';
import type { Declaration } from './declarations.js';

/** Something with a name and, for parameters and variables, a declaration that may carry a type annotation. */
interface Named {
	readonly name: string;
	readonly node?: ts.Node;
}

/**
 * The kind of value a name or its annotation promises, where that decides which overload a call uses: a string, or a
 * function. Nothing is guessed about the value itself.
 */
export function guessKind({ name, node }: Named, span: Span): Value | undefined {
	const annotated = node && ofAnnotation(node);
	const kind = annotated ?? ofName(name);
	if (kind === 'string') return { kind: 'string', value: undefined, span };
	return kind === 'function' ? { kind: 'function', results: [], opaque: true, span } : undefined;
}

/** True where a declaration shows that what it is given is no string, whatever names promise. */
export function isNoString({ node, memberWrites }: Pick<Declaration, 'node' | 'memberWrites'>): boolean {
	if (ofAnnotation(node) === 'other') return true;
	return memberWrites.some(({ member }) => member !== undefined && !partsOfUrl.has(member));
}

/** What may be set of a URL. */
const partsOfUrl: ReadonlySet<string> = new Set([
	'hash', 'host', 'hostname', 'href', 'password', 'pathname', 'port', 'protocol', 'search', 'username',
]); // prettier-ignore

type Guess = 'string' | 'function' | 'other';

function ofAnnotation(node: ts.Node): Guess | undefined {
	const type = ts.isVariableDeclaration(node) || ts.isParameter(node) ? node.type : undefined;
	if (!type) return undefined;
	if (ts.isFunctionTypeNode(type)) return 'function';
	if (type.kind === ts.SyntaxKind.StringKeyword) return 'string';
	const alternatives = ts.isUnionTypeNode(type) ? type.types : [type];
	return alternatives.every(isTextType) ? 'string' : 'other';
}

function isTextType(type: ts.TypeNode): boolean {
	if (type.kind === ts.SyntaxKind.StringKeyword || type.kind === ts.SyntaxKind.UndefinedKeyword) return true;
	return ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) && type.typeName.text === 'URL';
}

const stringNames =
	/^(?:url|URL|uri|URI|href|endpoint|host|HOST|hostname|origin)(?:String|Str)?$|[a-z\d](?:Url|URL|Uri|URI|Href|Endpoint|Host|Hostname|Origin)$|_(?:URL|URI|ENDPOINT|HOST|HOSTNAME|ORIGIN|url|uri|endpoint|host)$/;

const functionNames = /^(?:cb|callback|done|handler|resolve|reject|listener)$|(?:Callback|Handler|Listener)$/;

function ofName(name: string): Guess | undefined {
	if (stringNames.test(name)) return 'string';
	return functionNames.test(name) ? 'function' : undefined;
}
