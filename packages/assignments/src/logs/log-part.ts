import { type Judgement, judgeText, needsReview, type PartContent } from '@gradbook/answers';
import { bundledNames, type LabelledName, type LanguageNames, nameAlphabet } from '@gradbook/datasets-names';

import type { Fingerprint, Judged, JudgeOptions, Part } from '../definition/assignment.ts';
import { descriptionOf, type PartDescription } from '../parts/description.ts';
import { classifierOf } from './classifier.ts';
import { type Compared, compareLog } from './compare.ts';
import { curveReading, drawnCurves, impossible, impossibleStart, type ReferenceCurve } from './curve.ts';
import { type Measured, measure, passWork } from './evaluate.ts';
import { fingerprint, fingerprintsOf } from './fingerprints.ts';
import { namesData, type NamesData } from './held-back.ts';
import { quoted } from './json-file.ts';
import { type NamesLog, openLog, readNamesLog, type ReadLog } from './log-file.ts';
import { drawnNotebook, notebookDoubts, notebookReading, readNotebookLog } from './notebook.ts';
import { findWeights, type FoundWeights } from './weights-file.ts';

/**
 * A part that asks for the log of a training on names, and the weights that it ended with.
 *
 * @example
 * const definition: LogPartDefinition = { id: '4', title: 'Train it', points: 5, question: 'Hand in log and weights.' };
 */
export interface LogPartDefinition extends PartDescription {
  /** The name of the log in the submission; `submission_log.json` unless given. */
  readonly log?: string;
  /** The name of the weights, a safetensors file; `weights.safetensors` unless given. */
  readonly weights?: string;
  /** The names that are trained with; those that `@gradbook/datasets-names` bundles unless given. */
  readonly names?: () => readonly LanguageNames[] | Promise<readonly LanguageNames[]>;
  /** The share of every language that has to be held back; 0.2 unless given. The seed of the split is the log's own. */
  readonly testFraction?: number;
  /** The accuracy, as a share, that full points take; none unless given. Less than it earns in proportion, from `zeroAccuracy` up. */
  readonly fullAccuracy?: number;
  /** The accuracy that earns nothing; 0 unless given. */
  readonly zeroAccuracy?: number;
  /** A run that the report draws beside the one handed in. */
  readonly reference?: ReferenceCurve;
}

/** Multiplications of a pass over the names held back. */
const mostWork = 6e9;
/** How many names rounding may decide: a share of them, and a few whatever their number is. */
const mostClose = (names: number): number => 3 + 0.02 * names;

/**
 * A part that asks for a training log: its format is checked, the weights are loaded into the reference model and scored on the names
 * that were held back, and the scores of the log's last epoch are held against that: the same split gives the same count. What no
 * training leaves goes to a person with the reason.
 *
 * @param definition the description, the names of the files, and what has to be reached.
 *
 * @example
 * const part = logPart({ id: '4', title: 'Names by language', points: 5, question: 'Hand in the log and the weights.' });
 * part.files; // ['submission_log.json', 'weights.safetensors']
 */
export function logPart(definition: LogPartDefinition): Part {
  const { log = 'submission_log.json', weights = 'weights.safetensors' } = definition;
  const asked = { ...definition, log, weights };
  return {
    ...descriptionOf(definition),
    kind: 'log',
    files: [log, weights],
    judge: async (content, _part, options) => {
      const { files = new Map<string, Uint8Array>() } = options;
      const bytes = files.get(log);
      if (bytes) return judgeLog(asked, bytes, files, options);
      return judgeWithoutLog(content, asked, files);
    },
  };
}

type Asked = LogPartDefinition & { readonly log: string; readonly weights: string };

