// What the tidy test asks of a source file: its functions, imports and classes, from the syntax tree.
import { parseSync } from 'oxc-parser';

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export interface Syntax {
  readonly text: string;
  readonly nodes: readonly Node[];
}

/** Parses one TypeScript file. Throws on a syntax error. */
export function parse(file: string, text: string): Syntax {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  return { text, nodes: everyNode(program) };
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function everyNode(root: unknown): Node[] {
  const found: Node[] = [];
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (Array.isArray(value)) open.push(...value);
    else if (isNode(value)) {
      found.push(value);
      open.push(...Object.values(value));
    }
  }
  return found;
}

const isFunction = (node: Node): boolean =>
  ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(node.type);

export interface FunctionShape {
  readonly name: string;
  /** One-based first line. */
  readonly line: number;
  readonly lines: number;
  readonly parameters: number;
}

export function functionsOf({ text, nodes }: Syntax): readonly FunctionShape[] {
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  return nodes.filter(isFunction).map((node) => {
    const params = node['params'];
    return {
      name: isNode(node['id']) ? String(node['id']['name']) : 'a function',
      line: lineAt(node.start),
      lines: lineAt(node.end) - lineAt(node.start) + 1,
      parameters: Array.isArray(params) ? params.length : 0,
    };
  });
}

export interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

/** Static and dynamic imports and re-exports. */
export function importsOf({ nodes }: Syntax): readonly Import[] {
  return nodes.flatMap((node): Import[] => {
    const source = node['source'];
    if (!isNode(source) || typeof source['value'] !== 'string') return [];
    const specifiers = Array.isArray(node['specifiers']) ? (node['specifiers'] as Node[]) : [];
    const kind = node['importKind'] ?? node['exportKind'];
    const eachIsType =
      specifiers.length > 0 &&
      specifiers.every((item) => (item['importKind'] ?? item['exportKind']) === 'type');
    return [{ from: source['value'], typeOnly: kind === 'type' || eachIsType }];
  });
}

export function superclassesOf({ nodes }: Syntax): readonly string[] {
  return nodes
    .filter((node) => node.type === 'ClassDeclaration' || node.type === 'ClassExpression')
    .flatMap((node) => (isNode(node['superClass']) ? [String(node['superClass']['name'])] : []));
}

export function exportsByDefault({ nodes }: Syntax): boolean {
  return nodes.some((node) => node.type === 'ExportDefaultDeclaration');
}

export function usesAny({ nodes }: Syntax): boolean {
  return nodes.some((node) => node.type === 'TSAnyKeyword');
}
