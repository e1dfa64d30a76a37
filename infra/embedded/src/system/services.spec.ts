import { perService, serviceOf } from '@hallpass/system';
import { FIXED_PORTS } from './ports.ts';
import { serviceEnvironment, type Surroundings } from './services.ts';
import { httpUrls } from './urls.ts';

const urls = { ...httpUrls(FIXED_PORTS), nats: '', postgres: '' };
const two = (port: number): [string, string] => [`http://localhost:${port}`, `http://localhost:${port}0`];
const surroundings: Surroundings = {
  ports: FIXED_PORTS,
  urls,
  addresses: perService((name) => two(serviceOf(name).port)),
  secrets: {},
  keyFiles: perService(() => ''),
};

describe('what the replicas of a service are told', () => {
  it('is their own port, and their own detour', () => {
    const through = { 'order-api': [{ nats: 1 }, { nats: 2, postgres: 3 }] };
    const of = (replica: number) => serviceEnvironment('order-api', { ...surroundings, through }, replica);
    expect(of(0)).toMatchObject({ PORT: '3002', NATS_URL: 'nats://127.0.0.1:1' });
    expect(of(1)).toMatchObject({ PORT: '30020', NATS_URL: 'nats://127.0.0.1:2' });
    expect(of(0)['DATABASE_URL']).toContain(`:${FIXED_PORTS.postgres}/`);
    expect(of(1)['DATABASE_URL']).toContain(':3/');
  });

  it('spreads those that verify over the replicas of the one issuer', () => {
    const of = (replica: number) => serviceEnvironment('notifications', surroundings, replica);
    expect(of(0)).toMatchObject({ ISSUER: 'http://localhost:3001', DISCOVERY_URL: 'http://localhost:3001' });
    expect(of(1)).toMatchObject({ ISSUER: 'http://localhost:3001', DISCOVERY_URL: 'http://localhost:30010' });
  });

  it('is nothing of another address where the issuer has one replica', () => {
    const addresses = { ...surroundings.addresses, 'identity-api': ['http://localhost:3001'] as [string] };
    expect(serviceEnvironment('order-api', { ...surroundings, addresses }, 1)).not.toHaveProperty('DISCOVERY_URL');
  });
});
