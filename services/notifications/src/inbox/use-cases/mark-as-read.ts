import { CLOCK, type Clock } from '@hallpass/ports';
import { Inject, Injectable } from '@nestjs/common';
import { NotificationRepository } from '../data/notification.repository.js';
import { notificationNotFound } from '../domain/inbox.problems.js';

@Injectable()
export class MarkAsRead {
  constructor(
    private readonly notifications: NotificationRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `notification_not_found`, also for another person's */
  async execute(account: string, id: string): Promise<void> {
    const found = await this.notifications.markAsRead(account, id, new Date(this.clock.now()));
    if (!found) throw notificationNotFound();
  }
}
