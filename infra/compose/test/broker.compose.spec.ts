import { until } from '@hallpass/embedded';
import { compose, execute } from './system/docker-compose.ts';
import { inside, system } from './system/shared-system.ts';

interface Attempts {
  publish: readonly string[];
  subscribe?: readonly string[];
}
type Outcomes = Record<string, 'refused' | 'not refused'>;

/** Tries that with the credentials of a service, from its container. A request: so what is refused is known at once. */
const attempt = (service: string, { publish, subscribe = [] }: Attempts): Promise<Outcomes> =>
  inside(
    service,
    `
    import { readFileSync } from 'node:fs';
    import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
    const { NATS_URL: servers, NATS_NKEY_SEED_FILE: seed, NATS_INBOX_PREFIX: inboxPrefix } = process.env;
    const connection = await connect({ servers, inboxPrefix, name: 'a test', authenticator: nkeyAuthenticator(readFileSync(seed)) });
    const outcomes = {};
    const isRefusal = (error) => /permissions violation/i.test(String(error?.message));
    for (const subject of ${JSON.stringify(publish)}) {
      const error = await connection.request(subject, '{}', { timeout: 1000 }).then(() => undefined, (error) => error);
      outcomes[subject] = isRefusal(error) ? 'refused' : 'not refused';
    }
    for (const subject of ${JSON.stringify(subscribe)}) {
      outcomes[subject] = 'not refused';
      connection.subscribe(subject, { callback: (error) => { if (isRefusal(error)) outcomes[subject] = 'refused'; } });
    }
    await connection.flush();
    await connection.flush();
    await connection.close();
    console.log(JSON.stringify(outcomes));
    `,
  );

const all = (outcomes: Outcomes) => [...new Set(Object.values(outcomes))];

/** What nobody may do: to take away what others rely on. */
const DESTRUCTIVE = ['SECURITY', 'IDENTITY', 'ORDERS', 'DEAD'].flatMap((stream) => [
  `$JS.API.STREAM.DELETE.${stream}`,
  `$JS.API.STREAM.PURGE.${stream}`,
  `$JS.API.STREAM.MSG.DELETE.${stream}`,
  `$JS.API.STREAM.SNAPSHOT.${stream}`,
]);
const CURIOUS = ['$JS.API.STREAM.LIST', '$JS.API.STREAM.NAMES', '$JS.API.INFO', '$SYS.REQ.SERVER.PING'];
const ANSWERS_TO_OTHERS = ['_INBOX.>', '>', '$JS.API.>'];

describe('the credentials of OrderAPI', () => {
  it('can publish no security event, and nothing else of another', async () => {
    const publish = [
      'security.v1.account.x',
      'security.v1.session.x',
      'security.v1.key.x',
      'identity.users.v1.deactivated',
      'verifiers.v1.confirm',
      'dead.ORDERS.notifications-orders',
      '_INBOX_identity-api.x',
      '$JS.ACK.IDENTITY.notifications-identity.1.1.1.1.1',
    ];
    expect(all(await attempt('order-api', { publish }))).toEqual(['refused']);
  });

  it('can read nothing of another, by subscription, consumer or message', async () => {
    const publish = [
      '$JS.API.STREAM.MSG.GET.IDENTITY',
      '$JS.API.DIRECT.GET.IDENTITY',
      '$JS.API.CONSUMER.CREATE.IDENTITY.own.identity.>',
      '$JS.API.CONSUMER.DURABLE.CREATE.IDENTITY.own',
      '$JS.API.CONSUMER.MSG.NEXT.IDENTITY.notifications-identity',
      '$JS.API.CONSUMER.CREATE.DEAD.own.dead.>',
    ];
    const subscribe = [
      'identity.>',
      'dead.>',
      'security.>',
      'verifiers.v1.present',
      'verifiers.v1.snapshot',
      '_INBOX_identity-api.>',
    ];
    const outcomes = await attempt('order-api', { publish, subscribe: [...subscribe, ...ANSWERS_TO_OTHERS] });
    expect(all(outcomes)).toEqual(['refused']);
  });

  it('can change no stream that is not its own, and delete none', async () => {
    const foreign = ['SECURITY', 'IDENTITY', 'DEAD'].flatMap((stream) => [
      `$JS.API.STREAM.CREATE.${stream}`,
      `$JS.API.STREAM.UPDATE.${stream}`,
    ]);
    const publish = [...foreign, ...DESTRUCTIVE, ...CURIOUS, '$JS.API.CONSUMER.DELETE.SECURITY.x'];
    expect(all(await attempt('order-api', { publish }))).toEqual(['refused']);
  });

  it('can do what it has to', async () => {
    const publish = [
      '$JS.API.STREAM.INFO.ORDERS',
      '$JS.API.STREAM.INFO.SECURITY',
      'verifiers.v1.present',
      'verifiers.v1.snapshot',
    ];
    const subscribe = ['verifiers.v1.confirm', '_INBOX_order-api.>'];
    expect(all(await attempt('order-api', { publish, subscribe }))).toEqual(['not refused']);
  });
});

