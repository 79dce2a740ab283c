import type { Assertion, Vocabulary } from './assertions.ts';

const label = /(?:^|[\s,;])\(?(?:(i{1,3}|[abc])|([123]))[).]\s*/gi;

/** `(i) ReLU (ii) tanh`: as many items as there are properties, each one option and no word about a property. */
export function numbered(text: string, vocabulary: Vocabulary): readonly Assertion[] | undefined {
  const labels = [...text.matchAll(label)];
  const { options, properties } = vocabulary;
  if (labels.length !== properties.length || properties.length < 2) return undefined;
  const order = labels.map(([, letter, digit]) => rank(letter ?? digit!));
  if (order.some((place, index) => place !== index)) return undefined;
  const items = labels.map((match, index) =>
    text.slice(match.index + match[0].length, labels[index + 1]?.index ?? text.length),
  );
  const named = items.map((item) => options.filter(({ says }) => new RegExp(says.source, 'iu').test(item)));
  const bare =
    named.every((found) => found.length === 1) &&
    items.every(
      (item) =>
        item.trim().split(/\s+/).length <= 4 &&
        !properties.some(({ says }) => new RegExp(says.source, 'iu').test(item)),
    );
  if (!bare || text.slice(0, labels[0]!.index).trim() !== '') return undefined;
  return named.map(([option], index) => ({
    option: option!.id,
    property: properties[index]!.id,
    positive: !/\b(?:not|never)\b/i.test(items[index]!),
    strong: true,
    inherited: false,
    sentence: items[index]!.trim(),
  }));
}

function rank(written: string): number {
  const roman = ['i', 'ii', 'iii'].indexOf(written.toLowerCase());
  return roman >= 0 ? roman : /\d/.test(written) ? Number(written) - 1 : written.toLowerCase().charCodeAt(0) - 97;
}
