import { issuerOf, SERVICES, type ServiceDeclaration } from '@hallpass/system';
import { usersOf, type BrokerUser } from './users.ts';

const users = usersOf(SERVICES);
const published = ({ publish }: BrokerUser): string[] => publish.flatMap(({ rows }) => rows.flat());
const service = (change: Partial<ServiceDeclaration>): ServiceDeclaration => ({
  ...(SERVICES.find(({ isIssuer }) => !isIssuer) as ServiceDeclaration),
  publishes: [],
  subscribes: [],
  ...change,
});
const granted = (change: Partial<ServiceDeclaration>): string[] =>
  published(usersOf([issuerOf(SERVICES), service(change)])[1] as BrokerUser);
const ofAVerifier = granted({});

describe('the users of the broker', () => {
  it('may publish security events, and create their stream, as the issuer alone', () => {
    const issuer = issuerOf(SERVICES).name;
    const allowed = users.filter((user) =>
      published(user).some((subject) => /^(security\.|\$JS\.API\.STREAM\.(CREATE|UPDATE)\.SECURITY)/.test(subject)),
    );
    expect(allowed.map(({ name }) => name)).toEqual([issuer]);
  });

  it('may delete or purge no stream, and list none', () => {
    for (const user of users)
      for (const subject of published(user))
        expect(subject).not.toMatch(/STREAM\.(DELETE|PURGE|SNAPSHOT|RESTORE|LIST|NAMES)|^[>*]|^\$JS\.(API\.)?[>*]/);
  });

  it('may answer a question where it came from, but for the one that is never asked', () => {
    const mute = users.filter(({ answers }) => !answers).map(({ name }) => name);
    expect(mute).toEqual(['dead-letters']);
  });

  it('subscribe to their own inbox and to the questions of verification, and to nothing else', () => {
    for (const { name, subscribe } of users) {
      const [inbox, ...others] = subscribe.toReversed();
      expect(inbox).toBe(`_INBOX_${name}.>`);
      expect(others.every((subject) => subject.startsWith('verifiers.v1.'))).toBe(true);
    }
  });
});

describe('a service that publishes and reads nothing', () => {
  it('may verify', () => {
    expect(ofAVerifier).toEqual([
      'verifiers.v1.present',
      'verifiers.v1.left',
      'verifiers.v1.snapshot',
      '$JS.API.STREAM.INFO.SECURITY',
      '$JS.API.CONSUMER.CREATE.SECURITY',
      '$JS.API.CONSUMER.CREATE.SECURITY.>',
      '$JS.API.CONSUMER.INFO.SECURITY.*',
      '$JS.FC.SECURITY.>',
    ]);
  });
});

describe('a service that publishes', () => {
  it('may publish its subjects, and create and change the streams that keep them', () => {
    const subjects = granted({ publishes: [{ stream: 'ORDERS', subjects: ['orders.v1.*'] }] });
    expect(subjects.filter((subject) => !ofAVerifier.includes(subject))).toEqual([
      'orders.v1.*',
      '$JS.API.STREAM.INFO.ORDERS',
      '$JS.API.STREAM.CREATE.ORDERS',
      '$JS.API.STREAM.UPDATE.ORDERS',
    ]);
  });
});

describe('a service that reads a stream', () => {
  it('may use that one consumer, and put away what it could not handle', () => {
    const subjects = granted({ subscribes: [{ stream: 'ORDERS', consumer: 'own' }] });
    expect(subjects.filter((subject) => !ofAVerifier.includes(subject))).toEqual([
      '$JS.API.STREAM.INFO.ORDERS',
      '$JS.API.CONSUMER.INFO.ORDERS.own',
      '$JS.API.CONSUMER.CREATE.ORDERS.own.>',
      '$JS.API.CONSUMER.MSG.NEXT.ORDERS.own',
      '$JS.ACK.ORDERS.own.>',
      'dead.ORDERS.own',
      '$JS.API.STREAM.INFO.DEAD',
      '$JS.API.STREAM.CREATE.DEAD',
      '$JS.API.STREAM.UPDATE.DEAD',
    ]);
  });
});

describe('the replay of dead letters', () => {
  it('may publish on the subjects of streams that somebody reads, and on no others', () => {
    const replay = (services: readonly ServiceDeclaration[]) => published(usersOf(services).at(-1) as BrokerUser);
    const orders = service({ publishes: [{ stream: 'ORDERS', subjects: ['orders.v1.*'] }] });
    const reader = service({ name: 'reader', subscribes: [{ stream: 'ORDERS', consumer: 'reader-orders' }] });
    expect(replay([issuerOf(SERVICES), orders])).not.toContain('orders.v1.*');
    expect(replay([issuerOf(SERVICES), orders, reader])).toContain('orders.v1.*');
    expect(replay([issuerOf(SERVICES), orders, reader])).not.toContain('security.v1.>');
  });
});
