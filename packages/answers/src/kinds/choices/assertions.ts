import {
  mark,
  negating,
  negatingNear,
  comparing,
  possible,
  suffering,
  verbless,
  levelling,
  referring,
  denyingName,
  ellipsis,
  conditional,
  goingOn,
} from './assertion-words.ts';
import { type Clause, type Sentence, sentencesOf } from './clauses.ts';

/** Something that can be chosen, or that a property is said of. */
export interface ChoiceOption {
  readonly id: string;
  /** What the feedback calls it, in Markdown. */
  readonly label: string;
  readonly says: RegExp;
  /** It is said of all the others at once, as `equally` is: beside it they name only what it is said of. */
  readonly joint?: true;
}

/** What is asked about the options: what explodes more, what keeps the direction. */
export interface ChoiceProperty {
  readonly id: string;
  readonly says: RegExp;
  /** How its opposite is said in words of its own, as `insufficient` says that something is not sufficient. */
  readonly opposite?: RegExp;
}

/** What an answer says of one option and one property. */
export interface Assertion {
  readonly option: string;
  readonly property: string;
  readonly positive: boolean;
  /** `more`, `often`, `suffers from`: a comparison, beside which `can` and `does` say little. */
  readonly strong: boolean;
  /** The option or the property was not named in the clause, but taken over from what stands before. */
  readonly inherited: boolean;
  /** The option was named in the clause itself. */
  readonly named?: boolean;
  readonly sentence: string;
}

/** Everything that an answer asserts, and the properties about which it cannot be told what it says. */
export interface Assertions {
  readonly assertions: readonly Assertion[];
  readonly unclear: ReadonlyMap<string, string>;
}

/** What is looked for, and how a clause without an option is to be read. */
export interface Vocabulary {
  readonly options: readonly ChoiceOption[];
  readonly properties: readonly ChoiceProperty[];
  /** The option that everything is about, where only one is asked about. */
  readonly about?: string;
}

interface Found {
  readonly id: string;
  readonly at: number;
  readonly end: number;
}

/**
 * Reads what a text asserts of the options, clause by clause. A clause without an option goes on about the one before it;
 * a heading or a question announces the property of the lines behind it. Nothing is guessed: what a clause says of two
 * options at once, or with words such as `both` and `depends`, is unclear.
 */
export function readAssertions(text: string, vocabulary: Vocabulary): Assertions {
  return new Reading(vocabulary).read(text);
}

