import { type Reply, submissionRoot } from './data.ts';
import { FrameError, type Frame } from './decode.ts';
import type { StackLine, StudentError } from './outcome.ts';

type ReplyOf<T extends Reply['type']> = Extract<Reply, { type: T }>;

const textLimit = 65_536;

function text(value: unknown): string {
  if (typeof value !== 'string' || value.length > textLimit)
    throw new FrameError('a frame lacks a text, or has one that is too long');
  return printable(value);
}

/** Without characters that steer terminals or hide text; lines and tabs stay. */
export function printable(value: string): string {
  // oxlint-disable-next-line no-control-regex
  return value.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

/**
 * The reply that a frame holds, its fields checked; a value is left to decodeValue().
 *
 * @throws FrameError for anything that is no reply.
 */
export function readReply({ header, payload }: Frame): Reply | { readonly type: 'value'; readonly id: number } {
  const { type, id } = header;
  if (type !== 'value' && payload.length > 0) throw new FrameError('a frame has numbers that do not belong to a value');
  switch (type) {
    case 'ready':
      return { type };
    case 'console':
      return { type, text: text(header['text']) };
    case 'opened':
      return { type, exports: names(header['exports']) };
    case 'value':
      return { type, id: number(id) };
    case 'error':
      return {
        type,
        id: number(id),
        name: text(header['name']),
        message: text(header['message']),
        stack: text(header['stack']),
      };
    default:
      throw new FrameError('a frame is of no kind that exists');
  }
}

function number(value: unknown): number {
  if (!Number.isSafeInteger(value)) throw new FrameError('a frame does not say which call it answers');
  return value as number;
}

function names(value: unknown): readonly string[] {
  if (!Array.isArray(value) || value.length > 10_000) throw new FrameError('a frame lacks the list of exports');
  return value.map(text);
}

/** The error that a reply tells of, with the stack in the student's files. */
export function studentError(reply: ReplyOf<'error'>): StudentError {
  const message = reply.message.replaceAll(submissionRoot, '');
  // What a module loader throws comes wrapped, its own name in front.
  const wrapped = /^(SyntaxError|ImportError): ([\s\S]*)$/.exec(message);
  const stack = readStack(reply.stack);
  const text = wrapped?.[2] ?? message;
  const name = wrapped?.[1] ?? reply.name;
  const place = name === 'SyntaxError' ? /^([^\s:]+\.m?[jt]s):(\d+):(\d+): /.exec(text) : null;
  if (place) stack.unshift({ file: place[1]!, line: Number(place[2]), column: Number(place[3]) });
  return { kind: 'error', name, message: text, stack };
}

function readStack(stack: string): StackLine[] {
  const lines: StackLine[] = [];
  // Cut, because a text that was made for it could keep the expression busy.
  for (const line of stack.split('\n', 100).map((each) => each.slice(0, 300))) {
    const place = /(?:at (?:async )?(?:(.*?) \()?)submission:\/\/\/([^:()\s]+):(\d+):(\d+)\)?$/.exec(line.trim());
    if (!place || place[2] === 'gradbook') continue;
    const [, caller, file, row, column] = place;
    const named = caller !== undefined && caller !== '' && caller !== 'Module.<anonymous>';
    lines.push({
      file: file!,
      line: Number(row),
      column: Number(column),
      ...(named ? { function: caller.replace(/^Module\./, '') } : {}),
    });
  }
  return lines;
}
