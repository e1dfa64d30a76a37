import { randomUUID } from 'node:crypto';
import type { SystemUrls } from '../system/urls.ts';
import { expecting, send, type Answer } from './http.ts';
import { Mailbox } from './mailbox.ts';

export const RESOURCE = {
  identity: 'urn:hallpass:identity-api',
  orders: 'urn:hallpass:order-api',
  notifications: 'urn:hallpass:notifications',
} as const;
export type ResourceName = keyof typeof RESOURCE;

/** What a login or a refresh answers (RFC 6749 section 5.1). */
export interface TokenAnswer {
  access_token: string;
  token_type: string;
  /** Seconds. */
  expires_in: number;
  refresh_token: string;
  scope: string;
  session_id: string;
}

/** One session: an access token for each audience, and the refresh token that goes on. */
export interface Session extends Record<ResourceName, string> {
  id: string;
  refreshToken: string;
}

/** Somebody with an account, as their own client sees the system. */
export class Person {
  readonly email: string;
  readonly password: string;
  readonly mailbox: Mailbox;
  private readonly urls: SystemUrls;

  constructor(urls: SystemUrls, email: string, password: string) {
    this.urls = urls;
    this.email = email;
    this.password = password;
    this.mailbox = new Mailbox(urls.mail, email);
  }

  /** The administrator that `SEED_DEMO` makes. */
  static admin(urls: SystemUrls): Person {
    return new Person(urls, 'admin@hallpass.test', 'hall-pass-admin-dev');
  }

  /** A person nobody has met: an address and a password of their own, not registered yet. */
  static stranger(urls: SystemUrls): Person {
    const id = randomUUID();
    return new Person(urls, `ada-${id.slice(0, 8)}@hallpass.test`, `corridor-${id}`);
  }

  /** The same person, at other addresses: another replica of a service. */
  at(urls: SystemUrls): Person {
    return new Person(urls, this.email, this.password);
  }

  /** Registers, and proves the address with the token from the e-mail. */
  async arrive(): Promise<this> {
    expecting(202, await this.register());
    expecting(204, await this.verify(await this.mailbox.token('with a verification token')));
    return this;
  }

  register(): Promise<Answer> {
    const { email, password } = this;
    return send('POST', `${this.urls.identity}/v1/users`, { json: { email, password, displayName: 'Ada' } });
  }

  verify(token: string): Promise<Answer> {
    return send('POST', `${this.urls.identity}/v1/users/verify-email`, { json: { token } });
  }

  login(resource: ResourceName = 'identity', password = this.password): Promise<Answer<TokenAnswer>> {
    const json = { email: this.email, password, resource: RESOURCE[resource] };
    return send('POST', `${this.urls.identity}/v1/auth/login`, { json });
  }

  refresh(token: string, resource: ResourceName = 'identity'): Promise<Answer<TokenAnswer>> {
    const form = { grant_type: 'refresh_token', refresh_token: token, resource: RESOURCE[resource] };
    return send('POST', `${this.urls.identity}/oauth/token`, { form });
  }

  /** Logs in once, and refreshes for the other two audiences: three access tokens of one session. */
  async signIn(): Promise<Session> {
    const login = expecting(200, await this.login('identity'));
    const orders = expecting(200, await this.refresh(login.refresh_token, 'orders'));
    const notifications = expecting(200, await this.refresh(orders.refresh_token, 'notifications'));
    return {
      id: login.session_id,
      identity: login.access_token,
      orders: orders.access_token,
      notifications: notifications.access_token,
      refreshToken: notifications.refresh_token,
    };
  }
}

/** The claims of a token, unverified. */
export function claimsOf(token: string): Record<string, unknown> & { sub: string } {
  return part(token, 1) as Record<string, unknown> & { sub: string };
}

export function headerOf(token: string): Record<string, unknown> & { kid: string } {
  return part(token, 0) as Record<string, unknown> & { kid: string };
}

function part(token: string, index: number): unknown {
  return JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString());
}
