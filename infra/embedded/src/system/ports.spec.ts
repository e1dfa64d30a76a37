import { createServer } from 'node:net';
import { assertPortsFree, FIXED_PORTS, freePorts, PortTakenError } from './ports.ts';

it('finds ports that differ and that nothing listens on', async () => {
  const ports = await freePorts();
  expect(new Set(Object.values(ports)).size).toBe(Object.keys(FIXED_PORTS).length);
  await expect(assertPortsFree(ports)).resolves.toBeUndefined();
});

it('names the port that is taken, who needs it, and what to do', async () => {
  const ports = await freePorts();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(ports.orders, '127.0.0.1', resolve));
  try {
    const refusal = assertPortsFree(ports);
    await expect(refusal).rejects.toThrow(PortTakenError);
    await expect(refusal).rejects.toThrow(new RegExp(`port ${ports.orders}, which OrderAPI needs[^]*End it`));
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});