async function judgeWithoutLog(
  content: PartContent,
  { log, weights }: Asked,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<Judgement> {
  const text = judgeText(content);
  if (text.verdict === 'unanswered' && !files.has(weights)) return text;
  return needsReview(text.given, [
    `The part asks for ${quoted(log)}, which is not among the files: what stands in the text cannot be recomputed.`,
  ]);
}

async function judgeLog(
  asked: Asked,
  bytes: Uint8Array,
  files: ReadonlyMap<string, Uint8Array>,
  options: JudgeOptions,
): Promise<Judged> {
  const opened = openLog(asked.log, bytes);
  if ('problem' in opened) return needsReview(asked.log, [opened.problem]);
  if (opened.kind === 'notebook') return judgeNotebook(asked, opened.data, files);
  const read = readNamesLog(opened.data);
  if ('violations' in read) return needsReview(asked.log, notALog(asked, read.violations));
  const { log } = read;
  const found = await findWeights(files, asked.weights, log.weights?.file);
  const prints = await fingerprintsOf(log.epochs, 'file' in found ? found.file : undefined);
  const judged = await judgeClaims(asked, read, found, options);
  return {
    ...judged,
    fingerprints: prints,
    drawn: drawnCurves(log, asked.reference),
    ...(await asCopy(judged, prints, asked.reference)),
  };
}

function notALog({ log }: Asked, violations: readonly string[]): readonly string[] {
  return [
    `${quoted(log)} is not in the format that the part asks for, which \`pnpm train names\` writes:`,
    ...violations,
  ];
}

/** A curve that is the reference's own goes to a person. */
async function asCopy(
  judged: Judgement,
  prints: readonly Fingerprint[],
  reference: ReferenceCurve | undefined,
): Promise<Partial<Judgement>> {
  const own = reference ? await fingerprintsOf(reference.epochs, undefined) : [];
  const copied = prints.find((print) => own.some(({ of, value }) => of === print.of && value === print.value));
  if (!copied) return {};
  const reason = `In this log ${copied.of} are those of the run that is drawn as ${reference!.label}: the same options and seed give the same run, and so does a copy. A person looks.`;
  return { verdict: 'needs_review', share: 0, feedback: [reason, ...judged.feedback] };
}

async function judgeClaims(
  asked: Asked,
  read: ReadLog,
  found: FoundWeights,
  options: JudgeOptions,
): Promise<Judgement> {
  const { log } = read;
  const doubts: string[] = [];
  const known = await dataOf(asked, log, options);
  const data = 'data' in known ? known.data : undefined;
  if ('problem' in known) doubts.push(known.problem);
  else if (known.doubt !== undefined) doubts.push(known.doubt);
  const { testFraction = 0.2 } = asked;
  if (Math.abs(log.config.testFraction - testFraction) > 1e-9) {
    doubts.push(`The log holds back a share of ${log.config.testFraction}: ${testFraction} is asked for.`);
  }
  doubts.push(...impossible(log, data, read.decimals));
  const start = data && impossibleStart(log, data);
  if (start !== undefined) doubts.push(start);
  if ('problem' in found) doubts.push(found.problem);
  const scored = data && 'file' in found ? await scoredBy(asked, read, data, found) : undefined;
  if (scored && 'problems' in scored) doubts.push(...scored.problems);
  const compared = scored && 'compared' in scored ? scored.compared : undefined;
  const notes = [
    ...(read.percent ? ['Accuracies above 1 were read as percentages.'] : []),
    `What the curve shows: ${curveReading(log, log.data.languages.length).sentence}`,
  ];
  const given = summary(log, found);
  if (doubts.length > 0) {
    const { expected, mistake, feedback = [] } = compared ?? {};
    return needsReview(given, [...doubts, ...feedback, ...notes], {
      ...(expected === undefined ? {} : { expected }),
      ...(mistake === undefined ? {} : { mistake }),
    });
  }
  return { ...compared!, given, feedback: [...compared!.feedback, ...notes] };
}

function summary({ config, epochs, data }: NamesLog, found: FoundWeights): string {
  const { model, hiddenSize, seed } = config;
  const layer = model === undefined ? '' : `${model}${hiddenSize === undefined ? '' : ` of ${hiddenSize}`}, `;
  const last = epochs.at(-1)!.test;
  const weights = found.name === undefined ? 'no weights' : found.name;
  return (
    `${layer}${data.languages.length} languages, seed ${seed}, ${epochs.length} epochs; last epoch on the names held back: ` +
    `accuracy ${Number(last.accuracy.toPrecision(4))}, loss ${Number(last.loss.toPrecision(4))}; ${weights}`
  );
}

/** The names that a log is about: those that were given, or those of the part, whichever its hash is of. */
async function dataOf(
  asked: Asked,
  log: NamesLog,
  options: JudgeOptions,
): Promise<{ readonly data: NamesData; readonly doubt?: string } | { readonly problem: string }> {
  const own = await (asked.names ?? bundled)();
  const candidates = options.names === undefined ? [own] : [options.names, own];
  const { seed, testFraction, ascii } = log.config;
  const tried: NamesData[] = [];
  let problem = '';
  for (const names of candidates) {
    try {
      tried.push(await namesData(names, { seed, testFraction, ascii }));
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
      problem = error.message;
    }
  }
  if (tried.length === 0) return { problem: `The split of the log cannot be made: ${problem}.` };
  const { sha256, languages, train, test } = log.data;
  const known = tried.filter((each) => sameLanguages(each.languages, languages));
  if (known.length === 0) {
    const ours = tried[0]!.languages;
    const theirs = languages.filter((each) => !ours.some((one) => alike(one, each)));
    const which = theirs.length > 0 ? `, ${theirs.slice(0, 3).map(quoted).join(', ')} among them` : '';
    return {
      problem: `The log is about ${languages.length} languages${which}; the names that are known here have ${ours.length}: what it says cannot be recomputed. Whoever grades can give a folder of names by --names.`,
    };
  }
  const same = known.find((each) => each.sha256 === sha256?.toLowerCase());
  const data = same ?? known[0]!;
  const counts = [train, test].every(
    (count, side) => count === undefined || count === [data.train, data.test][side]!.length,
  );
  if (same && counts) return { data };
  if (sha256 === undefined && counts) return { data };
  const different = counts
    ? `the SHA-256 of its data, ${sha256!.slice(0, 12)}…, is not that of the split that seed ${seed} gives`
    : `it counts ${train} names to train with and ${test} held back; seed ${seed} gives ${data.train.length} and ${data.test.length}`;
  return {
    data,
    doubt: `The log is about other names or another split: ${different}. Its scores are held against that split all the same.`,
  };
}

let names: readonly LanguageNames[] | undefined;

function bundled(): readonly LanguageNames[] {
  names ??= bundledNames();
  return names;
}

function alike(a: string, b: string): boolean {
  return a.localeCompare(b, 'en', { sensitivity: 'base' }) === 0;
}

function sameLanguages(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each) => b.some((other) => alike(each, other)));
}

