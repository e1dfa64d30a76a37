import type { SqlClient } from '@hallpass/ports';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { EmailRepository } from '../../email/data/email.repository.js';
import { RecipientRepository } from '../../recipients/data/recipient.repository.js';
import { PreferenceRepository } from '../data/preference.repository.js';
import { changeableChoices, effectivePreferences, type EmailPreferences } from '../domain/preferences.js';

/** Stores what a person chose; what has not been sent of a kind that is now off, never will be. */
@Injectable()
export class ChangePreferences {
  constructor(
    private readonly database: Database,
    private readonly recipients: RecipientRepository,
    private readonly preferences: PreferenceRepository,
    private readonly emails: EmailRepository,
  ) {}

  /** @throws ProblemError `security_mail_required` */
  async execute(account: string, wanted: Partial<EmailPreferences>): Promise<EmailPreferences> {
    const choices = changeableChoices(wanted);
    const off = choices.filter(({ email }) => !email).map(({ kind }) => kind);
    await (this.database as SqlClient).$transaction(async (tx) => {
      await this.recipients.lock(tx, account);
      for (const { kind, email } of choices) await this.preferences.choose(tx, account, kind, email);
      await this.emails.suppress(tx, account, off);
    });
    return effectivePreferences(await this.preferences.find(account));
  }
}
