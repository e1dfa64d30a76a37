import { SCOPES_BY_ROLE } from '@hallpass/contracts';
import { findService, keySetVariables, SERVICES } from '@hallpass/system';

/** What a service needs to be told to run by itself. */
export interface Profile {
  port: number;
  /** The audience of its access tokens. */
  audience: string;
  /** What a customer may do there, separated by spaces. */
  scopes: string;
  /** Whether it is an issuer itself, so that it needs none. */
  isIssuer: boolean;
  sendsMail: boolean;
  /** Variables beside those of every service. */
  environment: Record<string, string>;
}

export function profileOf(service: string): Profile {
  const declaration = findService(service);
  if (declaration === undefined) throw new Error(`libs/system declares no service ${service}.`);
  const { port, audience, isIssuer, mailFrom } = declaration;
  return {
    port,
    audience,
    scopes: SCOPES_BY_ROLE.customer[audience].join(' '),
    isIssuer,
    sendsMail: mailFrom !== undefined,
    environment: {
      ...(isIssuer ? { SEED_DEMO: 'true' } : {}),
      // Where the other services would be on this machine, should they run; until then what they are needed for waits.
      ...keySetVariables(declaration, SERVICES, (other) => `http://localhost:${other.port}`),
      ...(mailFrom === undefined ? {} : { MAIL_FROM: `${declaration.title} <no-reply@example.test>` }),
    },
  };
}
