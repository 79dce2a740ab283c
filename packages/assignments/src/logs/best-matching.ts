/**
 * The assignment of every row to a column of its own with the least sum of costs: the Hungarian method with potentials and shortest
 * augmenting paths, O(n³) (Kuhn 1955; Jonker and Volgenant 1987).
 *
 * @param costs [n][n]
 * @returns the column of each row.
 */
export function bestMatching(costs: readonly (readonly number[])[]): readonly number[] {
  const size = costs.length;
  const [rowPotential, columnPotential] = [zeros(size + 1), zeros(size + 1)];
  // Row of each column, counted from 1; 0 for none. Column 0 is where a new row begins.
  const rowOf = zeros(size + 1);
  for (let row = 1; row <= size; row++) {
    const from = zeros(size + 1);
    const least = zeros(size + 1).map(() => Infinity);
    const done = new Set<number>();
    rowOf[0] = row;
    let column = 0;
    do {
      done.add(column);
      const current = rowOf[column]!;
      let [step, next] = [Infinity, 0];
      for (let j = 1; j <= size; j++) {
        if (done.has(j)) continue;
        const reduced = costs[current - 1]![j - 1]! - rowPotential[current]! - columnPotential[j]!;
        if (reduced < least[j]!) [least[j], from[j]] = [reduced, column];
        if (least[j]! < step) [step, next] = [least[j]!, j];
      }
      for (let j = 0; j <= size; j++) {
        if (done.has(j)) {
          rowPotential[rowOf[j]!]! += step;
          columnPotential[j]! -= step;
        } else {
          least[j]! -= step;
        }
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      rowOf[column] = rowOf[from[column]!]!;
      column = from[column]!;
    }
  }
  const result = zeros(size);
  for (let j = 1; j <= size; j++) result[rowOf[j]! - 1] = j - 1;
  return result;
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}
