import type { Edit } from './edit.ts';
import type { Names } from './names.ts';

/** What the rest of the repository has to know of a new service, in the order of docs/adding-a-service.md. */
export function edits({ kebab, camel, words }: Names): Edit[] {
  const scopes = `['${kebab}:read', '${kebab}:write']`;
  const key = /^[a-z]+$/.test(kebab) ? kebab : `'${kebab}'`;
  const tokenType = `{ typ: 'at+jwt', audience: AUDIENCES.${camel}, alg: 'ES256', lifetimeSeconds: 5 * MINUTE }`;
  const contracts = 'libs/contracts/src';
  return [
    {
      file: `${contracts}/audiences.ts`,
      after: /AUDIENCES = \{(?:\n {2}\w+: '[^']+',)+/,
      text: `\n  ${camel}: 'urn:hallpass:${kebab}',`,
    },
    { file: `${contracts}/audiences.ts`, after: /RESOURCES = \[[^\]]*?(?=,?\s*\])/, text: `, AUDIENCES.${camel}` },
    ...(['customer', 'support', 'admin'] as const).map((role) => ({
      file: `${contracts}/scopes.ts`,
      after: new RegExp(String.raw`^  ${role}: \{(?:\n {4}\[AUDIENCES\.\w+\]: \[[^\]]*\],)+`, 'm'),
      text: `\n    [AUDIENCES.${camel}]: ${scopes},`,
    })),
    {
      file: `${contracts}/scopes.ts`,
      after: /SCOPE_DESCRIPTIONS = \{[^}]*(?=\} as const)/,
      text: `  '${kebab}:read': 'Read the own ${words.toLowerCase()}',\n  '${kebab}:write': 'Add to the own ${words.toLowerCase()}',\n`,
    },
    {
      file: `${contracts}/token-types.ts`,
      after: /TOKEN_TYPES = \{(?:\n.*at\+jwt.*)+/,
      text: `\n  ${key}: ${tokenType},`,
    },
    {
      file: 'eslint.config.mjs',
      after: /(?:\n {2}\{ sourceTag: 'scope:(?!shared).*)+/,
      text: `\n  { sourceTag: 'scope:${kebab}', onlyDependOnLibsWithTags: ['scope:${kebab}', 'scope:shared'] },`,
    },
    { file: 'commitlint.config.mjs', after: /const projects = \[/, text: `\n  '${kebab}',` },
    {
      file: 'tsconfig.json',
      after: /(?:,?\s*\{ "path": "services\/[^"]+" \})+/,
      text: `,\n    { "path": "services/${kebab}" }`,
    },
    {
      file: 'libs/system/src/services.ts',
      after: /(?:import \{ \w+ \} from '\.\/services\/.*\n)+/,
      text: `import { ${camel} } from './services/${kebab}.ts';\n`,
    },
    { file: 'libs/system/src/services.ts', after: /DECLARED = \[[^\]]*?(?=,?\s*\])/, text: `, ${camel}` },
  ];
}