/** Scores that were computed, by weights and split: checking again and again computes them once. */
const computed = new Map<string, Promise<Measured>>();
const mostComputed = 4;

async function scoredBy(
  asked: Asked,
  read: ReadLog,
  data: NamesData,
  found: Extract<FoundWeights, { readonly sha256: string }>,
): Promise<{ readonly compared: Compared } | { readonly problems: readonly string[] }> {
  const { log } = read;
  // Classes stand in the order of the log's own list.
  const places = data.languages.map((language) => log.data.languages.findIndex((each) => alike(each, language)));
  const sizes = { classes: data.languages.length, characters: nameAlphabet.length };
  const loaded = classifierOf(found.file, sizes, log.config.nonlinearity);
  if ('problems' in loaded) return { problems: loaded.problems.map((problem) => `${quoted(found.name)}: ${problem}`) };
  const { classifier } = loaded;
  const { model, hiddenSize, bidirectional } = log.config;
  const differs = [
    ...(model !== undefined && model !== classifier.layer
      ? [`a layer ${quoted(model)}; the weights are of ${quoted(classifier.layer)}`]
      : []),
    ...(hiddenSize !== undefined && hiddenSize !== classifier.hiddenSize
      ? [`a hidden size of ${hiddenSize}; the weights have ${classifier.hiddenSize}`]
      : []),
    ...(bidirectional !== undefined && bidirectional !== classifier.bidirectional
      ? [
          `${bidirectional ? 'two directions' : 'one direction'}; the weights have ${classifier.bidirectional ? 'two' : 'one'}`,
        ]
      : []),
  ];
  const relabelled = (examples: readonly LabelledName[]): readonly LabelledName[] =>
    examples.map(({ name, label }) => ({ name, label: places[label]! }));
  const test = relabelled(data.test);
  const work = passWork(classifier, test);
  if (work > mostWork) {
    return {
      problems: [
        `A pass over the names held back takes ${work.toExponential(1)} multiplications; at most ${mostWork.toExponential(0)} are recomputed: a smaller layer shows the same.`,
      ],
    };
  }
  const id = JSON.stringify([found.sha256, data.sha256, places, classifier.nonlinearity]);
  const measured = await (computed.get(id) ?? remember(id, measure(classifier, test)));
  if (measured.close > mostClose(measured.names)) {
    return {
      problems: [
        `The largest logits of ${measured.close} of ${measured.names} names are so close that rounding decides which one is larger: what these weights reach depends on the machine.`,
      ],
    };
  }
  const compared = await compareLog({
    read,
    classifier,
    data,
    test,
    train: relabelled(data.train),
    measured,
    sameWeights: log.weights?.sha256 === undefined ? undefined : log.weights.sha256.toLowerCase() === found.sha256,
  });
  const { feedback, ...rest } = reached(asked, compared, measured, data);
  const note = differs.length > 0 ? [`The options in the log say ${differs.join(', and ')}.`] : [];
  return { compared: { ...rest, feedback: [...feedback, ...note] } };
}

