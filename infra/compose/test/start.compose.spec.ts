import { compose, containers } from './system/docker-compose.ts';
import { system } from './system/shared-system.ts';

const STAYING = ['postgres', 'nats', 'identity-api', 'order-api', 'notifications', 'gateway', 'maildev'];

describe('docker compose up -d --wait, a second time', () => {
  it('leaves a system that runs alone, and its secrets', async () => {
    const running = () => Promise.all(STAYING.map((service) => containers(system, service)));
    const before = await running();
    await compose(system, ['up', '--detach', '--wait']);
    expect(await running()).toEqual(before);
    const log = await compose(system, ['logs', '--no-log-prefix', '--no-color', '--tail', '1', 'setup']);
    expect(log.trim()).toBe('setup: nothing to make');
  });
});

describe('docker-compose.yml', () => {
  it('holds no password', async () => {
    const config = await compose(system, ['config']);
    expect(config).not.toMatch(/PASSWORD(?!_FILE)|postgres(ql)?:\/\/|\bSU[A-Z2-7]{56}\b/);
  });
});
