import { randomUUID } from 'node:crypto';
import { IDENTITY_EVENTS } from '@hallpass/contracts';
import { JweRecipient } from '@hallpass/keys';
import type { Notifications } from './notifications.js';

/** An account at the identity service, which tells of it over the bus. */
export class Account {
  readonly sub = randomUUID();
  private readonly recipient: JweRecipient;

  constructor(
    private readonly service: Notifications,
    readonly displayName: string | null = 'Alice & Co',
    readonly email = `${randomUUID()}@example.test`,
  ) {
    this.recipient = new JweRecipient({ jwksUri: `${service.url}/.well-known/jwks.json` });
  }

  /** Seals an object for the service, as IdentityAPI does. */
  seal(details: object): Promise<string> {
    return this.recipient.seal(details);
  }

  async registers(
    verificationToken: string | null = 'eyJ2ZXJpZnk.abc.def',
    time = new Date(),
    details = this.details,
  ): Promise<string> {
    const confidential = await this.seal({ ...details, verificationToken });
    return this.service.bus.publish(IDENTITY_EVENTS.registered, { sub: this.sub, confidential }, { time });
  }

  async registersAgain(): Promise<string> {
    const confidential = await this.seal(this.details);
    return this.service.bus.publish(IDENTITY_EVENTS.registrationRepeated, { sub: this.sub, confidential });
  }

  async forgetsPassword(resetToken = 'eyJyZXNldA.abc.def', time = new Date()): Promise<string> {
    const confidential = await this.seal({ ...this.details, resetToken });
    return this.service.bus.publish(IDENTITY_EVENTS.passwordResetRequested, { sub: this.sub, confidential }, { time });
  }

  async isRenamed(displayName: string | null, nameVersion: number): Promise<string> {
    const confidential = await this.seal({ ...this.details, displayName, nameVersion });
    return this.service.bus.publish(IDENTITY_EVENTS.renamed, { sub: this.sub, confidential });
  }

  /** @param details of the recipient as of the verification; IdentityAPI sent none in the past */
  async verifies(details?: object): Promise<string> {
    const sealed = details === undefined ? {} : { confidential: await this.seal(details) };
    return this.service.bus.publish(IDENTITY_EVENTS.emailVerified, { sub: this.sub, ...sealed });
  }

  changesPassword(): Promise<string> {
    return this.service.bus.publish(IDENTITY_EVENTS.passwordChanged, { sub: this.sub, tokenEpoch: 1 });
  }

  isDeactivated(tokenEpoch: number): Promise<string> {
    return this.service.bus.publish(IDENTITY_EVENTS.deactivated, { sub: this.sub, tokenEpoch });
  }

  isReactivated(tokenEpoch: number): Promise<string> {
    return this.service.bus.publish(IDENTITY_EVENTS.reactivated, { sub: this.sub, tokenEpoch });
  }

  /** Registered and verified, and the service knows. */
  async settles(): Promise<this> {
    await this.service.handled(await this.registers(null));
    await this.service.handled(await this.verifies());
    return this;
  }

  get details(): { email: string; displayName: string | null } {
    return { email: this.email, displayName: this.displayName };
  }
}
