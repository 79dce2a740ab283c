import type { TensorNode } from '../tensor-expressions/tensor-graph.ts';

/** What a system uses that it does not define. */
export interface FreeNames {
  /** Inputs and weights, each with what kind of value it is and how many indices it has. */
  readonly values: ReadonlyMap<string, string>;
  readonly functions: ReadonlySet<string>;
  /** Functions that mean what they say, as tanh. */
  readonly ordinary: ReadonlySet<string>;
  /** Weights that stand behind a row or are transposed wherever they stand: the answer writes x W or Wᵀ x. */
  readonly turned: ReadonlySet<string>;
}

/** Collects the free names below some nodes; `ordinary` functions mean what they say. */
export function freeNames(roots: readonly TensorNode[], ordinary: (name: string) => boolean): FreeNames {
  const values = new Map<string, string>();
  const functions = new Set<string>();
  const known = new Set<string>();
  const straight = new Set<string>();
  const turned = new Set<string>();
  const seen = new Set<TensorNode>();
  const open = [...roots];
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.op.type === 'apply') (ordinary(node.op.name) ? known : functions).add(node.op.name);
    for (const [i, input] of node.inputs.entries()) {
      open.push(input);
      if (input.op.type !== 'leaf') continue;
      const base = baseOf(input.op.name);
      const behind = node.op.type === 'matmul' && i === 1 && input.shape.kind === 'matrix';
      if (node.op.type === 'transpose' || behind) turned.add(base);
      else straight.add(base);
    }
    if (node.op.type !== 'leaf' || node.op.name.includes('@initial@')) continue;
    const indices = node.op.name.split('@')[1]?.split(',').length ?? 0;
    values.set(baseOf(node.op.name), `${node.shape.kind} ${indices}`);
  }
  return {
    values,
    functions,
    ordinary: known,
    turned: new Set(
      [...turned].filter((base) => !straight.has(base) && values.get(base)?.startsWith('matrix') === true),
    ),
  };
}

function baseOf(leaf: string): string {
  return leaf.replace(/@.*$/, '');
}

/** What each free name of the reference is called in the answer. */
export interface Alignment {
  readonly values: ReadonlyMap<string, string>;
  readonly functions: ReadonlyMap<string, string>;
  /** Names of the answer that nothing of the reference is. */
  readonly extra: readonly string[];
}

/** What a part says of its names. */
export interface PartNames {
  /** Names that may be one and the same. */
  readonly shareable: readonly (readonly string[])[];
  /** Functions that only have a name. */
  readonly openFunctions: ReadonlySet<string>;
  /** Names of the right system: in an answer they mean what they mean there. */
  readonly reserved: ReadonlySet<string>;
  /** Names that the question states. */
  readonly stated: ReadonlySet<string>;
}

/** So many ways of reading the names are tried. */
const most = 240;

/**
 * The ways to read the answer's names as the reference's: a name that both have is the same; every other name of the
 * reference is one that the answer has and the reference does not, of the same kind, each used once but for those that may
 * be shared. The likeliest by spelling comes first.
 */
export function alignments(reference: FreeNames, given: FreeNames, part: PartNames): readonly Alignment[] {
  const { shareable, reserved, stated } = part;
  const own = (name: string, kind: string): readonly string[] => (given.values.get(name) === kind ? [name] : []);
  // What the question names is what it is; other names of the part are new, and may stand for each other.
  const unmatched = [...given.values.keys()].filter((name) =>
    reference.values.has(name) ? !stated.has(name) : !reserved.has(name),
  );
  const group = (name: string): readonly string[] => shareable.find((names) => names.includes(name)) ?? [];
  const choices = [...reference.values].map(([name, kind]): readonly [string, readonly string[]] => {
    if (stated.has(name) && own(name, kind).length > 0) return [name, [name]];
    const free = unmatched.filter((other) => other !== name && given.values.get(other) === kind);
    const peers = group(name).filter((peer) => peer !== name && given.values.get(peer) === kind);
    return [name, [...new Set([...own(name, kind), ...byLikeness(name, [...free, ...peers])])]];
  });
  const found: ReadonlyMap<string, string>[] = [];
  const visit = (at: number, taken: ReadonlyMap<string, string>): void => {
    if (found.length >= most) return;
    const choice = choices[at];
    if (!choice) {
      found.push(taken);
      return;
    }
    const [name, options] = choice;
    const usable = options.filter((option) =>
      [...taken].every(([other, used]) => used !== option || (group(name).length > 0 && group(name).includes(other))),
    );
    for (const option of usable) visit(at + 1, new Map([...taken, [name, option]]));
    if (usable.length === 0) visit(at + 1, taken);
  };
  visit(0, new Map());
  const best = Math.max(0, ...found.map(coverage));
  const functions = functionChoices(reference, given, part);
  return found
    .filter((values) => coverage(values) === best)
    .flatMap((values) => {
      const extra = [...given.values.keys()].filter((name) => ![...values.values()].includes(name));
      return functions.map((chosen): Alignment => ({ values, functions: chosen, extra }));
    })
    .slice(0, most);
}

/**
 * A function that only has a name may be any that the answer applies and the part does not know; one that the answer applies by
 * its name is that one. Where the answer has no such name, it may share that of another, or have made it one that is known.
 */
function functionChoices(
  reference: FreeNames,
  given: FreeNames,
  { shareable, openFunctions }: PartNames,
): readonly ReadonlyMap<string, string>[] {
  let choices: ReadonlyMap<string, string>[] = [new Map()];
  const others = [...given.functions].filter((name) => !openFunctions.has(name));
  for (const name of reference.functions) {
    if (given.functions.has(name) || !openFunctions.has(name)) continue;
    const peers = shareable.find((names) => names.includes(name)) ?? [];
    const shared = peers.filter((peer) => given.functions.has(peer));
    const options = [...byLikeness(name, others), ...shared, ...given.ordinary];
    if (options.length === 0) continue;
    choices = choices.flatMap((before) => options.map((option) => new Map([...before, [name, option]]))).slice(0, 24);
  }
  return choices;
}

/** Names by how alike they are spelled, the likest first. */
function byLikeness(name: string, others: readonly string[]): readonly string[] {
  const score = (other: string): number => {
    const [a, b] = [letterOf(name), letterOf(other)];
    const labels = [...labelOf(name)].filter((letter) => labelOf(other).includes(letter)).length;
    return (a === b ? 4 : a.toLowerCase() === b.toLowerCase() ? 2 : 0) + labels;
  };
  return others.toSorted((a, b) => score(b) - score(a));
}

function letterOf(name: string): string {
  return /\p{L}+(?=\)|_|'|$)/u.exec(name)?.[0] ?? name;
}

function labelOf(name: string): string {
  return /_(.*)$/.exec(name)?.[1] ?? '';
}

/** How many names of the answer are used. */
function coverage(values: ReadonlyMap<string, string>): number {
  return new Set(values.values()).size;
}
