import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that Linux gives to whoever asks for any (`net.ipv4.ip_local_port_range`), and above most that are well known. */
const [FIRST, END] = [20_000, 32_000];

/** A port that nobody else gets by chance while its server is away: so it can come back to it. */
export async function lastingPort(): Promise<number> {
  const port = randomInt(FIRST, END);
  const server = createServer();
  try {
    await once(server.listen(port), 'listening');
  } catch {
    return lastingPort(); // somebody has it
  }
  await once(server.close(), 'close');
  return port;
}
