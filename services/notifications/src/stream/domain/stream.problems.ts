import { defineProblem } from '@hallpass/contracts';

export const invalidLastEventId = defineProblem({
  code: 'invalid_last_event_id',
  status: 400,
  title: 'The Last-Event-ID is not valid',
  detail: 'Send the "id" of the last event that you received unchanged, or none to begin with what comes next.',
});

export const streamsClosing = defineProblem({
  code: 'streams_closing',
  status: 503,
  title: 'The service is stopping',
  detail: 'Connect again with the Last-Event-ID: another replica goes on where this one stopped.',
});
