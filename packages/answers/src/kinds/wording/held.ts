import { type ExtraWords, harmlessPhrases, isKnownWord } from './lexicon.ts';
import {
  displaySign,
  formulaSign,
  type Passage,
  type Sentence,
  sentencesOf,
  statingSign,
  type Token,
  tokensOf,
} from './tokens.ts';

/** Words that give a reason: what follows them says why, not what. */
const reasons = new Set('because since as by using where via due given through applying after from recall'.split(' '));
/** Words after which the answer itself goes on. */
const consequences = new Set(
  'so hence thus therefore then which but however although though yet while whereas instead except unless'.split(' '),
);
const concluding = new Set('so hence thus therefore consequently'.split(' '));
const conditions = new Set('if when whenever assuming provided'.split(' '));
/** Words that join sentences and say nothing else. */
const connectors = new Set(
  'and so then now first firstly finally next also hence thus therefore here again second secondly third lastly ok well overall'.split(
    ' ',
  ),
);
const procedural = new Set(
  'we i you let by using since because as from after applying via through given recall note to'.split(' '),
);
/** Behind these, what was worked out follows; what stands before them is the way to it. */
const producing = new Set(
  'get gets got obtain obtains find finds have gives give yields yield results conclude follows arrive reach derive hence thus therefore so'.split(
    ' ',
  ),
);
/** These produce only as `we have`, `one finds`. */
const needsSubject = new Set('have find finds get gets'.split(' '));
const subjects = new Set('we i you one to us'.split(' '));
/** A sentence that begins so speaks of what was just written. */
const anaphoric = new Set(
  'this that these those it its they them which here such both neither none all everything nothing either but however no not nope wait actually sorry except only unless if although though instead wrong oops hmm edit update correction otherwise or minus plus times nicht falsch faux non aber mais pero'.split(
    ' ',
  ),
);

/** Words that hand an answer to somebody else, take it back or suppose it, wherever in its sentence they stand. */
const handedOver: readonly RegExp[] = [
  /\b(?:mistake(?:n|nly|s)?|by accident|erroneous(?:ly)?|nonsense|bogus|trap|contradiction|counterexample)\b/i,
  /\b(?:says?|said|claim(?:s|ed)?|according to|supposedly|allegedly|reported(?:ly)?|rumou?r\w*|somebody|someone|copied|guess(?:ed|ing)?)\b/i,
  /\b(?:maybe|perhaps|possibly|probably|unsure|not sure|no idea|no clue)\b/i,
  /\bit used to be\b|\bread (?:it |this )?(?:from|backwards|right|in)\b/i,
  /\?\?/,
];

/** Said of what is not so. Where saying no is what is asked, the best one "would be" another. */
const supposed = /\bwould\b|\bif\b.{1,60}\bwere\b/i;

/** After an answer: something is still to be done to it. */
const stillToBeDone =
  /\b(?:multipl(?:y|ied)|divided?|halved?|doubled?|tripled?|negated?|squared?|inverted?|reversed?|flip(?:ped)?|rotated?|swap(?:ped)?|exchanged?|replaced?|subtract(?:ed)?|scaled?|transposed?)\s+(?:this|that|it|them|these|those|both|each|all|everything|the (?:result|answer|above|values?|numbers?|whole|sign)|by|with|from)\b|\b(?:this|that|it|them|these|those|both|each|all|everything|values|numbers|results?|answers?)\s+(?:\w+\s+){0,2}(?:has|have|needs?|must|should|is|are)?\s*(?:to\s+)?(?:be\s+)?(?:multiplied|divided|halved|doubled|tripled|negated|squared|inverted|reversed|flipped|rotated|swapped|exchanged|replaced|subtracted|scaled)\b|\b(?:counts?|counted)\s+(?:everything|all|it|this)\s+(?:twice|double)\b|\b(?:add|subtract|deduct)(?:ing)?\s+(?:\d|one|two|three|another)\b/i;

/**
 * Words that turn, weaken or change what is said. Clauses of an explanation may be in any words but these; in the clause of
 * the answer itself only known words may stand.
 */
