import { type EventDefinition, IDENTITY_EVENTS } from '@hallpass/contracts';
import type { EventHandler } from '@hallpass/messaging';
import { Injectable } from '@nestjs/common';
import { Announce } from './use-cases/announce.js';
import { RecordName } from './use-cases/record-name.js';
import { RecordPasswordResetRequest } from './use-cases/record-password-reset-request.js';
import { RecordRegistration } from './use-cases/record-registration.js';
import { RecordRepeatedRegistration } from './use-cases/record-repeated-registration.js';
import { RecordStatus } from './use-cases/record-status.js';
import { RecordVerification } from './use-cases/record-verification.js';

/** What this service does with what happens to accounts. */
@Injectable()
export class IdentityHandlers {
  constructor(
    private readonly registration: RecordRegistration,
    private readonly repeatedRegistration: RecordRepeatedRegistration,
    private readonly verification: RecordVerification,
    private readonly resetRequest: RecordPasswordResetRequest,
    private readonly status: RecordStatus,
    private readonly name: RecordName,
    private readonly announce: Announce,
  ) {}

  all(): EventHandler[] {
    const { registered, registrationRepeated, renamed, emailVerified, passwordResetRequested } = IDENTITY_EVENTS;
    const { passwordChanged, deactivated, reactivated } = IDENTITY_EVENTS;
    return [
      on(registered, (event, tx) => this.registration.execute(tx, event)),
      on(registrationRepeated, (event, tx) => this.repeatedRegistration.execute(tx, event)),
      on(renamed, (event, tx) => this.name.execute(tx, event)),
      on(emailVerified, (event, tx) => this.verification.execute(tx, event)),
      on(passwordResetRequested, (event, tx) => this.resetRequest.execute(tx, event)),
      on(passwordChanged, ({ id, time, data: { sub: account } }, tx) =>
        this.announce.execute(tx, {
          eventId: id,
          account,
          kind: 'account.password-changed',
          occurredAt: new Date(time),
        }),
      ),
      on(deactivated, (event, tx) => this.status.execute(tx, event, 'deactivated')),
      on(reactivated, (event, tx) => this.status.execute(tx, event, 'active')),
    ];
  }
}

function on<D extends EventDefinition>(definition: D, handle: EventHandler<D>['handle']): EventHandler {
  return { definition, handle } as EventHandler;
}
