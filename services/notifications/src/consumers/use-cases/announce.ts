import type { SqlExecutor } from '@hallpass/ports';
import { Injectable } from '@nestjs/common';
import { type Announcement, inboxText } from '../../announcements/domain/announcement.js';
import { EmailRepository } from '../../email/data/email.repository.js';
import { composeEmail } from '../../email/domain/email.js';
import { NotificationRepository } from '../../inbox/data/notification.repository.js';
import { RecipientRepository } from '../../recipients/data/recipient.repository.js';

/** Tells a person something: puts it into the inbox, and an e-mail into the queue, in the transaction of the event. */
@Injectable()
export class Announce {
  constructor(
    private readonly recipients: RecipientRepository,
    private readonly notifications: NotificationRepository,
    private readonly emails: EmailRepository,
  ) {}

  async execute(tx: SqlExecutor, announcement: Announcement): Promise<void> {
    const { account, eventId: id, kind, occurredAt } = announcement;
    const text = inboxText(announcement);
    const isOrder = 'order' in announcement;
    if (text === undefined) await this.recipients.lock(tx, account);
    else {
      const data = isOrder ? announcement.order : {};
      await this.notifications.append(tx, { id, account, kind, ...text, data, createdAt: occurredAt });
    }
    await this.emails.enqueue(tx, composeEmail(announcement));
    // An order changes nothing about who may be written to.
    if (!isOrder) await this.emails.release(tx, account);
  }
}
