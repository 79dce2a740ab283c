import katex from 'katex';
import { bars, closes, opens, relations, signs, therefores } from './katex-signs.ts';
import { accents, letterName } from './letters.ts';
import { type Layout, ReadError, type Token, type TokenKind } from './tokens.ts';

/** A node of KaTeX's tree: its parser is internal, so nothing is believed about a node but its type. */
interface Node {
  readonly type: string;
  readonly loc?: { readonly start: number; readonly end: number; readonly lexer: { readonly input: string } } | null;
  readonly [field: string]: unknown;
}

const parse = (katex as unknown as { __parse(latex: string, options: object): Node[] }).__parse;

/**
 * Reads LaTeX with KaTeX's parser into the tokens of the grammar. Nothing is dropped but space, colour, size and labels;
 * what has no token becomes `unreadable`.
 *
 * @throws {ReadError} where KaTeX cannot read it.
 */
export function tokensOfLatex(latex: string): Token[] {
  let tree: Node[];
  try {
    tree = parse(latex, {
      displayMode: true,
      throwOnError: true,
      strict: false,
      trust: false,
      maxExpand: 1000,
      macros: {},
    });
  } catch (error) {
    if (error instanceof RangeError) throw new ReadError('This is nested too deeply.', 0, latex.length);
    const at = typeof error === 'object' && error !== null && 'position' in error ? Number(error.position) : 0;
    const start = Number.isFinite(at) ? Math.min(Math.max(0, at), latex.length) : 0;
    throw new ReadError(`This is not LaTeX that can be read: ${plainMessage(error)}`, start, latex.length);
  }
  return new Flattener(latex).tokens(tree);
}

function plainMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replace(/^KaTeX parse error: /, '')
    .replace(/ at (?:position \d+|end of input): .*$/s, '')
    .slice(0, 160);
}

class Flattener {
  private readonly latex: string;
  private cursor = 0;

  constructor(latex: string) {
    this.latex = latex;
  }

  tokens(nodes: readonly Node[]): Token[] {
    return nodes.flatMap((node) => this.node(node));
  }

  private make(kind: TokenKind, node: Node): Token {
    const loc = node.loc;
    // Macros carry offsets into their own definition.
    if (loc && loc.lexer.input === this.latex) {
      this.cursor = Math.max(this.cursor, loc.end);
      return { ...kind, start: loc.start, end: loc.end };
    }
    return { ...kind, start: this.cursor, end: this.cursor };
  }

  /** A token made of parts: it ends where the last part ends. */
  private wrap(start: number, kind: TokenKind): Token {
    return { ...kind, start, end: this.cursor };
  }

  private list(value: unknown): Token[] {
    if (Array.isArray(value)) return this.tokens(value as Node[]);
    return value ? this.node(value as Node) : [];
  }

