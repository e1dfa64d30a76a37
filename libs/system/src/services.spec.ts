import { RESOURCES, STREAMS, TOKEN_TYPES } from '@hallpass/contracts';
import { brokerUsers } from './broker-users.ts';
import { issuerOf } from './issuer.ts';
import { SERVICES } from './services.ts';

const PREFIX: Readonly<Record<string, string>> = {
  SECURITY: 'security.',
  ...Object.fromEntries(Object.values(STREAMS).map(({ name, subjects }) => [name, subjects[0].replace('>', '')])),
};
const repeated = (values: readonly unknown[]) => values.filter((value, index) => values.indexOf(value) !== index);

describe('the declaration of the system', () => {
  it('has one issuer, which publishes the security events', () => {
    expect(issuerOf(SERVICES).publishes.map(({ stream }) => stream)).toContain('SECURITY');
  });

  it('gives each service a name, port, path, audience and database of its own', () => {
    for (const property of ['name', 'key', 'path', 'audience', 'database'] as const)
      expect(repeated(SERVICES.map((service) => service[property]))).toEqual([]);
    expect(repeated(SERVICES.flatMap(({ port, gatePort }) => [port, gatePort]))).toEqual([]);
    expect(repeated(brokerUsers(SERVICES))).toEqual([]);
  });

  it('agrees with the contracts about audiences, and with the gate about its ports', () => {
    expect(SERVICES.map(({ audience }) => audience)).toEqual(RESOURCES);
    for (const { name, audience } of SERVICES) expect(TOKEN_TYPES).toMatchObject({ [name]: { audience } });
    // The gate listens for each resource in turn, from its first port on.
    const [first = 0] = SERVICES.map(({ gatePort }) => gatePort);
    expect(SERVICES.map(({ gatePort }) => gatePort - first)).toEqual([...SERVICES.keys()]);
  });

  it('has one publisher for each stream, which publishes on subjects of that stream alone', () => {
    const publications = SERVICES.flatMap(({ publishes }) => publishes);
    expect(repeated(publications.map(({ stream }) => stream))).toEqual([]);
    for (const { stream, subjects } of publications)
      for (const subject of subjects) expect(subject.startsWith(PREFIX[stream] ?? 'a known stream')).toBe(true);
  });

  it('lets a service subscribe, by a consumer named after it, to streams that another one publishes', () => {
    for (const { name, subscribes } of SERVICES) {
      for (const { stream, consumer } of subscribes) {
        const publisher = SERVICES.find(({ publishes }) => publishes.some((own) => own.stream === stream));
        expect(publisher?.name).not.toBe(name);
        expect(publisher).toBeDefined();
        expect(consumer.startsWith(`${name}-`)).toBe(true);
      }
    }
  });

  it('names key sets of services that exist', () => {
    const names: string[] = SERVICES.map(({ name }) => name);
    for (const { keySets } of SERVICES) expect(names).toEqual(expect.arrayContaining(Object.values(keySets)));
  });

  it('gives the secret of a mail server to the services that send e-mail', () => {
    for (const { secrets, mailFrom } of SERVICES) {
      expect(secrets).toEqual(expect.arrayContaining(['database-url', 'nats-seed', 'key-encryption-keys']));
      expect(secrets.includes('smtp-url')).toBe(mailFrom !== undefined);
    }
  });

  it.each([[[]], [SERVICES.map((service) => ({ ...service, isIssuer: true }))]])(
    'is refused without exactly one issuer',
    (services) => {
      expect(() => issuerOf(services)).toThrow('Exactly one');
    },
  );
});
