import { Module } from '@nestjs/common';
import { NotificationRepository } from './data/notification.repository.js';
import { NotificationsController } from './http/notifications.controller.js';
import { ListNotifications } from './use-cases/list-notifications.js';
import { MarkAsRead } from './use-cases/mark-as-read.js';

@Module({
  controllers: [NotificationsController],
  providers: [NotificationRepository, ListNotifications, MarkAsRead],
  exports: [NotificationRepository],
})
export class InboxModule {}