  private node(node: Node): Token[] {
    const start = this.cursor;
    switch (node.type) {
      case 'mathord':
      case 'textord':
      case 'atom':
        return this.symbol(node, String(node['text']));
      case 'ordgroup': {
        const body = this.list(node['body']);
        // {,} keeps a comma inside a number.
        if (body.length === 1 && body[0]?.kind === 'sign' && body[0].sign === ',')
          return [this.make({ kind: 'sign', sign: '{,}' }, node)];
        this.touch(node);
        return body;
      }
      case 'styling':
      case 'color':
      case 'sizing':
      case 'mclass':
      case 'underline':
      case 'pmb':
      case 'hbox':
      case 'raisebox':
      case 'vcenter':
      case 'smash':
        return this.mathBinary(node) ?? this.list(node['body']);
      case 'htmlmathml':
        return this.list(node['mathml']);
      case 'mathchoice':
        return this.list(node['display']);
      case 'tag':
        return this.list(node['body']);
      case 'supsub':
        return this.scripts(node, start);
      case 'genfrac': {
        const over = this.list(node['numer']);
        const under = this.list(node['denom']);
        const fraction = this.wrap(start, { kind: 'fraction', over, under, bar: node['hasBarLine'] === true });
        return [fraction];
      }
      case 'sqrt': {
        const index = node['index'] ? this.list(node['index']) : undefined;
        const body = this.list(node['body']);
        return [this.wrap(start, index ? { kind: 'root', body, index } : { kind: 'root', body })];
      }
      case 'accent':
      case 'overline': {
        const label = node.type === 'overline' ? '\\overline' : String(node['label']);
        const body = this.list(node.type === 'overline' ? node['body'] : node['base']);
        const name = accents[label];
        return [
          this.wrap(start, name ? { kind: 'accent', name, body } : { kind: 'unreadable', what: `the accent ${label}` }),
        ];
      }
      case 'horizBrace':
        return this.list(node['base']);
      case 'font':
        return this.font(node, start);
      case 'text': {
        const text = textOf(node['body'], this);
        const style = /rm|bf|it|sf|tt/.test(String(node['font'] ?? '')) ? 'upright' : 'text';
        if (text === undefined) return [this.wrap(start, { kind: 'unreadable', what: 'mathematics inside text' })];
        return text.trim() === '' ? [] : [this.wrap(start, { kind: 'word', text, style })];
      }
      case 'op':
        if (typeof node['name'] === 'string')
          return [this.make({ kind: 'operator', name: node['name'].replace(/^\\/, '') }, node)];
        return this.list(node['body']);
      case 'operatorname': {
        const name = nameOf(this.list(node['body']));
        return [
          this.wrap(
            start,
            name ? { kind: 'word', text: name, style: 'upright' } : { kind: 'unreadable', what: 'an operator’s name' },
          ),
        ];
      }
      case 'delimsizing':
        return this.symbol(node, String(node['delim']));
      case 'leftright':
        return this.fence(node, start);
      case 'array':
        return [this.array(node, start, '', '')];
      case 'enclose':
        if (node['label'] === '\\fbox') return [this.wrap(start, { kind: 'box', body: this.list(node['body']) })];
        return [this.wrap(start, { kind: 'unreadable', what: 'something struck out' })];
      case 'cr':
        return [this.make({ kind: 'row', joins: false }, node)];
      case 'spacing':
        this.touch(node);
        return node['text'] === '\\ ' ? [this.make({ kind: 'gap', narrow: true }, node)] : [];
      case 'kern':
        return wide(node['dimension']) ? [this.make({ kind: 'gap' }, node)] : [];
      case 'internal':
      case 'vphantom':
      case 'rule':
        return [];
      default:
        return [this.wrap(start, { kind: 'unreadable', what: `the notation “${node.type}”` })];
    }
  }

  private touch(node: Node): void {
    if (node.loc && node.loc.lexer.input === this.latex) this.cursor = Math.max(this.cursor, node.loc.end);
  }

  private symbol(node: Node, text: string): Token[] {
    if (/^\d$/.test(text)) return [this.make({ kind: 'digits', text }, node)];
    if (text === '\\partial' || text === '∂') return [this.make({ kind: 'partial' }, node)];
    if (text === '\\nabla') return [this.make({ kind: 'nabla' }, node)];
    const name = letterName(text);
    if (name !== undefined) return [this.make({ kind: 'letter', name }, node)];
    const relation = relations[text];
    if (relation !== undefined) return [this.make({ kind: 'relation', sign: relation }, node)];
    if (therefores.has(text)) return [this.make({ kind: 'therefore' }, node)];
    const sign = signs[text];
    if (sign !== undefined) return [this.make({ kind: 'sign', sign }, node)];
    const open = opens[text];
    if (open !== undefined) return [this.make({ kind: 'open', bracket: open }, node)];
    const close = closes[text];
    if (close !== undefined) return [this.make({ kind: 'close', bracket: close }, node)];
    const bar = bars[text];
    if (bar !== undefined) return [this.make({ kind: 'bar', bracket: bar }, node)];
    if (text === '\\prime') return [this.make({ kind: 'sign', sign: '′' }, node)];
    if (/^\\(?:@?[clvd]?dots|ldots|@cdots|dotsc|…)$/.test(text) || text === '…' || text === '⋯')
      return [this.make({ kind: 'ellipsis' }, node)];
    return [this.make({ kind: 'unreadable', what: `the sign ${text.replace('@', '')}` }, node)];
  }

  private scripts(node: Node, start: number): Token[] {
    const base = this.list(node['base']);
    // A brace's label is a remark on what is above it.
    const baseNode = node['base'] as Node | null | undefined;
    const annotation = baseNode?.type === 'horizBrace';
    const sub = node['sub'] ? this.list(node['sub']) : undefined;
    const written = node['sup'] ? this.list(node['sup']) : undefined;
    const primes = written?.filter((token) => token.kind === 'sign' && token.sign === '′').length ?? 0;
    const sup = written?.filter((token) => !(token.kind === 'sign' && token.sign === '′'));
    if (annotation) return base;
    if (base.length === 0)
      return [this.wrap(start, { kind: 'unreadable', what: 'a subscript or superscript with nothing before it' })];
    const scripts: TokenKind = {
      kind: 'scripts',
      primes,
      ...(sub ? { sub } : {}),
      ...(sup && sup.length > 0 ? { sup } : {}),
    };
    return [...base, this.wrap(base.at(-1)?.end ?? start, scripts)];
  }

