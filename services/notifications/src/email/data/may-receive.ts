/**
 * The condition on a recipient `r` under which an e-mail `e` may go to it: something optional only to whom an address belongs,
 * and while the account is active.
 * @param optionalKinds the parameter of the statement that holds the optional kinds, such as `$2`
 */
export const mayReceive = (optionalKinds: `$${number}`): string => `r.email IS NOT NULL
  AND (e.kind <> ALL (${optionalKinds}::text[]) OR (r.verified_at IS NOT NULL AND r.status = 'active'))`;