describe('the credentials of Notifications', () => {
  it('hear of others by their own consumers alone, and can say nothing in their name', async () => {
    const publish = [
      'security.v1.account.x',
      'verifiers.v1.confirm',
      'identity.users.v1.deactivated',
      'orders.v1.placed',
      '$JS.API.STREAM.CREATE.IDENTITY',
      '$JS.API.STREAM.UPDATE.ORDERS',
      '$JS.API.CONSUMER.CREATE.IDENTITY.own.identity.>',
      '$JS.API.CONSUMER.DELETE.IDENTITY.notifications-identity',
      ...DESTRUCTIVE,
      ...CURIOUS,
    ];
    const foreign = ['identity.>', 'orders.>', 'security.>', 'verifiers.v1.snapshot', '_INBOX_order-api.>'];
    const subscribe = [...foreign, ...ANSWERS_TO_OTHERS];
    expect(all(await attempt('notifications', { publish, subscribe }))).toEqual(['refused']);
  });
});

describe('the credentials of IdentityAPI', () => {
  it('are of no use for what is not its own, and can take nothing away', async () => {
    const publish = ['orders.v1.placed', '$JS.API.STREAM.CREATE.ORDERS', ...DESTRUCTIVE, ...CURIOUS];
    const subscribe = ['orders.>', '_INBOX_order-api.>', ...ANSWERS_TO_OTHERS];
    expect(all(await attempt('identity-api', { publish, subscribe }))).toEqual(['refused']);
  });
});

describe('the broker', () => {
  it('lets nobody in without a key that it knows', async () => {
    const script = `
      import { connect, nkeyAuthenticator, nkeys } from '@nats-io/transport-node';
      const servers = process.env.NATS_URL;
      const stranger = nkeyAuthenticator(nkeys.createUser().getSeed());
      const tries = [{}, { user: 'order-api', pass: 'x' }, { authenticator: stranger }];
      const names = await Promise.all(tries.map((how) => connect({ servers, ...how }).then(() => 'in', ({ name }) => name)));
      console.log(JSON.stringify(names));`;
    expect(await inside('order-api', script)).toEqual(Array(3).fill('AuthorizationError'));
  });

  it('refuses the services nothing that they need', async () => {
    const log = await compose(system, ['logs', '--no-log-prefix', '--no-color', 'nats']);
    // Whose stream does not exist yet says so; the feed's consumer is taken away by the broker when nobody reads it. A broker that
    // was restarted does not know any more what was asked before, and refuses the answer to that.
    const expected =
      /"a test"|STREAM\.CREATE\.(ORDERS|IDENTITY)"|CONSUMER\.DELETE\.SECURITY|Publish Violation - Subject "_INBOX_/;
    const refused = log.split('\n').filter((line) => line.includes('Violation') && !line.includes(':a test'));
    expect(refused.filter((line) => !expected.test(line))).toEqual([]);
  });
});

describe('the dead letters', () => {
  const deadLetters = async (...args: string[]) =>
    (await compose(system, ['run', '--rm', '--no-deps', '--no-TTY', 'dead-letters', ...args])).trim();

  it('can be looked at and replayed by their own credentials', async () => {
    const script = `
      import { readFileSync } from 'node:fs';
      import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
      const { NATS_URL: servers, NATS_NKEY_SEED_FILE: seed, NATS_INBOX_PREFIX: inboxPrefix } = process.env;
      const connection = await connect({ servers, inboxPrefix, authenticator: nkeyAuthenticator(readFileSync(seed)) });
      const { data } = await connection.request('orders.v1.placed', 'no event', { timeout: 5000 });
      console.log(JSON.stringify(JSON.parse(new TextDecoder().decode(data)).stream));
      await connection.close();`;
    expect(await inside('order-api', script)).toBe('ORDERS');
    const found = await until(
      'the dead letter',
      async () => {
        const list = await deadLetters('list');
        return list.includes('orders.v1.placed') ? list : undefined;
      },
      60_000,
    );
    const [sequence = ''] = /^\d+/.exec(found) ?? [];
    expect(await deadLetters('replay', sequence)).toBe(`${sequence} replayed`);
  });

  it('are closed to who has no such credentials', async () => {
    expect(await execute(system, 'order-api', ['ls', '/run/secrets'])).toBe(
      'database-url\nkey-encryption-keys\nnats-seed\n',
    );
  });
});
