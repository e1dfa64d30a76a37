import { defineProblem } from '@hallpass/contracts';

export const unknownClient = defineProblem({
  code: 'unknown_client',
  status: 400,
  title: 'No such client',
  detail: 'Send the client_id of a registered public client, or none.',
});