class Reading {
  readonly #vocabulary: Vocabulary;
  readonly #assertions: Assertion[] = [];
  readonly #unclear = new Map<string, string>();
  /** The option that the last clause was about, and whether that was in the sentence before. */
  #subject: string | undefined;
  #isOld = false;
  /** Whether the clause before this one asserted something. */
  #asserted = false;
  /** Whether the sentence speaks of more than one property. */
  #saysSeveral = false;
  /** The property that a heading or a question announced, and whether it was its opposite. */
  #pending: { readonly property: string; readonly positive: boolean; readonly fleeting: boolean } | undefined;

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    this.#subject = vocabulary.about;
  }

  read(text: string): Assertions {
    const joints = {
      joins: (before: string, after: string): boolean => this.#joins(before, after),
      explains: (before: string, after: string): boolean => this.#explains(before, after),
    };
    for (const sentence of sentencesOf(text, joints)) this.#sentence(sentence);
    return { assertions: this.#assertions, unclear: this.#unclear };
  }

  /** “It is not sufficient: a product may …”: all is said before the colon, and nothing of it behind. */
  #explains(whole: string, rest: string): boolean {
    const [before, after] = [whole.slice(-longestPhrase), rest.slice(0, longestPhrase)];
    const { options, about } = this.#vocabulary;
    return (
      this.#properties(before).length > 0 &&
      (about !== undefined || find(before, options).length > 0) &&
      !/^\s*(?:yes|no|true|false|not?)\b/i.test(after) &&
      this.#properties(after).length === 0 &&
      find(after, options).length === 0
    );
  }

  /** “ReLU and tanh”, “exploding and vanishing”: one thing each. */
  #joins(whole: string, rest: string): boolean {
    const [before, after] = [whole.slice(-longestPhrase), rest.slice(0, longestPhrase)];
    const { options, properties } = this.#vocabulary;
    const [last, next] = [
      find(before, [...options, ...properties]).at(-1),
      find(after, [...options, ...properties])[0],
    ];
    if (!last || !next) return false;
    const between = `${before.slice(last.end)}${after.slice(0, next.at)}`;
    const isOption = (found: Found): boolean => options.some(({ id }) => id === found.id);
    // “more than tanh and …”: what is compared with is not joined to what follows.
    const compared = [...before.matchAll(referring)].some(
      ({ index }) => index < last.at && !/[,;]/.test(before.slice(index, last.at)),
    );
    // “… for the dog and the cat …” with a property on either side: two things are said.
    const apart = isOption(last) && find(before, properties).length > 0 && find(after, properties).length > 0;
    const isPhrase = between.length <= (isOption(last) ? 24 : 12) && !comparing.test(between);
    return (
      isOption(last) === isOption(next) &&
      last.id !== next.id &&
      !compared &&
      !apart &&
      isPhrase &&
      !/[,.;:]/.test(between)
    );
  }

  #sentence(sentence: Sentence): void {
    const options = find(sentence.text, this.#vocabulary.options);
    const properties = this.#properties(sentence.text);
    if (
      sentence.asks ||
      (sentence.announces && options.length === 0 && properties.length > 0 && this.#vocabulary.about === undefined)
    ) {
      const only = new Set(properties.map(({ id }) => id)).size === 1 ? properties[0] : undefined;
      this.#pending = only && {
        property: only.id,
        positive:
          sentence.asks ||
          isPositive(`${sentence.text.slice(0, only.at)}${mark}${sentence.text.slice(only.end)}`, only.opposite),
        fleeting: sentence.asks,
      };
      return;
    }
    if (options.length === 0 && !goingOn.test(sentence.text) && properties.length === 0) {
      if (this.#vocabulary.about === undefined && sentence.clauses.length > 0 && this.#pending === undefined)
        this.#subject = undefined;
      return;
    }
    this.#saysSeveral = new Set(properties.map(({ id }) => id)).size > 1;
    let property: string | undefined;
    let previous = '';
    this.#isOld = true;
    for (const clause of sentence.clauses) {
      const count = this.#assertions.length;
      property = this.#clause(clause, sentence, property, previous) ?? property;
      previous = clause.text;
      this.#asserted = this.#assertions.length > count;
    }
    if (this.#pending?.fleeting === true) this.#pending = undefined;
  }

  /** Reads one clause; returns the property that it is about. */
  #clause(clause: Clause, sentence: Sentence, before: string | undefined, previous: string): string | undefined {
    const { subjects, references } = roles(clause.text, find(clause.text, this.#vocabulary.options));
    const properties = this.#properties(clause.text);
    const named = [...new Set(subjects.map(({ id }) => id))];
    const joint = named.filter((id) => this.#vocabulary.options.some((option) => option.id === id && option.joint));
    const distinct = joint.length > 0 ? joint : named;
    if (properties.length === 0) {
      if (distinct.length === 1) this.#nameless(distinct[0]!, clause, sentence, before);
      else if (distinct.length === 2 && this.#pending) this.#unclear.set(this.#pending.property, clause.text);
      return undefined;
    }
    // “tanh makes them both explode and vanish”: both things are said of one option.
    const ofOne = distinct.length === 1 && this.#saysSeveral;
    const bareClause = this.#withoutOptions(clause.text).replace(/\bboth\b/i, ofOne ? '' : '$&');
    const level = levelling.test(bareClause) && references.length === 0 && joint.length === 0;
    if (this.#vocabulary.about === undefined && level) {
      for (const { id } of properties) this.#unclear.set(id, clause.text);
      return properties.at(-1)!.id;
    }
    if (distinct.length > 1) {
      this.#several(distinct, properties, clause, sentence);
      return properties.at(-1)!.id;
    }
    const inherited = distinct.length === 0;
    const option = distinct[0] ?? this.#subject;
    if (option === undefined) return properties.at(-1)!.id;
    if (this.#vocabulary.about !== undefined && conditional.test(clause.text)) {
      for (const { id } of properties) this.#unclear.set(id, clause.text);
      return properties.at(-1)!.id;
    }
    for (const [index, property] of properties.entries()) {
      const window = windowAround(clause.text, properties, index);
      const bare = this.#withoutOptions(window);
      this.#assertions.push({
        option,
        property: property.id,
        positive:
          this.#vocabulary.about === undefined
            ? isPositive(bare, property.opposite) ===
              (!verbless.test(bare) || isPositive(this.#withoutOptions(previous), false))
            : this.#holds(bare, clause.text, property),
        strong: isStrong(bare),
        named: !inherited,
        inherited: inherited && this.#isOld && this.#vocabulary.about === undefined,
        sentence: sentence.text,
      });
    }
    this.#turnTo(option);
    this.#pending = undefined;
    return properties.at(-1)!.id;
  }

  /** Of the one thing that everything is about: `necessary: yes`, `neither necessary nor sufficient`. */
  #holds(window: string, clause: string, property: Property): boolean {
    const colon = /:\s*(yes|no|true|false)\b/i.exec(window);
    if (colon) return /yes|true/i.test(colon[1]!) !== property.opposite;
    return /\bneither\b/i.test(clause) ? property.opposite : isPositive(window, property.opposite);
  }

  /** An option without a property: it belongs to the one announced, or to the one of the clause before. */
  #nameless(option: string, clause: Clause, sentence: Sentence, before: string | undefined): void {
    const bare = this.#withoutOptions(clause.text);
    if (levelling.test(bare)) return;
    const pending = this.#pending;
    const last = this.#assertions.at(-1);
    if (last && this.#asserted && ellipsis.test(bare)) {
      this.#push(option, last.property, isPositive(bare, false) === last.positive, last.strong, sentence);
    } else if (pending) {
      this.#push(option, pending.property, isPositive(bare, false) === pending.positive, true, sentence);
    } else if (
      before !== undefined &&
      /\b(?:more|less|stronger|weaker|worse)\b|(?<=\w\s)(?:it|them)\b(?!\s+(?:is|was|are)\b)/i.test(bare)
    ) {
      this.#push(option, before, isPositive(bare, false), true, sentence);
    } else if (this.#vocabulary.properties.length === 1 && this.#assertions.length === 0 && isShort(clause, sentence)) {
      this.#push(option, this.#vocabulary.properties[0]!.id, isPositive(bare, false), comparing.test(bare), sentence);
    }
    this.#turnTo(option);
  }

  #turnTo(option: string): void {
    this.#subject = option;
    this.#isOld = false;
  }

  #push(option: string, property: string, positive: boolean, strong: boolean, sentence: Sentence): void {
    this.#assertions.push({ option, property, positive, strong, inherited: false, sentence: sentence.text });
  }

  /** Two options and two properties “respectively”; anything else about two options at once is unclear. */
  #several(options: readonly string[], properties: readonly Property[], clause: Clause, sentence: Sentence): void {
    if (/\brespectively\b/i.test(sentence.text) && options.length === properties.length) {
      options.forEach((option, index) => this.#push(option, properties[index]!.id, true, true, sentence));
      return;
    }
    for (const { id } of properties) this.#unclear.set(id, clause.text);
  }

  #properties(text: string): Property[] {
    const said = find(text, this.#vocabulary.properties).map((found) => ({ ...found, opposite: false }));
    const opposed = find(
      text,
      this.#vocabulary.properties.flatMap(({ id, opposite }) => (opposite ? [{ id, says: opposite }] : [])),
    ).map((found) => ({ ...found, opposite: true }));
    // `insufficient` contains `sufficient`: the longer of two overlapping words counts.
    return [...Map.groupBy([...said, ...opposed], ({ id }) => id).values()]
      .flatMap(longest)
      .sort((a, b) => a.at - b.at);
  }

  /** A clause without its options and what is said against them by name: `ReLU, not tanh` denies nothing else. */
  #withoutOptions(clause: string): string {
    let text = clause;
    for (const { at, end } of find(clause, this.#vocabulary.options).toReversed()) {
      const denied = denyingName.exec(text.slice(0, at));
      text = `${text.slice(0, denied ? denied.index : at)} ${text.slice(end)}`;
    }
    return text;
  }
}

