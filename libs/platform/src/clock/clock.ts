/** The injection token of the {@link Clock}; `@hallpass/platform` provides {@link systemClock}. */
export const CLOCK = Symbol('Clock');
export { systemClock, type Clock } from '@hallpass/verifier';