function remember(id: string, running: Promise<Measured>): Promise<Measured> {
  if (computed.size >= mostComputed) computed.delete(computed.keys().next().value!);
  computed.set(id, running);
  running.catch(() => computed.delete(id));
  return running;
}

/** What an honest log earns by how good the classifier is. */
function reached(
  { fullAccuracy, zeroAccuracy = 0 }: Asked,
  compared: Compared,
  measured: Measured,
  data: NamesData,
): Compared {
  if (compared.verdict !== 'correct') return compared;
  const accuracy = measured.right.exact / measured.names;
  const guessed =
    accuracy <= data.majority
      ? ['That is no better than naming the most frequent language every time: has it been trained?']
      : [];
  if (fullAccuracy === undefined || accuracy >= fullAccuracy)
    return { ...compared, feedback: [...compared.feedback, ...guessed] };
  const share = Math.max(0, Math.min(1, (accuracy - zeroAccuracy) / (fullAccuracy - zeroAccuracy)));
  const feedback = [
    `The log is right; full points take an accuracy of ${fullAccuracy}.`,
    ...compared.feedback,
    ...guessed,
  ];
  return share > 0
    ? { ...compared, verdict: 'partial', share, feedback }
    : { ...compared, verdict: 'incorrect', share, feedback };
}

/** A notebook's log names no data, and its split comes from another library's random numbers: a person decides. */
async function judgeNotebook(asked: Asked, data: unknown, files: ReadonlyMap<string, Uint8Array>): Promise<Judged> {
  const log = readNotebookLog(data);
  if ('violations' in log) {
    return needsReview(asked.log, [
      `${quoted(asked.log)} is not in the format of the notebook's log:`,
      ...log.violations,
    ]);
  }
  const { eval_accuracies: held } = log.history;
  const found = await findWeights(files, asked.weights, undefined);
  const missing = 'problem' in found ? [found.problem] : misfits(log.model, found);
  return {
    ...needsReview(
      `${log.hparams.epochs} epochs, hidden size ${log.hparams.hidden_size}; ${held.at(-1)} % of the names held back at the end`,
      [
        ...notebookDoubts(log),
        'This is the log of a notebook: it names neither its data nor its split, so that its accuracies cannot be recomputed. A person compares them.',
        ...missing,
        `What the curve shows: ${notebookReading(log)}`,
      ],
    ),
    drawn: drawnNotebook(log),
    fingerprints: [await fingerprint('the losses of every step', log.history.train_losses)],
  };
}

/** Where the weights have other shapes than the notebook's log lists. */
function misfits(
  model: readonly (readonly [string, readonly number[]])[],
  found: Extract<FoundWeights, { readonly sha256: string }>,
): readonly string[] {
  const shapes = new Map(found.file.arrays.map(({ name, shape }) => [name, String(shape)]));
  const wrong = model.filter(([name, shape]) => shapes.get(name) !== String(shape));
  return wrong.length === 0
    ? [`The arrays of ${quoted(found.name)} have the names and shapes that the log lists.`]
    : [
        `${wrong
          .slice(0, 3)
          .map(([name]) => quoted(name))
          .join(
            ', ',
          )} of the log's model ${wrong.length === 1 ? 'is' : 'are'} not in ${quoted(found.name)}, or of another shape.`,
      ];
}
