// The words that decide what a clause asserts, and of what.

/** Stands for the property itself in the words around it. */
export const mark: string = '\u0001';

/** Words that turn a clause round wherever they stand in it. */
export const negating: RegExp =
  /\b(?:not|never|nor|neither|cannot|rarely|seldom|hardly|unlikely|avoid\w*|prevent\w*|ignor\w*|fail(?:s|ed|ing)? to|far from|by no means|in no way|anything but)\b|n['’]t\b/gi;
/** Words that do so within four words of the property: elsewhere they say something about something else. */
export const negatingNear: RegExp =
  /\b(?:no|without|less|fewer|least|mitigat\w*|reduc\w*|solv\w*|alleviat\w*|eliminat\w*|lower|smaller|weak(?:er|ly|ens?|ened)|decreas\w*|free of|against|immune|limit(?:s|ed|ing)?|combat\w*|resist\w*|lacks?|harder|los(?:es?|ing)|chang(?:es?|ed|ing)|distort\w*|alter\w*|regardless|independent\w*|agnostic|insensitive|unaware|irrespective)\b/gi;
export const comparing: RegExp =
  /\b(?:more|most|mostly|frequent\w*|often|easily|prone|tend\w*|likely|worse|worst|suffer\w*|sever\w*|strong\w*|higher|greater|faster|quicker|quickly|usually|always|typically|mainly|only|especially|particularly|larger|susceptible|vulnerable|less|fewer|least)\b/i;
/** What may happen to one thing may happen to the other: only a comparison counts beside these. */
export const possible: RegExp = /\b(?:can|may|might|could)\b/i;
export const suffering: RegExp = /\b(?:suffer\w*|sever\w*|prone|susceptible|vulnerable|strong\w*|only|tend\w*)\b/gi;
/** A clause that only denies: it takes its verb from the one before, as in `changes the length and not the direction`. */
export const verbless: RegExp = new RegExp(
  String.raw`^(?:but\s+)?not\b(?:\s+(?:of|in|to|the|its|their|any|a|an|necessarily))*\s*${mark}`,
  'i',
);
/** Words that say of two things the same, or of none. */
export const levelling: RegExp =
  /\b(?:equal\w*|both|neither|either|alike|depends?|depending|the same|no difference|indifferent\w*|latter|former)\b/i;
/** What stands behind these words is compared with, and not what the clause is about. */
export const referring: RegExp =
  /\b(?:than|unlike|compared (?:to|with)|in comparison (?:to|with)|in contrast to|contrary to|(?:as )?opposed to|rather than|instead of|as (?:much|often|strongly|easily|badly) as|relative to)\b/gi;
export const denyingName: RegExp = /\b(?:not|nor)\s+(?:(?:the|for|with|in|by|of|a)\s+){0,2}["“'$\\]*\s*$/i;
/** `clipping by value does not`: what the one before does. */
export const ellipsis: RegExp = /^\W*(?:does|do|is|are|will)(?:\s+not|n['’]t)?\W*$/i;
/** Of a condition: said under a condition of its own, or not for sure. */
export const conditional: RegExp = /\b(?:if|when|unless|would|may|might|could|sometimes|generally|usually|almost)\b/i;
/** A sentence that begins so goes on about what the one before was about. */
export const goingOn: RegExp =
  /^(?:this|it|its|they|these|that|such|here|hence|so|thus|therefore|as a result|consequently|the gradients?|gradients?)\b/i;
