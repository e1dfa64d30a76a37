import { PermanentError } from '@hallpass/messaging';
import { KeyRing } from '@hallpass/keys';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CONFIDENTIAL_KEYS } from './confidential-keys.js';

/** Opens the sealed part of an event: the only place where an address comes in. */
@Injectable()
export class SealedDetails {
  constructor(private readonly keys: KeyRing) {}

  /** @throws PermanentError when what was sealed is not what the event promises */
  async open<S extends z.ZodType>(jwe: string, schema: S): Promise<z.output<S>> {
    const plaintext = new TextDecoder().decode(await this.keys.decrypt(CONFIDENTIAL_KEYS.useCase, jwe));
    const parsed = schema.safeParse(JSON.parse(plaintext));
    // Paths only: the values are what was worth sealing.
    const wrong = parsed.error?.issues.map(({ path }) => path.join('.') || 'all of it').join(', ');
    if (!parsed.success) throw new PermanentError(`the sealed part is not as promised: ${wrong}`);
    return parsed.data;
  }
}
