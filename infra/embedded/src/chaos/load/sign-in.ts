import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from '../../client/http.ts';
import type { Person, Session, TokenAnswer } from '../../client/person.ts';
import type { Ledger } from '../ledger.ts';
import { attempt } from './attempt.ts';
import type { Rotation } from './rotation.ts';

const RETRY_MS = 200;

/**
 * Logs in until that succeeds, and refreshes for the other two audiences, each time at the next replica. A refresh whose answer
 * is lost begins anew: presented again after the grace, its token would rightly end the session.
 */
export async function signIn(ledger: Ledger, person: Person, rotation: Rotation): Promise<Session> {
  const atNext = () => person.at(rotation.next('identity').urls);
  for (;;) {
    const login = await good(ledger, 'a login', () => atNext().login('identity'));
    const orders = login && (await good(ledger, 'a refresh', () => atNext().refresh(login.refresh_token, 'orders')));
    const notifications =
      orders && (await good(ledger, 'a refresh', () => atNext().refresh(orders.refresh_token, 'notifications')));
    if (login !== undefined && orders !== undefined && notifications !== undefined) {
      return {
        id: login.session_id,
        identity: login.access_token,
        orders: orders.access_token,
        notifications: notifications.access_token,
        refreshToken: notifications.refresh_token,
      };
    }
    await delay(RETRY_MS);
  }
}

async function good(ledger: Ledger, what: string, request: () => Promise<Answer<TokenAnswer>>) {
  const answer = await attempt(ledger, what, request);
  if (answer?.status === 200) return answer.body;
  if (answer !== undefined && answer.status < 500) {
    ledger.breach(`${what} of somebody who may was refused: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  return undefined;
}