interface Property extends Found {
  readonly opposite: boolean;
}

/** A whole answer of a few words, or a comparison of two options. */
function isShort(clause: Clause, sentence: Sentence): boolean {
  return clause.first && (clause.text.split(/\s+/).length <= 6 || /\bmore than\b/i.test(sentence.text));
}

/** Every place at which a pattern stands, in order; where two overlap the longer one. */
function find(text: string, kinds: readonly { readonly id: string; readonly says: RegExp }[]): Found[] {
  const all = kinds.flatMap(({ id, says }) =>
    [...text.matchAll(new RegExp(says.source, 'giu'))].map((match) => ({
      id,
      at: match.index,
      end: match.index + match[0].length,
    })),
  );
  return longest(all);
}

/** Without what lies inside a longer one, in order. */
function longest<T extends Found>(all: readonly T[]): T[] {
  let widest: T | undefined;
  return all
    .filter((one) => one.end > one.at)
    .toSorted((a, b) => a.at - b.at || b.end - a.end)
    .filter((one) => {
      const inside = widest !== undefined && widest.end >= one.end && widest.end - widest.at > one.end - one.at;
      if (widest === undefined || one.end > widest.end) widest = one;
      return !inside;
    });
}

/** The options that a clause is about, and those that it compares with or denies. */
function roles(
  clause: string,
  options: readonly Found[],
): { readonly subjects: readonly Found[]; readonly references: readonly Found[] } {
  const marks = [...clause.matchAll(referring)].map((match) => match.index);
  const references = new Set<Found>();
  for (const mark of marks) {
    const behind = options.filter(({ at }) => at > mark);
    const before = options.some(({ at }) => at < mark);
    // “more than tanh”: all that follows; “unlike tanh ReLU …”: the first.
    for (const option of before ? behind : behind.filter(({ id }) => id === behind[0]!.id)) references.add(option);
  }
  for (const option of options) if (denyingName.test(clause.slice(0, option.at))) references.add(option);
  return { subjects: options.filter((option) => !references.has(option)), references: [...references] };
}

