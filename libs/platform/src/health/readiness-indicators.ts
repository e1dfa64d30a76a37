/** The injection token of the service's `ReadinessIndicator`s. */
export const READINESS_INDICATORS = Symbol('ReadinessIndicators');
