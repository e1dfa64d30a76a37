/**
 * Generates docs/openapi/<service>.json from what each running service answers at /docs/json; `--check` fails on a
 * difference. Starts a system of its own, on free ports, for as long as it takes.
 */
import { serviceUrl, startTemporarySystem, type SystemUrls } from '@hallpass/embedded';
import { SERVICE_NAMES, SERVICES } from '@hallpass/system';
import { emit } from './generated-file.ts';

/** The document of one service, with the addresses that it has when nothing else is said. */
async function documentOf(url: string, urls: SystemUrls): Promise<string> {
  const response = await fetch(`${url}/docs/json`);
  if (!response.ok) throw new Error(`${url}/docs/json answered ${response.status}`);
  const text = JSON.stringify(await response.json(), null, 2);
  return SERVICES.reduce((document, { key, port }) => document.replaceAll(urls[key], `http://localhost:${port}`), text);
}

const system = await startTemporarySystem();
try {
  for (const service of SERVICE_NAMES)
    await emit(`docs/openapi/${service}.json`, await documentOf(serviceUrl(service, system.urls), system.urls));
} finally {
  await system.stop();
}
