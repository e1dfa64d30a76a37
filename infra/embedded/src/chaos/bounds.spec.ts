import { BOUND_MS, deadline } from './bounds.ts';
import { Conditions } from './conditions.ts';

const told = (propagation: string, verifiersCutOff = false) => ({ answeredAt: 1000, propagation, verifiersCutOff });

describe('until when a revoked token may be accepted', () => {
  let conditions: Conditions;
  beforeEach(() => (conditions = new Conditions()));

  it('not at all once it is applied, but for what a verifier that is cut off remembers', () => {
    expect(deadline(told('applied'), conditions)).toBe(1000);
    expect(deadline(told('applied', true), conditions)).toBe(2000);
  });

  it('for the bound once it is published, whatever is out of order', () => {
    conditions.issuerCutOff = true;
    conditions.recoveredAt = 9000;
    expect(deadline(told('published', true), conditions)).toBe(1000 + BOUND_MS);
  });

  it('for the bound while it is pending, counted from the recovery where only the issuer is cut off', () => {
    expect(deadline(told('pending'), conditions)).toBe(1000 + BOUND_MS);
    conditions.issuerCutOff = true;
    expect(deadline(told('pending'), conditions)).toBe(Infinity);
    conditions.issuerCutOff = false;
    conditions.recoveredAt = 9000;
    expect(deadline(told('pending'), conditions)).toBe(9000 + BOUND_MS);
  });
});
