import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { ConfigError } from '../config/config-error.js';
import { explainStartError } from './explain-start-error.js';

describe('a start that fails', () => {
  it('says which port is taken and what to do', async () => {
    const first = createServer().listen(0, '127.0.0.1');
    await once(first, 'listening');
    const { port } = first.address() as AddressInfo;
    const [error] = await once(createServer().listen(port, '127.0.0.1'), 'error');
    expect(explainStartError(error)).toBe(`Port ${port} is taken: end what listens there, or set PORT.`);
    first.close();
  });

  it('shows what is wrong with the configuration and nothing else', () => {
    const error = new ConfigError([{ variable: 'PORT', message: 'is not set', accepts: 'a port' }]);
    expect(explainStartError(error)).toBe('The configuration is not valid:\n  PORT: is not set (accepts a port)');
  });

  it('says that PostgreSQL refuses the credentials', () => {
    const error = Object.assign(new Error('password authentication failed for user "x"'), { code: '28P01' });
    expect(explainStartError(error)).toMatch(
      /^PostgreSQL refuses the credentials of this service \(password .*DATABASE_URL/,
    );
  });

  it('shows all there is to whatever else it is', () => {
    expect(explainStartError(new Error('surprise', { cause: new Error('deeper') }))).toMatch(/surprise[^]*deeper/);
  });
});
