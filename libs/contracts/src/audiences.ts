/** The audience (RFC 7519 section 4.1.3) of each use case: a token names exactly one of them in `aud`. */
export const AUDIENCES = {
  identityApi: 'urn:hallpass:identity-api',
  orderApi: 'urn:hallpass:order-api',
  notifications: 'urn:hallpass:notifications',
  /** Every service of the system: the audience of security event tokens. */
  services: 'urn:hallpass:services',
  /** The issuer itself, for one action of whoever reads a person's mail. */
  emailVerification: 'urn:hallpass:email-verification',
  passwordReset: 'urn:hallpass:password-reset',
} as const;

/** The resources (RFC 8707) that an access token can be asked for. */
export const RESOURCES = [AUDIENCES.identityApi, AUDIENCES.orderApi, AUDIENCES.notifications] as const;
export type Resource = (typeof RESOURCES)[number];
