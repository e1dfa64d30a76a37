/** Generates docs/scopes.md from the contracts; `--check` fails on a difference. */
import { ROLES, RESOURCES, SCOPE_DESCRIPTIONS, SCOPES_BY_ROLE, type Scope } from '@hallpass/contracts';
import { emit } from './generated-file.ts';

const INTRODUCTION = `# Scopes

Generated from \`libs/contracts\` by \`npm run docs\`; a check fails when it differs.

A login that asks for no scope gets all that the roles of the account allow at that resource; one that asks for more is refused with
\`invalid_scope\`. A refresh that asks for none gets what was granted at the login, as far as the roles still allow it
([ADR 10](adr/0010-refresh-tokens-are-not-bound-to-a-resource.md)).
`;

const rows = RESOURCES.flatMap((resource) => {
  const scopes = new Set(ROLES.flatMap((role) => SCOPES_BY_ROLE[role][resource])) as Set<Scope>;
  return [...scopes].map((scope) => {
    const roles = ROLES.filter((role) => SCOPES_BY_ROLE[role][resource].includes(scope));
    return `| \`${scope}\` | \`${resource}\` | ${roles.join(', ')} | ${SCOPE_DESCRIPTIONS[scope]} |`;
  });
});

await emit(
  'docs/scopes.md',
  [INTRODUCTION, '| scope | resource | roles | lets its bearer |', '| --- | --- | --- | --- |', ...rows, ''].join('\n'),
);
