import { defineProblem } from '@hallpass/contracts';

export const securityMailRequired = defineProblem({
  code: 'security_mail_required',
  status: 422,
  title: 'E-mail about the safety of an account can not be turned off',
  detail: 'Leave out the kinds listed under "errors", or set them to true.',
});
