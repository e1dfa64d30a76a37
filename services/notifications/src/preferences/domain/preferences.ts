import {
  OPTIONAL_KINDS,
  type OptionalKind,
  SECURITY_KINDS,
  type SecurityKind,
} from '../../announcements/domain/kind.js';
import { securityMailRequired } from './preferences.problems.js';

/** Which kinds go by e-mail. */
export type EmailPreferences = Record<OptionalKind | SecurityKind, boolean>;

/** The stored choices over what holds without one: everything goes by e-mail. */
export function effectivePreferences(chosen: readonly { kind: string; email: boolean }[]): EmailPreferences {
  const choice = new Map(chosen.map(({ kind, email }) => [kind, email]));
  return Object.fromEntries([
    ...SECURITY_KINDS.map((kind) => [kind, true]),
    ...OPTIONAL_KINDS.map((kind) => [kind, choice.get(kind) ?? true]),
  ]) as EmailPreferences;
}

/**
 * The choices that may be stored.
 * @throws ProblemError `security_mail_required`
 */
export function changeableChoices(wanted: Partial<EmailPreferences>): { kind: OptionalKind; email: boolean }[] {
  const refused = SECURITY_KINDS.filter((kind) => wanted[kind] === false);
  if (refused.length > 0) {
    const errors = refused.map((kind) => ({ path: `email.${kind}`, message: 'can not be turned off' }));
    throw securityMailRequired({ extensions: { errors } });
  }
  return OPTIONAL_KINDS.flatMap((kind) => {
    const email = wanted[kind];
    return email === undefined ? [] : [{ kind, email }];
  });
}
