import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY } from './system/docker-compose.ts';
import { system, urls } from './system/shared-system.ts';

const run = promisify(execFile);

describe('the tour of the README', () => {
  it('is what it says, through the gateway, with curl that knows the authority', async () => {
    const tour = [join(REPOSITORY, 'tools/readme-tour.ts'), urls.identity, urls.orders, urls.notifications, urls.mail];
    // eslint-disable-next-line no-restricted-properties -- curl and jq are found by it
    const env = { ...process.env, CURL_CA_BUNDLE: system.caFile };
    const { stdout } = await run(process.execPath, tour, { env });
    expect(stdout).not.toContain('FAILED');
    expect(stdout.match(/^ok/gm)).toHaveLength(8);
  });
});
