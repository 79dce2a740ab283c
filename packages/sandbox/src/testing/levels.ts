import { probeSandbox, type LevelProbe } from '../node/probe.ts';

/**
 * What this machine offers. Tests name their groups after level and detail, so that a level that is skipped says why, and
 * nobody takes it for tested.
 */
export const probes: readonly LevelProbe[] = await probeSandbox();