  private font(node: Node, start: number): Token[] {
    const font = String(node['font']);
    const body = this.list(node['body']);
    if (font === 'mathbb') {
      const set =
        body.length === 1 && body[0]?.kind === 'letter' ? { R: 'ℝ', N: 'ℕ', Z: 'ℤ' }[body[0].name] : undefined;
      return set ? [this.wrap(start, { kind: 'letter', name: set })] : body;
    }
    const upright =
      font === 'mathrm' || font === 'mathsf' || font === 'mathtt' || font === 'mathit' || font === 'textit';
    const name = upright && body.length > 1 ? nameOf(body) : undefined;
    return name !== undefined
      ? [{ kind: 'word', text: name, style: 'upright', start: body[0]?.start ?? start, end: this.cursor }]
      : body;
  }

  private mathBinary(node: Node): Token[] | undefined {
    if (node.type !== 'mclass' || node['mclass'] !== 'mbin') return undefined;
    const body = this.list(node['body']);
    const word = body.length === 1 && body[0]?.kind === 'word' ? body[0].text : undefined;
    return word === 'mod' ? [{ kind: 'sign', sign: 'mod', start: this.cursor, end: this.cursor }] : body;
  }

  private fence(node: Node, start: number): Token[] {
    const left = String(node['left']);
    const right = String(node['right']);
    const nodes = (node['body'] as Node[]).filter((child) => child.type !== 'kern' && child.type !== 'spacing');
    if (nodes.length === 1 && nodes[0]?.type === 'array') return [this.array(nodes[0], start, left, right)];
    const opened = this.delimiter(left, 'open', node);
    const body = this.list(node['body']);
    return [opened, ...body, this.delimiter(right, 'close', node)];
  }

  private delimiter(delimiter: string, kind: 'open' | 'close', node: Node): Token {
    const bracket = (kind === 'open' ? opens : closes)[delimiter] ?? bars[delimiter];
    const made: TokenKind = bracket ? { kind, bracket } : { kind: 'unreadable', what: `the bracket ${delimiter}` };
    return this.make(made, node);
  }

  private array(node: Node, start: number, left: string, right: string): Token {
    const separation = node['colSeparationType'];
    let layout: Layout = 'entries';
    if (separation === 'align' || separation === 'alignat') layout = 'aligned';
    else if (separation === 'gather') layout = 'gathered';
    else if ((left === '\\{' || left === '\\lbrace') && right === '.') layout = 'cases';
    const rows = (node['body'] as Node[][]).map((row) => row.map((cell) => this.list(cell)));
    // A line end after the last row opens an empty one.
    if (rows.length > 1 && rows.at(-1)?.every((cell) => cell.length === 0)) rows.pop();
    return this.wrap(start, { kind: 'array', rows, left, right, layout });
  }
}

function wide(dimension: unknown): boolean {
  if (typeof dimension !== 'object' || dimension === null) return false;
  const { number, unit } = dimension as { number?: unknown; unit?: unknown };
  const size = Number(number);
  const em =
    unit === 'mu'
      ? size / 18
      : unit === 'pt'
        ? size / 10
        : unit === 'cm'
          ? size * 2.8
          : unit === 'mm'
            ? size * 0.28
            : size;
  return em >= 0.99;
}

/** Letters and digits beside each other as one word. */
function nameOf(tokens: readonly Token[]): string | undefined {
  let name = '';
  for (const token of tokens) {
    if (token.kind === 'letter' && token.name.length === 1) name += token.name;
    else if (token.kind === 'digits') name += token.text;
    else if (token.kind === 'word') name += token.text;
    else if (token.kind === 'sign' && (token.sign === '-' || token.sign === '_')) name += token.sign;
    else return undefined;
  }
  return name === '' ? undefined : name;
}

function textOf(value: unknown, flattener: { tokens(nodes: readonly Node[]): Token[] }): string | undefined {
  let text = '';
  for (const node of value as Node[]) {
    if (node.type === 'textord' || node.type === 'mathord' || node.type === 'atom' || node.type === 'spacing') {
      const written = String(node['text']);
      text +=
        written === '\\ ' || written === '~' || written === '\\nobreakspace'
          ? ' '
          : written.replace(/^\\(?=[_%&#${}])/, '');
      flattener.tokens([node]);
    } else if (node.type === 'ordgroup' || node.type === 'text' || node.type === 'styling' || node.type === 'color') {
      const inner = textOf(node['body'], flattener);
      if (inner === undefined) return undefined;
      text += inner;
    } else if (node.type !== 'kern') return undefined;
    else text += ' ';
  }
  return text;
}
