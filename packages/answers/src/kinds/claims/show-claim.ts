import type { Claim } from './claims.ts';

/** A chain as it was written. */
export function showClaim(claim: Claim): string {
  return `$${claim.sources.map((source, index) => (index === 0 ? source : `${relation(claim.relations[index - (claim.relations.length === claim.sources.length ? 0 : 1)])} ${source}`)).join(' ')}$`;
}

const relations: Readonly<Record<string, string>> = {
  '≈': '\\approx',
  '≤': '\\le',
  '≥': '\\ge',
  '≠': '\\ne',
  '∝': '\\propto',
  '∈': '\\in',
  '→': '\\to',
};

function relation(sign: string | undefined): string {
  return sign === undefined ? '=' : (relations[sign] ?? sign);
}
