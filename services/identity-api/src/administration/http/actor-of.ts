import type { Principal } from '@hallpass/verifier';
import type { Actor } from '../domain/actor.js';

export function actorOf({ sub, clientId }: Principal): Actor {
  return { actorId: sub, clientId };
}
