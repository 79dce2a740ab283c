import { describeDevice } from '@gradbook/core-ops';

import { type FusedCell, fusedCells, type FusedKind } from './cells.ts';

/** What decides the kernels of a sequence, besides its tensors. */
export interface FusedAttributes {
  readonly [name: string]: unknown;
  readonly cell: FusedKind;
  readonly directions: readonly ('forward' | 'reverse')[];
  /** Whether there is a bias of W_hh h, for cells that have one apart. */
  readonly bias: boolean;
  /** Whether lengths are given. */
  readonly masked: boolean;
  /** Whether probes are given: inputs whose cotangents are ∂L/∂h_t and ∂L/∂c_t. */
  readonly probed: boolean;
  /** Whether what the derivative needs is returned as well. */
  readonly saved: boolean;
  /** How to run: all steps in one dispatch, or a dispatch a step; chosen for the device unless given. */
  readonly schedule?: 'scan' | 'steps' | undefined;
}

/** The lengths of a sequence's axes. */
export interface SequenceSizes {
  readonly steps: number;
  readonly batch: number;
  readonly hidden: number;
}

/** How the kernels of one direction of time, forward or backward, are laid out. */
export interface Plan {
  readonly kind: FusedKind;
  readonly cell: FusedCell;
  readonly directions: readonly ('forward' | 'reverse')[];
  readonly masked: boolean;
  readonly hidden: number;
  /** Sequences that one thread computes at a time: each weight that it loads serves all of them. */
  readonly rows: 1 | 2 | 4;
  /** Tiles of so many sequences. */
  readonly tiles: number;
  readonly schedule: 'scan' | 'steps';
  readonly workgroupSize: number;
  /** What is baked into the kernels, for their names. */
  readonly key: string;
}

/** From so many units on, one workgroup is too few threads for a sequence. */
const manyUnits: Readonly<Record<'software' | 'gpu', number>> = { software: 128, gpu: 256 };

/**
 * Lays the kernels out for the device: one dispatch for all steps where the state fits into a workgroup's memory and one
 * workgroup's threads are enough for it, else a dispatch a step.
 *
 * On a software adapter threads of a workgroup that wait for each other run one after the other, so few of them, each with many
 * units, wait least; a dispatch costs as much as some hundred such waits.
 *
 * @param sections vectors of H that the state has.
 * @param units tiles of units, the threads that a tile of sequences has work for.
 */
export function planFor(
  attributes: FusedAttributes,
  { batch, hidden }: SequenceSizes,
  sections: number,
  units: number,
): Plan {
  const { cell: kind, directions, masked } = attributes;
  const { kind: adapter, limits } = describeDevice();
  const fits = (rows: number): boolean => 4 * rows * sections * hidden <= limits.maxComputeWorkgroupStorageSize;
  const software = adapter === 'software';
  const most = batch === 1 ? 1 : batch === 2 ? 2 : 4;
  // A GPU has room for a workgroup for every sequence; where threads share a weight, a wide vector saves most.
  const rowsOfScan = software && fits(most) ? most : 1;
  const scans = hidden <= manyUnits[software ? 'software' : 'gpu'] && fits(software ? most : 1);
  const schedule = attributes.schedule ?? (scans ? 'scan' : 'steps');
  const rows = schedule === 'scan' ? rowsOfScan : most;
  const workgroupSize =
    schedule === 'scan'
      ? Math.min(limits.maxComputeInvocationsPerWorkgroup, software ? 16 : 256, 32 * Math.ceil(units / 32))
      : software
        ? 16
        : 64;
  const key = `${kind} ${directions.join('+')} hidden ${hidden} rows ${rows} ${schedule}${masked ? ' masked' : ''}`;
  return {
    kind,
    cell: fusedCells[kind],
    directions,
    masked,
    hidden,
    rows,
    tiles: Math.ceil(batch / rows),
    schedule,
    workgroupSize,
    key,
  };
}

/** Whether the device has what the kernels need. */
export function fitsDevice(): boolean {
  return describeDevice().limits.maxStorageBuffersPerShaderStage >= 8;
}
