import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { operations } from 'virtual:operations';

const completions: readonly Completion[] = operations.map(({ name, signature, text }) => ({
  label: name,
  type: 'function',
  detail: signature.length > 48 ? `${signature.slice(0, 47)}…` : signature,
  info: `${name}${signature}\n\n${text}`,
}));

/** The operations of the module `gradbook`, while a word is written or when they are asked for. */
export function completeOperations(context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/\w+/);
  if (!word && !context.explicit) return null;
  return { from: word?.from ?? context.pos, options: completions, validFor: /^\w*$/ };
}