/** The words that belong to one of several properties in a clause. */
function windowAround(clause: string, properties: readonly Property[], index: number): string {
  const from = index === 0 ? 0 : properties[index - 1]!.end;
  const to = properties[index + 1]?.at ?? clause.length;
  const { at, end } = properties[index]!;
  return `${clause.slice(from, at)}${mark}${clause.slice(end, to)}`;
}

const aroundMark = new RegExp(`(?:\\S+\\s+){0,4}\\S*${mark}\\S*(?:\\s+\\S+){0,4}`);

const leadToColon = new RegExp(`^[^${mark}]*:\\s`);

/** “They need not explode: the condition is …”: what is denied before the colon is said of something else. */
const notForced = new RegExp(
  String.raw`^[^${mark}:]*\b(?:must|need)(?:\s+not|n['’]t)(?:\s+(?:necessarily|always))?(?:\s+(?:explode|vanish|happen))?\s*:\s+(?=(?:(?:the|this|that)\s+\w+|it)\s+is\b)`,
  'i',
);

function isStrong(words: string): boolean {
  return comparing.test(possible.test(words) ? words.replaceAll(suffering, ' ') : words);
}

/** So much of a clause is looked at on either side of an `and` or a colon. */
const longestPhrase = 400;

/** Whether an even number of words turns the property round; `opposite` counts as one. */
function isPositive(words: string, opposite: boolean): boolean {
  // “It would change: the decay …”: what leads to a colon is about something else.
  const near = (aroundMark.exec(words)?.[0] ?? words).replace(leadToColon, '');
  const turns = [words.replace(notForced, '').match(negating), near.match(negatingNear)].reduce(
    (sum, found) => sum + (found?.length ?? 0),
    0,
  );
  return (turns + (opposite ? 1 : 0)) % 2 === 0;
}
