import type { PublicSymbol } from './surface.ts';

/** Code of the documentation that can be run. */
export interface Example {
  readonly name: string;
  readonly file: string;
  /** Line of the file → code, from 1: the other lines are not code. */
  readonly lines: ReadonlyMap<number, string>;
}

/** Every `@example` of a symbol's docstrings: the code after the tag, or the `ts` fences where there are any. */
export function docstringExamples({ name, file, docs }: PublicSymbol): readonly Example[] {
  const found = docs.flatMap(({ text, line }) =>
    blocks(text).flatMap(({ tag, lines }) => {
      if (tag !== 'example') return [];
      const code = new Map([...lines].map(([offset, content]) => [line + offset, content]));
      const fenced = fences(code);
      return [fenced.size > 0 ? fenced : code];
    }),
  );
  return found.map((lines, index) => ({ name: index === 0 ? name : `${name} (${index + 1})`, file, lines }));
}

/** The `ts` blocks of a Markdown file as one program: a block may use what an earlier one declared. Undefined where there is none. */
export function markdownExample(file: string, text: string, name = 'README'): Example | undefined {
  const lines = fences(new Map(text.split('\n').map((content, index) => [index + 1, content])));
  return lines.size === 0 ? undefined : { name, file, lines };
}

/** What a docstring says before its first tag. */
export function summaryOf(text: string): string {
  const first = blocks(text)[0]!;
  return [...first.lines.values()].join('\n').trim();
}

interface Block {
  /** Undefined for what stands before the first tag. */
  readonly tag: string | undefined;
  readonly lines: Map<number, string>;
}

function blocks(text: string): readonly [Block, ...Block[]] {
  const found: [Block, ...Block[]] = [{ tag: undefined, lines: new Map() }];
  let fenced = false;
  for (const [offset, raw] of text.split('\n').entries()) {
    const content = offset === 0 ? raw.trimStart() : raw.replace(/^\s*\*? ?/, '');
    if (content.startsWith('```')) fenced = !fenced;
    const tag = fenced ? null : /^@([a-z]+)\s?(.*)$/i.exec(content);
    if (tag) found.push({ tag: tag[1], lines: new Map([[offset, tag[2]!]]) });
    else found.at(-1)!.lines.set(offset, content);
  }
  return found;
}

function fences(lines: ReadonlyMap<number, string>): ReadonlyMap<number, string> {
  const code = new Map<number, string>();
  let language: string | undefined;
  for (const [line, content] of lines) {
    const fence = /^```(\w*)/.exec(content);
    if (fence) language = language === undefined ? fence[1]! : undefined;
    else if (language === 'ts') code.set(line, content);
  }
  return code;
}
