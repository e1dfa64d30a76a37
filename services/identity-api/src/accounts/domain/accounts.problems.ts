import { defineProblem } from '@hallpass/contracts';

export const invalidCredentials = defineProblem({
  code: 'invalid_credentials',
  status: 401,
  title: 'Wrong e-mail address or password',
  detail:
    'Check the address and the password, or ask for a password reset. A new account has to be verified by the token in its e-mail.',
});

export const registrationPasswordRequired = defineProblem({
  code: 'registration_password_required',
  status: 403,
  title: 'The password is needed to verify this address',
  detail:
    'This address was registered more than once. Send the token again with the password that you chose: it comes into force.',
});

export const wrongRegistrationPassword = defineProblem({
  code: 'wrong_registration_password',
  status: 403,
  title: 'Not the password of a registration',
  detail: 'The token is still valid: repeat with the password that you chose when you registered, or register again.',
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
