import type { Assertion, Vocabulary } from './assertions.ts';

const label = /(?:^|[\s,;])\(?(?:(i{1,3}|[abc])|([123]))[).]\s*/gi;

/** The words of an item before its reason: `ReLU, as it never saturates`, `tanh: its slope is small`. */
const reason = /[,:;.!–—(]|\s-\s|\b(?:because|since|as|due|for)\b/i;

/**
 * `(i) ReLU (ii) tanh`: as many items as there are properties, each one option and no word about a property; reasons may follow
 * that name no other option.
 */
export function numbered(text: string, vocabulary: Vocabulary): readonly Assertion[] | undefined {
  const labels = [...text.matchAll(label)];
  const { options, properties } = vocabulary;
  if (labels.length !== properties.length || properties.length < 2) return undefined;
  const order = labels.map(([, letter, digit]) => rank(letter ?? digit!));
  if (order.some((place, index) => place !== index)) return undefined;
  const items = labels.map((match, index) =>
    text.slice(match.index + match[0].length, labels[index + 1]?.index ?? text.length),
  );
  const heads = items.map((item) => item.trim().split(reason)[0]!);
  const namedIn = (text: string): typeof options =>
    options.filter(({ says }) => new RegExp(says.source, 'iu').test(text));
  const named = heads.map(namedIn);
  const bare =
    named.every((found) => found.length === 1) &&
    items.every((item) => namedIn(item).length === 1) &&
    heads.every((head) => head.trim().split(/\s+/).length <= 4) &&
    items.every((item) => !properties.some(({ says }) => new RegExp(says.source, 'iu').test(item)));
  if (!bare || text.slice(0, labels[0]!.index).trim() !== '') return undefined;
  return named.map(([option], index) => ({
    option: option!.id,
    property: properties[index]!.id,
    positive: !/\b(?:not|never)\b/i.test(heads[index]!),
    strong: true,
    inherited: false,
    sentence: items[index]!.trim(),
  }));
}

function rank(written: string): number {
  const roman = ['i', 'ii', 'iii'].indexOf(written.toLowerCase());
  return roman >= 0 ? roman : /\d/.test(written) ? Number(written) - 1 : written.toLowerCase().charCodeAt(0) - 97;
}