const turning =
  /\b(?:not|never|none|neither|nor|without|unless|except(?:ing)?|other than|instead|rather than|another|differs?|differently|twice|half|halve[ds]?|doubled?|tripled?|times|minus|plus|squared|cubed|reciprocals?|inverted|negated|negative of|opposite|reversed?|flipped|transpose|wrong(?:ly)?|false|incorrect(?:ly)?|untrue|invalid|fails?|cannot|disagrees?|doubt\w*|(?:upper|lower) bounds?|approximat\w+|roughly|nearly|almost|proportional|(?:more|less|fewer|larger|smaller|greater|bigger|higher|lower) than|only (?:if|when|for|true|valid|in)|previous(?:ly)?|former(?:ly)?|old|originally|replaced?|replacing|swapped|exchanged|interchanged|omit(?:s|ted)?|dropp(?:ed|ing)|missing|ignor\w+|forg[eo]t\w*|could|might|solution manual|key|nicht|kein\w*|falsch|pas|ne|faux|fausse|jamais|nunca|falso|falsa)\b|n['’]t\b/i;

/** Openers of clauses that say where, when or for what an answer holds, and of those that set something against it. */
const limiting = new Set(
  'for with in under at on only if when whenever assuming provided unless without while but however although though yet whereas instead except or otherwise minus plus times'.split(
    ' ',
  ),
);

/**
 * The words that keep an answer from full marks without a person's look; undefined where every word around it is known
 * to be harmless, or stands where it can only explain.
 *
 * - In the clause of the answer, and in the one that leads to it where it stands alone, every word has to be known; so has
 *   it in clauses that limit it or set something against it, and in the first few words behind it.
 * - Other clauses of its sentence, and sentences that speak of it, may be in any words but those that turn what is said.
 * - On the way to it (`By the product rule we get …`), in reasons behind it (`… because each step …`) and in the other sentences behind it
 *   only words that suppose, hand over or do something to the answer are looked for.
 */
export function unsettledWords(passage: Passage, extras: readonly ExtraWords[] = []): string | undefined {
  const text = withoutHarmless(passage.text);
  const sentences = sentencesOf(tokensOf({ ...passage, text }), text);
  const last = sentences.findLastIndex((sentence) => sentence.answer);
  const first = sentences.findIndex((sentence) => sentence.answer);
  const supposing = extras.includes('denial') ? handedOver : [supposed, ...handedOver];
  let attached = false;
  for (const [index, sentence] of sentences.entries()) {
    const said = shown(sentence, text);
    const next = sentences[index + 1];
    const leads =
      next?.answer === true && !sentence.answer && (sentence.end === ':' || (sentence.end === '' && isBare(next)));
    // `With a = 1 we would get` on a line of its own.
    if (next?.answer === true && sentence.end === '' && !leads && !sentence.answer) {
      const doubt = firstMatch(supposing, said);
      if (doubt !== undefined) return doubt;
    }
    attached = sentence.answer || (attached && index > first && speaksOfAnswer(sentence));
    if (leads || attached) {
      const role = sentence.answer ? 'answer' : leads ? 'lead' : 'comment';
      const doubt = firstMatch(supposing, said) ?? doubtIn(sentence, role, text, extras);
      if (doubt !== undefined) return doubt;
    }
    if (index >= first && (index >= last || attached)) {
      const answer = sentence.tokens.findLast((token) => token.answer);
      const behind = answer ? text.slice(answer.end, sentence.tokens.at(-1)!.end).replaceAll(/\s+/g, ' ') : said;
      const doing = stillToBeDone.exec(behind)?.[0];
      if (doing !== undefined) return doing;
    }
  }
  return undefined;
}

/** Harmless phrases leave blanks, so that places stay. */
function withoutHarmless(text: string): string {
  return harmlessPhrases.reduce(
    (left, phrase) => left.replaceAll(phrase, (found) => found.replaceAll(/[^\n]/g, ' ')),
    text,
  );
}

function shown({ tokens }: Sentence, text: string): string {
  return text.slice(tokens[0]!.start, tokens.at(-1)!.end).replaceAll(/\s+/g, ' ');
}

function firstMatch(patterns: readonly RegExp[], text: string): string | undefined {
  return patterns.map((pattern) => pattern.exec(text)?.[0]).find((found) => found !== undefined);
}

/** An answer without words before it in its sentence: what leads to it stands in the sentence before. */
function isBare({ tokens }: Sentence): boolean {
  return !tokens
    .slice(
      0,
      tokens.findIndex((token) => token.answer),
    )
    .some((token) => token.kind === 'word');
}

/** Whether a sentence behind an answer speaks of it: `This …`, `But …`, or no more than three words. */
function speaksOfAnswer({ tokens }: Sentence): boolean {
  const words = tokens.filter((token) => token.kind === 'word').map((token) => token.text.toLowerCase());
  const [opener, second] = connectors.has(words[0] ?? '') ? words.slice(1) : words;
  if (opener === undefined) return tokens.some((token) => token.text === '?');
  if (words.length <= 3) return true;
  if (opener === 'the')
    return /^(?:above|answer|result|formula|expression|rest|true|real|actual|correct|right)$/.test(second!);
  return anaphoric.has(opener);
}

interface Clause {
  readonly tokens: readonly Token[];
  readonly opener: string | undefined;
  /** Nothing but a comma or a bracket sets it off from the clause before. */
  readonly goesOn: boolean;
}

/** Cuts a sentence at its commas and at the words that give a reason, draw a conclusion or set a condition. */
function clausesOf(tokens: readonly Token[]): Clause[] {
  const clauses: Clause[] = [];
  let current: Token[] = [];
  let goesOn = false;
  const flush = (next: boolean): void => {
    if (current.length > 0)
      clauses.push({
        tokens: current,
        opener: current.find((token) => token.kind === 'word')?.text.toLowerCase(),
        goesOn,
      });
    current = [];
    goesOn = next;
  };
  for (const token of tokens) {
    const word = token.kind === 'word' ? token.text.toLowerCase() : '';
    if (token.kind === 'mark' && !token.answer && /^[,;:()–—|\n]$/.test(token.text)) {
      flush(token.text !== ';' && token.text !== '|');
      continue;
    }
    if (reasons.has(word) || consequences.has(word) || conditions.has(word)) flush(false);
    current.push(token);
  }
  flush(false);
  return clauses;
}

/** Words of a first clause behind an answer that are few enough to be part of it: `…, all squared`, `… (minus one)`. */
const few = 4;

/** The first words of a sentence that may change the answer: of its own sentence, of one that leads to it, or of a comment. */
function doubtIn(
  sentence: Sentence,
  role: 'answer' | 'lead' | 'comment',
  text: string,
  extras: readonly ExtraWords[],
): string | undefined {
  const clauses = clausesOf(sentence.tokens);
  const has = clauses.map((clause) => clause.tokens.some((token) => token.answer));
  const several = has.indexOf(true) < has.lastIndexOf(true);
  const firstAnswer = role === 'answer' ? has.indexOf(true) : role === 'lead' ? clauses.length : -1;
  const lastAnswer = role === 'answer' ? has.lastIndexOf(true) : firstAnswer;
  // `Each step costs …, so …`: what an answer is concluded from.
  const concluded = clauses.findLastIndex(
    (clause, index) => index <= firstAnswer && concluding.has(clause.opener ?? ''),
  );
  const own = clauses[firstAnswer];
  const alone =
    own === undefined ||
    !own.tokens
      .slice(
        0,
        own.tokens.findIndex((token) => token.answer),
      )
      .some((token) => token.kind === 'word');
  // The clause that names an answer which stands alone in its own: `The derivative: …`.
  const naming = alone
    ? clauses.findLastIndex((clause, index) => index < firstAnswer && clause.opener !== undefined)
    : -1;
  let reasoning = false;
  for (const [index, clause] of clauses.entries()) {
    const opens = reasons.has(clause.opener ?? '');
    // A reason may name what it speaks of; where nothing else does, it is the answer.
    const answered = has[index]! && !(opens && several && index !== firstAnswer);
    const inherits: boolean = reasoning && clause.goesOn && !answered && !consequences.has(clause.opener ?? '');
    reasoning = !answered && (inherits || opens);
    if (reasoning || index < concluded) continue;
    if (answered) {
      const at = clause.tokens.findIndex((token) => token.answer);
      const anchor = anchorBefore(clause.tokens, at);
      const way = clause.tokens.slice(0, anchor);
      const doubt =
        (isWay(way) ? undefined : strictly(way, text, extras)) ??
        strictly(clause.tokens.slice(anchor), text, extras) ??
        adjacent(clause.tokens, at);
      if (doubt !== undefined) return doubt;
      continue;
    }
    if (index < lastAnswer && isWay(clause.tokens)) continue;
    const closeBehind =
      (index === lastAnswer + 1 || (index > lastAnswer && clauses[index - 1]!.opener === undefined)) &&
      clause.tokens.filter((token) => token.kind === 'word').length <= few;
    const doubt =
      index === naming || closeBehind || limiting.has(clause.opener ?? '')
        ? strictly(clause.tokens, text, extras)
        : turned(clause.tokens, text, extras);
    if (doubt !== undefined) return doubt;
  }
  return undefined;
}

/** Words of a clause that turn what is said; where a kind knows such a word, it is weighed there. */
function turned(tokens: readonly Token[], text: string, extras: readonly ExtraWords[]): string | undefined {
  if (tokens.length === 0) return undefined;
  const said = text.slice(tokens[0]!.start, tokens.at(-1)!.end).replaceAll(/\s+/g, ' ');
  const found = turning.exec(said)?.[0];
  if (found === undefined) return undefined;
  return extras.length > 0 && found.split(/\s+/).every((word) => isKnownWord(word.replace(/n['’]t$/, 'nt'), extras))
    ? undefined
    : found;
}

/** Where, in the clause of the answer, the last word stands behind which a result follows; 0 where there is none. */
function anchorBefore(tokens: readonly Token[], answer: number): number {
  for (let at = answer - 1; at > 0; at--) {
    const word = tokens[at]!.text.toLowerCase();
    if (tokens[at]!.kind !== 'word' || !producing.has(word)) continue;
    const before = tokens.slice(Math.max(0, at - 2), at).map((token) => token.text.toLowerCase());
    if (needsSubject.has(word) && !before.some((each) => subjects.has(each))) continue;
    return at;
  }
  return 0;
}

/** Whether a clause tells how the result was come by: `we insert q into r`, `differentiating by w`, `by the chain rule`. */
function isWay(tokens: readonly Token[]): boolean {
  const words = tokens.filter((token) => token.kind === 'word').map((token) => token.text.toLowerCase());
  let at = 0;
  while (connectors.has(words[at] ?? '')) at++;
  if (conditions.has(words[at] ?? '') && subjects.has(words[at + 1] ?? '')) at++;
  const word = words[at];
  if (word === undefined) return true;
  return (
    procedural.has(word) || (/.{3}ing$/.test(word) && !/^(?:(?:no|some|every|any)thing|during|according)$/.test(word))
  );
}

/** The first word that is not known; a condition with an equation in it, as `when w = 1`. */
function strictly(tokens: readonly Token[], text: string, extras: readonly ExtraWords[]): string | undefined {
  const opener = tokens.find((token) => token.kind === 'word');
  const condition = opener !== undefined && conditions.has(opener.text.toLowerCase());
  for (const [index, token] of tokens.entries()) {
    if (token.answer || token.kind !== 'word' || (condition && token === opener)) continue;
    if (token.text.length <= 2 && !/^(?:no|or|if|un|ne)$/i.test(token.text)) continue;
    // `A or B`: whether both say the same is compared.
    if (/^or$/i.test(token.text) && /[\uE010-\uE012]/.test(tokens[index + 1]?.text ?? '')) continue;
    const [before, after] = [tokens[index - 1], tokens[index + 1]];
    // `summed over the paths`, but not `N over T`.
    if (/^over$/i.test(token.text) && before?.kind === 'word') continue;
    // `the sum of λ and one`: something else than what is in it.
    if (/^(?:second|third|fourth|higher)$/i.test(token.text) && /^deriv/i.test(after?.text ?? ''))
      return around(token, tokens, text);
    const combined = /^(?:sum|product|mean|average)$/i.test(token.text) && after?.text === 'of';
    const of = tokens[index + 2];
    if (combined && of?.kind === 'symbol' && !of.answer) return around(token, tokens, text);
    if (!isKnownWord(token.text, extras)) return around(token, tokens, text);
  }
  if (
    condition &&
    tokens.some((token) => !token.answer && (/^[=<>≤≥]$/.test(token.text) || token.text === statingSign)) &&
    !tokens.some((token) => token.answer)
  )
    return `${opener.text} …`;
  return undefined;
}

/** A number or a sign of arithmetic that stands directly before the answer, or after it. */
function adjacent(tokens: readonly Token[], at: number): string | undefined {
  const before = tokens[at - 1];
  const words = tokens.slice(Math.max(0, at - 3), at).map((token) => token.text.toLowerCase());
  const [third, second, first] = [words.at(-3), words.at(-2), words.at(-1)];
  if (second === 'it' && first === 'was') return 'it was';
  // `every N^T steps`, `one in N^T`.
  if (/^(?:every|each|per)$/.test(first ?? '')) return first;
  if (second === 'one' && first === 'in') return 'one in';
  // `a third of`, `a quarter of the`.
  if (/^(?:third|quarter|fourth|fifth|tenth)s?$/.test(first === 'of' ? second! : second === 'of' ? third! : ''))
    return words.join(' ');
  if (before && (tokens[at]!.text === formulaSign || tokens[at]!.text === displaySign)) {
    if (/^[+*/×·÷−-]$/.test(before.text) || before.kind === 'number') return `${before.text} before the formula`;
  }
  const factor = tokens.findIndex(
    (token, index) => token.kind === 'number' && !token.answer && /^(?:x|×|\*|·)$/i.test(tokens[index + 1]?.text ?? ''),
  );
  const next = tokens[factor + 2];
  // `2 · η` is a product of its own; `2 x the number` makes another thing of it.
  return factor >= 0 && next?.kind === 'word' && /^(?:a|\p{L}{2,}.*)$/iu.test(next.text)
    ? `${tokens[factor]!.text} ${tokens[factor + 1]!.text} ${next.text}`
    : undefined;
}

/** A word with its neighbours, as it is written. */
function around(token: Token, tokens: readonly Token[], text: string): string {
  const at = tokens.indexOf(token);
  const from = tokens[Math.max(0, at - 2)]!;
  const to = tokens[Math.min(tokens.length - 1, at + 2)]!;
  return text
    .slice(from.start, to.end)
    .replaceAll(/[\uE010-\uE012]/g, '…')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 80);
}
