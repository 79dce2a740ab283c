import { type Comment, type Expression, parseSync } from 'oxc-parser';

import type { Example } from './examples.ts';

/** Names that an example may use without importing them, and the module that has each. */
export type Names = ReadonlyMap<string, { readonly from: string; readonly isType: boolean }>;

export interface Program {
  readonly text: string;
  /** How many comments are checked. */
  readonly checks: number;
  readonly statements: number;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The module that runs an example. Every line of code stays on the line it has in the documentation, so that positions in
 * errors are those of the documentation; imports move to line 1, where no file of ours has an example.
 */
export function programOf(example: Example, names: Names): Program {
  const last = Math.max(1, ...example.lines.keys());
  const code = Array.from({ length: last }, (_, index) => example.lines.get(index + 1) ?? '').join('\n');
  const { program, comments, errors } = parseSync('example.ts', code);
  if (errors.length > 0) {
    const line = lineOf(code, errors[0]!.labels[0]?.start ?? 0);
    throw new SyntaxError(`${example.name} (${example.file}:${line}): ${errors[0]!.message}`);
  }

  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  const imports = new Set<string>();
  const bound = new Set<string>();
  let checks = 0;
  let statements = 0;
  for (const statement of program.body) {
    if (statement.type === 'ImportDeclaration') {
      const source = JSON.stringify(statement.source.value);
      const isType = statement.importKind === 'type';
      for (const specifier of statement.specifiers) {
        const inside = code.slice(specifier.start, specifier.end);
        const clause = specifier.type === 'ImportSpecifier' ? `{ ${inside} }` : inside;
        imports.add(`import ${isType ? 'type ' : ''}${clause} from ${source};`);
        bound.add(specifier.local.name);
      }
      edits.push({
        start: statement.start,
        end: statement.end,
        text: code.slice(statement.start, statement.end).replaceAll(/[^\n]/g, ''),
      });
      continue;
    }
    statements++;
    for (const name of declaredNames(statement)) bound.add(name);
    if (statement.type !== 'ExpressionStatement') continue;
    const comment = claimBehind(code, comments, statement.end);
    if (comment === undefined) continue;
    checks++;
    const { start, end } = printed(statement.expression);
    const expression = code.slice(start, end);
    const claim = JSON.stringify(comment);
    const line = lineOf(code, statement.start);
    const call = comment.startsWith('throws ')
      ? `await checkThrows(${line}, async () => (${expression}), ${claim});`
      : `await check(${line}, (${expression}), ${claim});`;
    edits.push({ start: statement.start, end: statement.end, text: call });
  }

  for (const name of usedNames(program)) {
    const known = bound.has(name) ? undefined : names.get(name);
    if (known) imports.add(`import { ${known.isType ? 'type ' : ''}${name} } from ${JSON.stringify(known.from)};`);
  }
  if (checks > 0) imports.add(`import { check, checkThrows } from '@gradbook/doc-examples/check';`);
  let text = code;
  for (const { start, end, text: replacement } of edits.toReversed())
    text = text.slice(0, start) + replacement + text.slice(end);
  // Without imports it would be a script, where names of different examples meet and nothing can be awaited.
  return { text: `${[...imports].join(' ')} export {};${text.replace(/^[^\n]*/, '')}\n`, checks, statements };
}

/** The comment that claims the value of the statement ending there: behind it, or alone on the next line if it looks like a value. */
function claimBehind(code: string, comments: readonly Comment[], end: number): string | undefined {
  const comment = comments.find(({ start }) => start >= end);
  if (comment?.type !== 'Line') return undefined;
  const text = comment.value.trim();
  const between = code.slice(end, comment.start);
  if (/^[ \t]*$/.test(between)) return text;
  return /^[ \t]*\n[ \t]*$/.test(between) && /^(?:[[{'"`\d]|-\d)/.test(text) ? text : undefined;
}

/** What an expression shows: itself, and of `console.log(value)` the value. */
function printed(expression: Expression): Node {
  if (expression.type !== 'CallExpression' || expression.arguments.length !== 1) return expression;
  const { callee } = expression;
  const isLog =
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'console' &&
    callee.property.type === 'Identifier' &&
    callee.property.name === 'log';
  return isLog ? expression.arguments[0]! : expression;
}

function declaredNames(statement: Node): readonly string[] {
  if (statement.type === 'VariableDeclaration') {
    const { declarations } = statement as Node & { readonly declarations: readonly { readonly id: Node }[] };
    return declarations.flatMap(({ id }) => [...usedNames(id, ['typeAnnotation'])]);
  }
  const { id } = statement as Node & { readonly id?: { readonly name: string } | null };
  return id ? [id.name] : [];
}

/** Names of values and types that occur, but for those of properties, and what stands under the keys to leave out. */
function usedNames(tree: unknown, without: readonly string[] = []): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const item of node) visit(item);
      return;
    }
    if (typeof node !== 'object' || node === null || !('type' in node)) return;
    if (node.type === 'Identifier' && 'name' in node) names.add(String(node.name));
    const isProperty = node.type === 'MemberExpression' || node.type === 'Property';
    const named = isProperty && 'computed' in node && node.computed === false;
    for (const [key, child] of Object.entries(node)) {
      if (without.includes(key) || (named && (key === 'property' || key === 'key'))) continue;
      visit(child);
    }
  };
  visit(tree);
  return names;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
