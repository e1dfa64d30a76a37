import { defineProblem } from '@hallpass/contracts';

export const invalidCredentials = defineProblem({
  code: 'invalid_credentials',
  status: 401,
  title: 'Wrong e-mail address or password',
  detail: 'Check the address and the password, or ask for a password reset.',
});

export const emailNotVerified = defineProblem({
  code: 'email_not_verified',
  status: 403,
  title: 'The e-mail address is not verified',
  detail: 'Follow the link in the message that was sent at registration, or reset the password to get another.',
});

export const wrongCurrentPassword = defineProblem({
  code: 'wrong_current_password',
  status: 403,
  title: 'Wrong current password',
  detail: 'The password was not changed. Repeat with the password that is in force.',
});

/** Extension member `reason`: one of {@link WeakPasswordReason}. */
export const weakPassword = defineProblem({
  code: 'weak_password',
  status: 422,
  title: 'The password is too weak',
  detail: 'Choose another password: 8 to 128 characters, not a well-known one, not your address or name.',
});

export const hashingBusy = defineProblem({
  code: 'hashing_busy',
  status: 503,
  title: 'Too many passwords are being checked',
  detail: 'Try again after the time in Retry-After.',
});

export const accountNotFound = defineProblem({
  code: 'account_not_found',
  status: 404,
  title: 'No such account',
  detail: 'Check the id: it is the `sub` of the account.',
});
