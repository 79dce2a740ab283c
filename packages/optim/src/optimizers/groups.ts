import { HyperparameterError } from '../errors.ts';

/**
 * Which parameters a group is of: a path or the beginning of one (`'encoder'`, `'layers[0]'`), several of them, a
 * regular expression on the path, or a function of it. Paths are those of core-ops' `treeLeaves`.
 *
 * @example
 * const biases: ParameterMatch = /(^|\.)bias$/;
 */
export type ParameterMatch = string | readonly string[] | RegExp | ((path: string) => boolean);

/**
 * Options that hold for some parameters instead of the optimiser's own.
 *
 * @example
 * const group: ParameterGroup<SgdOptions> = { match: /bias$/, weightDecay: 0 };
 */
export type ParameterGroup<O> = Partial<Omit<O, 'groups'>> & { readonly match: ParameterMatch };

/**
 * The options of every parameter.
 *
 * @throws HyperparameterError for a group that matches no parameter, and for a parameter in two groups.
 */
export function optionsByPath<O extends object>(
  caller: string,
  paths: readonly string[],
  options: O,
  groups: readonly ParameterGroup<O>[],
): O[] {
  const members = groups.map(({ match }) => paths.map((path) => matches(match, path)));
  const empty = members.findIndex((member) => !member.includes(true));
  if (empty >= 0) {
    throw new HyperparameterError(
      `${caller}: group ${empty} (${shown(groups[empty]!.match)}) matches no parameter; there are ${paths.join(', ')}`,
    );
  }
  return paths.map((path, index) => {
    const own = groups.filter((_, group) => members[group]![index]);
    if (own.length > 1) {
      const names = own.map(({ match }) => shown(match)).join(' and ');
      throw new HyperparameterError(`${caller}: ${path} is in ${own.length} groups (${names}); it can be in one`);
    }
    const { match: _, ...overrides } = own[0] ?? { match: '' };
    return { ...options, ...overrides };
  });
}

function matches(match: ParameterMatch, path: string): boolean {
  if (typeof match === 'function') return match(path);
  // A sticky or global expression would remember where the last path ended.
  if (match instanceof RegExp) return new RegExp(match.source, match.flags.replaceAll(/[gy]/g, '')).test(path);
  if (typeof match === 'string') {
    return path === match || (path.startsWith(match) && /^[.[]/.test(path.slice(match.length)));
  }
  return match.some((each) => matches(each, path));
}

function shown(match: ParameterMatch): string {
  return typeof match === 'function' ? 'a function' : String(match);
}
