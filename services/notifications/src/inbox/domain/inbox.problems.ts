import { defineProblem } from '@hallpass/contracts';

export const notificationNotFound = defineProblem({
  code: 'notification_not_found',
  status: 404,
  title: 'No such notification',
  detail: 'Use the id of a notification of your own, as GET /v1/notifications lists it.',
});
