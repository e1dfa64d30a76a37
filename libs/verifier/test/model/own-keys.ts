import type { KeySource } from '../../src/index.js';

/** Keys of a source that several verifiers share, withdrawn at one of them only: it knows no more than what it has heard. */
export function ownKeys(source: KeySource): KeySource {
  const withdrawn = new Set<string>();
  return {
    getKey: async (kid, alg) => (withdrawn.has(kid) ? undefined : source.getKey(kid, alg)),
    withdraw: (kid) => void withdrawn.add(kid),
  };
}
