import { setTimeout as delay } from 'node:timers/promises';
import { send, type Answer } from '../../client/http.ts';
import { claimsOf, type Person, type Session } from '../../client/person.ts';
import { read } from '../../client/routes.ts';
import { deadline, type Revoked } from '../bounds.ts';
import type { Conditions } from '../conditions.ts';
import type { Ledger } from '../ledger.ts';
import type { Replica } from '../stage.ts';
import { attempt, CLIENT_TIMEOUT_MS } from './attempt.ts';
import type { Rotation } from './rotation.ts';
import { signIn } from './sign-in.ts';

const LOOK_EVERY_MS = 40;
const RETRY_MS = 150;
const REST_MS = 200;

export interface RevokerOptions {
  readonly ledger: Ledger;
  readonly conditions: Conditions;
  readonly replicas: readonly Replica[];
  readonly rotation: Rotation;
  readonly admin: Person;
}

interface Told {
  propagation?: string;
}

/** Somebody whose tokens are revoked again and again, in every way there is; and who tries them everywhere afterwards. */
export class Revoker {
  /** Sessions whose revocation is in force: every replica has refused them. */
  readonly inForce: Session[] = [];
  private readonly person: Person;
  private readonly options: RevokerOptions;
  private readonly ways: readonly ((session: Session) => Promise<Revoked>)[];

  constructor(person: Person, options: RevokerOptions) {
    this.person = person;
    this.options = options;
    this.ways = [
      (session) => this.deactivate(session, ''),
      (session) => this.logOut(session),
      (session) => this.deactivate(session, '?wait=applied&timeout=2s'),
      (session) => this.endSession(session),
      (session) => this.deactivate(session, '?wait=published'),
    ];
  }

  /** Resolves some time after the signal, when the last revocation is in force. */
  async live(signal: AbortSignal): Promise<void> {
    for (let turn = 0; !signal.aborted; turn++) {
      const session = await signIn(this.options.ledger, this.person, this.options.rotation);
      await this.use(session);
      const revoke = this.ways[turn % this.ways.length];
      if (revoke === undefined) throw new Error('there is no way to revoke');
      const revoked = await revoke(session);
      await this.untilInForce(session, revoked);
      await this.reactivate(session);
      await delay(REST_MS);
    }
  }

  /** So that every replica has it in its cache, as far as it answers. */
  private async use(session: Session): Promise<void> {
    await Promise.all(
      this.options.replicas.map(async (replica) => {
        const answer = await this.look(replica, session);
        if (answer !== undefined && answer.status !== 200 && answer.status < 500) {
          const { ledger } = this.options;
          ledger.breach(`a good token was refused at ${replica.name}: ${answer.status} ${JSON.stringify(answer.body)}`);
        }
      }),
    );
  }

  private deactivate(session: Session, query: string): Promise<Revoked> {
    const json = { reason: 'the fault run' };
    return this.administer('POST', `users/${claimsOf(session.identity).sub}/deactivate${query}`, json);
  }

  private async reactivate(session: Session): Promise<void> {
    await this.administer('POST', `users/${claimsOf(session.identity).sub}/reactivate`);
  }

  private endSession(session: Session): Promise<Revoked> {
    return this.administer('DELETE', `users/${claimsOf(session.identity).sub}/sessions/${session.id}`);
  }

  private async administer(method: string, path: string, json?: object): Promise<Revoked> {
    const { ledger, admin, rotation } = this.options;
    let token: string | undefined;
    return this.untilAnswered(200, async () => {
      token ??= (await attempt(ledger, 'a login', () => admin.at(rotation.next('identity').urls).login()))?.body
        .access_token;
      if (token === undefined) return undefined;
      const url = `${rotation.next('identity').urls.identity}/v1/admin/${path}`;
      return { token, ...(json && { json }), method, url };
    });
  }

  private logOut(session: Session): Promise<Revoked> {
    const json = { refresh_token: session.refreshToken };
    return this.untilAnswered(204, async () => {
      const { urls } = this.options.rotation.next('identity');
      return { method: 'POST', url: `${urls.identity}/v1/auth/logout`, json };
    });
  }

  /** The request is repeated until it is answered: it changes nothing the second time. */
  private async untilAnswered(
    status: number,
    prepare: () => Promise<{ method: string; url: string; token?: string; json?: object } | undefined>,
  ): Promise<Revoked> {
    const { ledger, conditions } = this.options;
    for (;;) {
      const request = await prepare();
      const answer =
        request &&
        (await attempt<Told>(ledger, 'a revocation', () => send<Told>(request.method, request.url, request)));
      if (answer?.status === status) {
        return {
          answeredAt: performance.now(),
          propagation: answer.body.propagation ?? answer.headers.get('hallpass-propagation') ?? 'none',
          verifiersCutOff: conditions.verifiersCutOff,
        };
      }
      if (answer !== undefined && answer.status < 500) {
        ledger.breach(`a revocation was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      }
      await delay(RETRY_MS);
    }
  }

  private async untilInForce(session: Session, revoked: Revoked): Promise<void> {
    const { replicas, ledger } = this.options;
    const account = ledger.revocation();
    const times = await Promise.all(replicas.map((replica) => this.untilRefused(replica, session, revoked)));
    const kept = times.filter((ms) => ms !== undefined);
    if (kept.length < times.length) return;
    ledger.inForce(account, revoked.propagation, Math.max(...kept));
    this.inForce.push(session);
  }

  /** @returns for how long it was still accepted there after the answer, in milliseconds; undefined when that was too long */
  private async untilRefused(replica: Replica, session: Session, revoked: Revoked): Promise<number | undefined> {
    const { ledger, conditions } = this.options;
    let acceptedForMs = 0;
    for (;;) {
      const sentAt = performance.now();
      const answer = await this.look(replica, session);
      if (answer?.status === 401) return acceptedForMs;
      if (answer?.status === 200) {
        acceptedForMs = sentAt - revoked.answeredAt;
        if (sentAt > deadline(revoked, conditions)) {
          const ms = acceptedForMs.toFixed(0);
          ledger.breach(`${replica.name} accepted a token ${ms} ms after its revocation was ${revoked.propagation}`);
          return undefined;
        }
      }
      await delay(LOOK_EVERY_MS);
    }
  }

  private look({ urls, service, name }: Replica, session: Session): Promise<Answer | undefined> {
    const limits = { timeoutMs: CLIENT_TIMEOUT_MS };
    return attempt(this.options.ledger, `a look at ${name}`, () => read(urls, service, session[service], limits));
  }
}
