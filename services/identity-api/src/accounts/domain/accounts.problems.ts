import { defineProblem } from '@hallpass/contracts';

export const invalidCredentials = defineProblem({
  code: 'invalid_credentials',
  status: 401,
  title: 'Wrong e-mail address or password',
  detail: 'Check both, or ask for a password reset. A new account has to be confirmed by the token in its e-mail.',
});

export const passwordRequired = defineProblem({
  code: 'password_required',
  status: 403,
  title: 'The password is needed to verify this address',
  detail:
    'It was registered more than once. Send the token with the password that you chose: that one comes into force.',
});

export const passwordMismatch = defineProblem({
  code: 'password_mismatch',
  status: 403,
  title: 'No registration has this password',
  detail: 'Repeat with the password that you chose when you registered: the token is still valid. Or register again.',
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
