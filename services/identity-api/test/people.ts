import { randomUUID } from 'node:crypto';
import type { Role } from '@hallpass/contracts';
import { AccountRepository } from '../src/accounts/data/account.repository.js';
import { PasswordHasher } from '../src/accounts/hashing/password-hasher.js';
import { Database } from '../src/database/database.js';
import type { IdentityApp } from './identity-app.js';

export const PASSWORD = 'where the wild thyme blows';

export interface Person {
  readonly id: string;
  readonly email: string;
}
export interface LoggedIn extends Person {
  readonly token: string;
  readonly refreshToken: string;
  readonly sid: string;
}
interface Tokens {
  access_token: string;
  refresh_token: string;
  session_id: string;
}

/** Accounts in an IdentityAPI under test. */
export class People {
  constructor(private readonly identity: IdentityApp) {}

  /** An account with a verified address, and {@link PASSWORD}. */
  async open({ roles = ['customer'] as Role[], verified = true, email = address() } = {}): Promise<Person> {
    const app = this.identity.app;
    const passwordHash = await app.get(PasswordHasher, { strict: false }).hash(PASSWORD);
    const accounts = app.get(AccountRepository, { strict: false });
    const fresh = { email, displayName: null, passwordHash, roles, verified };
    const account = await accounts.insert(app.get(Database, { strict: false }), fresh);
    return { id: account!.id, email };
  }

  async login(person: Person, password = PASSWORD): Promise<LoggedIn> {
    const { status, body } = await this.tryLogin(person, password);
    if (status !== 200) throw new Error(`login answered ${status} ${JSON.stringify(body)}`);
    const tokens = body as unknown as Tokens;
    return { ...person, token: tokens.access_token, refreshToken: tokens.refresh_token, sid: tokens.session_id };
  }

  tryLogin({ email }: { email: string }, password = PASSWORD, asked: Record<string, string> = {}) {
    return this.identity.post('/v1/auth/login', { body: { email, password, ...asked } });
  }

  refresh({ refreshToken }: LoggedIn) {
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.identity.post('/oauth/token', { headers, body: form.toString() });
  }

  /** An access token for IdentityAPI with this scope only. */
  async tokenWithScope({ email }: Person, scope: string): Promise<string> {
    const { body } = await this.identity.post('/v1/auth/login', { body: { email, password: PASSWORD, scope } });
    return (body as unknown as Tokens).access_token;
  }

  async customer(): Promise<LoggedIn> {
    return this.login(await this.open());
  }

  async admin(): Promise<LoggedIn> {
    return this.login(await this.open({ roles: ['customer', 'admin'] }));
  }
}

export function address(): string {
  return `person-${randomUUID()}@example.com`;
}
