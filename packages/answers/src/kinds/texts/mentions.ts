import type { Judgement } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import { correct, incorrect, needsReview, unanswered } from '../judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from '../prose.ts';

/**
 * Something that an answer in words may name.
 *
 * @example
 * const clipping: Mentionable = { id: 'clipping', label: 'clipping the gradient', says: [/\bclip/i] };
 */
export interface Mentionable {
  readonly id: string;
  /** What the feedback calls it. */
  readonly label: string;
  /** How it is said, within one clause. */
  readonly says: readonly RegExp[];
}

/**
 * What a part in words accepts in which something has to be named.
 *
 * @example
 * const spec: MentionsSpec = {
 *   right: [{ id: 'clipping', label: 'clipping the gradient', says: [/\bclip/i] }],
 *   rubric: 'Look for: one remedy and why it helps.',
 * };
 */
export interface MentionsSpec {
  /** At least one of these has to be named. */
  readonly right: readonly Mentionable[];
  /** What is wrong where nothing right is named; beside something right a person decides. */
  readonly wrong?: readonly (Mentionable & { readonly sentence: string })[];
  /** What a person looks for in the rest of the text, in Markdown. */
  readonly rubric: string;
}

const denying =
  /(?:\b(?:not|never|no|without|neither|nor|cannot|avoid(?:s|ing)?|unlike|rather than|instead of|isn['’]?t|aren['’]?t|stop(?:ped|ping)?|remov(?:e|es|ed|ing)|lack(?:s|ing)? of|nothing to do with)\b|n['’]t\b)/i;
const notOnly = /\bnot (?:only|just|merely)\b/gi;
/** Denials of other things than what is named. */
const harmless =
  /\b(?:has|have|with) no (?:upper |fixed )?(?:bound|limit)\b|\bnot (?:bounded|limited)\b|\b(?:do|does|will|may|might|can|is|are)(?: not|n['’]t|not) (?:always|completely|fully|entirely|solve everything)\b/gi;
const deniedAfter =
  /^(?:(?!\bso that\b|\bso\b|\bbecause\b|\bsince\b)[^.;])*?(?:\b(?:do|does|did|will|would|can|could|is|are|was|were|has|have)\s+(?:not|never|nothing)\b|\b(?:do|does|did|is|are|was|were|wo|would|ca|could|has|have)n['’]t\b|\bcannot\b)\s*(?:really\s+|actually\s+|always\s+)?(?:to do\b|help|work|fix|solve|prevent|stop|enough|sufficient|a (?:good|solution|remedy|fix|problem)|the (?:problem|case|cause|reason|issue)|useful|needed|necessary|recommended|happen|occur|change|matter|explod|diverg|large|big|too)/i;
const useless =
  /^[^.;]{0,60}\b(?:is|are|would be|seems?)\s+(?:useless|wrong|unnecessary|pointless|harmful|impossible|ruled out|excluded)\b|^\s*(?:problem\s+)?(?:makes? it|is|are)\s+worse\b/i;

/** Clauses in which a word of denial reaches no further. */
function clausesOf(text: string): string[] {
  return text
    .replaceAll(notOnly, ' ')
    .replaceAll(harmless, ' ')
    .replaceAll(/\bbut wrong/gi, 'and wrong')
    .split(
      /[.;!?\n]|,\s*(?=(?:but|so|and|then|we|it|this|i|one|you|because|since|while|whereas|instead|rather)\b)|\b(?:but|however|although|though|whereas|hence|therefore|thus)\b/i,
    )
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '');
}

/** Words by which a match denies its own last word: `the gradient was not large`. */
const deniedInside = /(?:\b(?:not|never|no|rather than|instead of)\b|n['’]t\b)(?:\s+\S+){1,3}$/i;
/** What is said not to do everything is still recommended, and what would be without it says nothing against it. */
const notAlone =
  /^\s*(?:\w+\s+)?(?:alone|only|by itself|on its own)\b|^[^.;]{0,60}(?:\bnot|n['’]t)\s+(?:\w+\s+)?(?:enough|sufficient)\b/i;
const counterfactual = /^\s*without\b|\b(?:if|when|unless|had)\b/i;
/** Only so much of a clause is looked at on either side of a mention. */
const reach = 400;

interface Stances {
  readonly affirmed: boolean;
  readonly denied: boolean;
}

/** Whether a text names something and stands by it, and whether it denies it. */
function stancesOf(text: string, { says }: Mentionable): Stances {
  let [affirmed, denied] = [false, false];
  for (const clause of clausesOf(text)) {
    for (const pattern of says) {
      for (const match of clause.matchAll(new RegExp(pattern.source, `${pattern.flags.replaceAll('g', '')}g`))) {
        const end = match.index + match[0].length;
        const before = clause.slice(Math.max(0, match.index - reach), match.index);
        const after = clause.slice(end, end + reach);
        const isDenied =
          denying.test(before) || deniedInside.test(match[0]) || deniedAfter.test(after) || useless.test(after);
        if (!isDenied) affirmed = true;
        else if (!counterfactual.test(before) && !notAlone.test(after)) denied = true;
        if (affirmed && denied) return { affirmed, denied };
      }
    }
  }
  return { affirmed, denied };
}

/**
 * Judges an answer in words in which at least one of several things has to be named, and nothing that rules it out. What is
 * denied is not named: “clipping does not help” names no remedy; what is named and denied is for a person. The rest of the text is for a person.
 *
 * @example
 * const spec: MentionsSpec = {
 *   right: [{ id: 'clipping', label: 'clipping the gradient', says: [/\bclip/i] }],
 *   rubric: 'Look for: one remedy and why it helps.',
 * };
 * const judge = (text: string) => judgeNamed(contentOf({ id: '1', text, start: 0, end: text.length }), spec);
 * judge('Clip the gradient.').verdict; // 'correct'
 * judge('We should not clip the gradient.').verdict; // 'needs_review'
 */
export function judgeNamed(content: PartContent, spec: MentionsSpec): Judgement {
  const text = proseOf(answerBlocks(content));
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  const given = text.slice(0, 20_000);
  const evidence = { expected: spec.rubric };
  const wrong = spec.wrong ?? [];
  const stances = new Map([...spec.right, ...wrong].map((each) => [each, stancesOf(text, each)]));
  const contested = [...stances].find(([, { affirmed, denied }]) => affirmed && denied);
  if (contested)
    return needsReview(
      given,
      [`The answer names ${contested[0].label} and denies it; what it stands by, a person has to read.`],
      evidence,
    );
  const isNamed = (each: Mentionable): boolean => stances.get(each)!.affirmed;
  const right = spec.right.filter(isNamed);
  const first = wrong.find(isNamed);
  if (right.length > 0 && first)
    return needsReview(
      given,
      [`Both ${right[0]!.label} and ${first.label} are named; which is meant, a person has to read.`],
      evidence,
    );
  if (/\b(?:not sure|unsure|no idea|maybe|perhaps|i guess|don['’]?t know)\b/i.test(text))
    return needsReview(given, ['The answer is not sure of itself; a person reads it.'], evidence);
  if (right.length > 0) {
    const named = right.map(({ label }) => label);
    return correct(given, [`Named: ${named.join(', ')}. The rest of the text is for a person to read.`], evidence);
  }
  if (first) return incorrect(given, [first.sentence], { ...evidence, mistake: first.id });
  return needsReview(
    given,
    ['Nothing of what is looked for could be recognised in the words; a person reads them.'],
    evidence,
  );
}
