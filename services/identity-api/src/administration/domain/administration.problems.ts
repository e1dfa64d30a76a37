import { defineProblem } from '@hallpass/contracts';

export const ownAccount = defineProblem({
  code: 'own_account',
  status: 409,
  title: 'This is your own account',
  detail:
    'An administrator neither deactivates the own account nor gives up its administration. Ask another administrator.',
});

export const lastAdministrator = defineProblem({
  code: 'last_administrator',
  status: 409,
  title: 'This is the last active administrator',
  detail: 'Give another active account the role admin first.',
});

export const rolesRequired = defineProblem({
  code: 'roles_required',
  status: 422,
  title: 'An account has at least one role',
  detail: 'Send at least one role, or deactivate the account.',
});

/** Extension member `roles`: those that are not known. */
export const unknownRole = defineProblem({
  code: 'unknown_role',
  status: 422,
  title: 'No such role',
  detail: 'The roles are customer, support and admin.',
});
