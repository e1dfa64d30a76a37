import { Authenticated, CurrentPrincipal, type Principal } from '@hallpass/auth';
import { ApiRoute, ForAccounts, invalidCursor, type Page } from '@hallpass/platform';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { notificationNotFound } from '../domain/inbox.problems.js';
import { ListNotifications } from '../use-cases/list-notifications.js';
import { MarkAsRead } from '../use-cases/mark-as-read.js';
import { listQuery, type NotificationBody, notificationPage, present } from './notification.schema.js';

@ApiTags('inbox')
@ForAccounts()
@Controller('v1/notifications')
export class NotificationsController {
  constructor(
    private readonly listNotifications: ListNotifications,
    private readonly markAsRead: MarkAsRead,
  ) {}

  @Get()
  @Authenticated('notifications:read')
  @ApiRoute('Read the inbox, the newest first', invalidCursor)
  @ApiResponse({ status: 200, standardSchema: notificationPage })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: listQuery }) query: z.infer<typeof listQuery>,
  ): Promise<Page<NotificationBody>> {
    const { items, nextCursor } = await this.listNotifications.execute(principal.sub, query);
    return { items: items.map(present), nextCursor };
  }

  @Post(':id/read')
  @HttpCode(204)
  @Authenticated('notifications:write')
  @ApiRoute('Mark a notification as read', notificationNotFound)
  @ApiResponse({ status: 204, description: 'It is read, now or since before' })
  async read(@CurrentPrincipal() principal: Principal, @Param('id', { schema: z.uuid() }) id: string): Promise<void> {
    await this.markAsRead.execute(principal.sub, id);
  }
}
