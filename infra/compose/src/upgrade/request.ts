import { parseArgs } from 'node:util';

export const USAGE = `usage: npm run upgrade -- [options] [service...]

Builds new images, brings the databases to their schema, and replaces the replicas of the services one at a time while they
answer. Which system, says the environment: COMPOSE_FILE, COMPOSE_PROJECT_NAME, HALLPASS_VERSION and the others.
--no-build            takes images that are there
--restart             replaces every replica of the services by one of the same image: for changed secrets
--scale service=n     how many replicas there are afterwards; as many as before by default
--wait-timeout n      seconds in which a new replica has to be healthy, 120 by default`;

/** What is asked for. */
export interface Request {
  readonly services: readonly string[];
  readonly builds: boolean;
  readonly isRestart: boolean;
  readonly scale: ReadonlyMap<string, number>;
  readonly patienceSeconds: number;
}

/** @throws Error that says what is wrong */
export function parseRequest(args: readonly string[]): Request {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'no-build': { type: 'boolean', default: false },
      restart: { type: 'boolean', default: false },
      scale: { type: 'string', multiple: true, default: [] },
      'wait-timeout': { type: 'string', default: '120' },
    },
  });
  const scale = values.scale.map((text): [string, number] => {
    const [, service = '', count = ''] = /^([\w-]+)=([1-9]\d{0,2})$/.exec(text) ?? [];
    if (service === '') throw new Error(`--scale ${text}: not a service and a number, such as order-api=2`);
    return [service, Number(count)];
  });
  const patienceSeconds = Number(values['wait-timeout']);
  if (!Number.isInteger(patienceSeconds) || patienceSeconds < 1) {
    throw new Error(`--wait-timeout ${values['wait-timeout']}: not a number of seconds`);
  }
  return {
    services: positionals,
    builds: !values['no-build'],
    isRestart: values.restart,
    scale: new Map(scale),
    patienceSeconds,
  };
}
