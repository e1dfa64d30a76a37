import type { Profile } from './profile.ts';
import type { ForkRequest } from './request.ts';

/** What the templates ask for. */
export function templateValues({ name, service }: ForkRequest, profile: Profile): Record<string, string> {
  const { port, audience, scopes, isIssuer, sendsMail, environment } = profile;
  const own = { ...environment, PORT: String(port), PUBLIC_URL: `http://localhost:${port}` };
  return {
    name,
    service,
    port: String(port),
    audience,
    scopes,
    environment: `${JSON.stringify(own, null, 2)}\n`,
    facts: JSON.stringify({ name, audience, scopes, isIssuer, sendsMail }, null, 2),
    composeEnvironment: composeEnvironment(profile),
  };
}

/** The variables of the service in a compose file, indented as its other variables are. */
function composeEnvironment({ port, isIssuer, sendsMail, environment }: Profile): string {
  const variables = {
    ...environment,
    ...(isIssuer ? { SEED_DEMO: '${SEED_DEMO:-true}' } : {}),
    PORT: String(port),
    PUBLIC_URL: `\${PUBLIC_URL:-http://localhost:${port}}`,
    ISSUER: isIssuer ? `\${PUBLIC_URL:-http://localhost:${port}}` : '${ISSUER:-}',
    ...(isIssuer ? {} : { REVOCATION_FEED: '${REVOCATION_FEED:-none}' }),
    ...(sendsMail ? { SMTP_URL: '${SMTP_URL:-}' } : {}),
  };
  return Object.entries(variables)
    .map(([variable, value]) => `    ${variable}: ${JSON.stringify(value)}`)
    .join('\n');
}
