import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { type Comment, parseSync } from 'oxc-parser';

/** A declaration that a package exports, under the name it is exported as. */
export interface PublicSymbol {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'constant' | 'type';
  /** The file of the declaration. */
  readonly file: string;
  /** Line of the declaration, from 1. */
  readonly line: number;
  /** One for each declaration that has one: overloads, and a type beside a constant of the same name. */
  readonly docs: readonly Doc[];
}

/** A docstring as it stands in the file. */
interface Doc {
  /** What stands between the opening and the closing of the comment. */
  readonly text: string;
  /** Line of the opening, from 1. */
  readonly line: number;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

interface Declaration {
  readonly name: string;
  readonly kind: PublicSymbol['kind'];
  readonly start: number;
  readonly doc: Doc | undefined;
}

interface Module {
  readonly file: string;
  readonly text: string;
  readonly declarations: readonly Declaration[];
  /** Exported name → local name, or the name in another file. */
  readonly exported: ReadonlyMap<string, { readonly local: string; readonly from?: string }>;
  /** Files of which everything is exported. */
  readonly all: readonly string[];
  readonly imported: ReadonlyMap<string, { readonly local: string; readonly from: string }>;
}

/** What a module exports, through re-exports down to the declarations. What other packages declare is theirs to document. */
export function publicSymbols(index: string): readonly PublicSymbol[] {
  const modules = new Map<string, Module>();
  const moduleAt = (file: string): Module => {
    const known = modules.get(file);
    if (known) return known;
    const read = readModule(file);
    modules.set(file, read);
    return read;
  };
  const symbols: PublicSymbol[] = [];
  const seen = new Set<string>();
  const add = (name: string, module: Module, local: string): void => {
    const declarations = module.declarations.filter((declaration) => declaration.name === local);
    const first = declarations[0];
    if (first === undefined) {
      const elsewhere = module.imported.get(local) ?? module.exported.get(local);
      if (elsewhere?.from !== undefined) follow(name, module, elsewhere.local, elsewhere.from);
      else if (elsewhere !== undefined && elsewhere.local !== local) add(name, module, elsewhere.local);
      else if (!tryAll(name, module, local)) throw new Error(`${module.file}: "${local}" is exported but not declared`);
      return;
    }
    if (seen.has(name)) return;
    seen.add(name);
    const value = declarations.find(({ kind }) => kind !== 'type');
    symbols.push({
      name,
      kind: value?.kind ?? 'type',
      file: module.file,
      line: lineOf(module.text, first.start),
      docs: declarations.flatMap(({ doc }) => doc ?? []),
    });
  };
  const follow = (name: string, module: Module, local: string, from: string): void => {
    if (from.startsWith('.')) add(name, moduleAt(join(dirname(module.file), from)), local);
  };
  const tryAll = (name: string, module: Module, local: string): boolean =>
    module.all.some((from) => {
      if (!from.startsWith('.')) return false;
      const target = moduleAt(join(dirname(module.file), from));
      if (!target.exported.has(local)) return false;
      add(name, target, local);
      return true;
    });
  const walk = (module: Module): void => {
    for (const [name, { local, from }] of module.exported) {
      if (from === undefined) add(name, module, local);
      else follow(name, module, local, from);
    }
    for (const from of module.all) if (from.startsWith('.')) walk(moduleAt(join(dirname(module.file), from)));
  };
  walk(moduleAt(index));
  return symbols;
}

function readModule(file: string): Module {
  const text = readFileSync(file, 'utf8');
  const { program, comments, errors } = parseSync(file, text);
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors[0]!.message}`);
  const declarations: Declaration[] = [];
  const exported = new Map<string, { local: string; from?: string }>();
  const imported = new Map<string, { local: string; from: string }>();
  const all: string[] = [];
  for (const statement of program.body) {
    if (statement.type === 'ExportAllDeclaration') all.push(statement.source.value);
    if (statement.type === 'ImportDeclaration') {
      for (const specifier of statement.specifiers) {
        if (specifier.type !== 'ImportSpecifier') continue;
        imported.set(specifier.local.name, { local: nameOf(specifier.imported), from: statement.source.value });
      }
    }
    if (statement.type === 'ExportNamedDeclaration') {
      for (const specifier of statement.specifiers) {
        const from = statement.source?.value;
        exported.set(nameOf(specifier.exported), {
          local: nameOf(specifier.local),
          ...(from === undefined ? {} : { from }),
        });
      }
    }
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    const doc = docBefore(text, comments, statement);
    for (const { name, kind } of declared === null ? [] : declaredBy(declared as Node)) {
      declarations.push({ name, kind, start: statement.start, doc });
      if (statement.type === 'ExportNamedDeclaration') exported.set(name, { local: name });
    }
  }
  return { file, text, declarations, exported, all, imported };
}

function nameOf(node: { readonly type: string; readonly name?: string; readonly value?: string }): string {
  return node.name ?? node.value ?? '';
}

type Declared = Pick<Declaration, 'name' | 'kind'>;

function declaredBy(node: Node): readonly Declared[] {
  const id = 'id' in node ? (node.id as { readonly name?: string } | null) : null;
  const named = (kind: Declared['kind']): readonly Declared[] =>
    id?.name === undefined ? [] : [{ name: id.name, kind }];
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      return named('function');
    case 'ClassDeclaration':
      return named('class');
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return named('type');
    case 'VariableDeclaration': {
      const { declarations } = node as Node & {
        readonly declarations: readonly { readonly id: { readonly name?: string }; readonly init: Node | null }[];
      };
      return declarations.flatMap(({ id: { name }, init }) => {
        if (name === undefined) return [];
        const isFunction = init?.type === 'ArrowFunctionExpression' || init?.type === 'FunctionExpression';
        return [{ name, kind: isFunction ? ('function' as const) : ('constant' as const) }];
      });
    }
    default:
      return [];
  }
}

function docBefore(text: string, comments: readonly Comment[], node: Node): Doc | undefined {
  const comment = comments.findLast(({ end }) => end <= node.start);
  if (comment === undefined || comment.type !== 'Block' || !comment.value.startsWith('*')) return undefined;
  if (text.slice(comment.end, node.start).trim() !== '') return undefined;
  return { text: comment.value.slice(1), line: lineOf(text, comment.start) };
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
