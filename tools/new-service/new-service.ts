/** `npm run new:service -- <name>`: adds a guarded service with a database, one feature and its tests. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FIXED_PORTS } from '@hallpass/embedded';
import { SERVICES } from '@hallpass/system';
import { format, getFileInfo, resolveConfig } from 'prettier';
import { REPOSITORY, workspaces } from '../repository.ts';
import { systemFiles } from '../system/system-files.ts';
import { renderAll } from '../templates.ts';
import { declarationFile, declarationOf } from './declaration.ts';
import { applyAll } from './edit.ts';
import { edits } from './edits.ts';
import { fromPattern } from './from-pattern.ts';
import { namesOf, type Names } from './names.ts';
import { templateValues } from './template-values.ts';

/** Beside the folder of the feature, which has the name of the service. */
const RESERVED = new Set(['database', 'generated']);

try {
  await addService(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

async function addService([name, ...rest]: readonly string[]): Promise<void> {
  if (name === undefined || rest.length > 0) throw new Error('usage: npm run new:service -- <name>, such as invoices');
  const names = namesOf(name);
  refuseTaken(names);
  const port = nextPort();
  const folder = `services/${name}`;
  const own = { ...fromPattern(names), ...renderAll(join(import.meta.dirname, 'template'), templateValues(names)) };
  const read = (file: string) => readFileSync(join(REPOSITORY, file), 'utf8');
  // Everything is made before anything is written: an edit that doesn't find its place leaves no half of a service.
  const declaration = declarationOf(names, port);
  const changed = {
    ...applyAll(edits(names), read),
    ...declarationFile(names, declaration),
    ...systemFiles([...SERVICES, declaration]),
  };
  const isChanged = (file: string, content: string) => !existsSync(join(REPOSITORY, file)) || read(file) !== content;
  for (const [file, content] of Object.entries(own)) await write(`${folder}/${file}`, content);
  console.log(`${folder}: ${Object.keys(own).length} files`);
  for (const [file, content] of Object.entries(changed)) {
    if (!isChanged(file, content)) continue;
    await write(file, content);
    console.log(`changed: ${file}`);
  }
  console.log(`${name} listens on port ${port}. Next: npm install && npm run docs && npm start`);
}

function refuseTaken({ kebab, camel, one }: Names): void {
  const taken = workspaces().some(
    ({ name, folder }) => name === `@hallpass/${kebab}` || folder === `services/${kebab}`,
  );
  if (taken || existsSync(join(REPOSITORY, 'services', kebab)))
    throw new Error(`There is a project ${kebab} already: name another.`);
  if (RESERVED.has(kebab)) throw new Error(`${kebab} is a folder of every service: name another.`);
  const says = (file: string, text: string) => readFileSync(join(REPOSITORY, file), 'utf8').includes(text);
  if (
    camel in FIXED_PORTS ||
    says('libs/contracts/src/audiences.ts', ` ${camel}:`) ||
    says('libs/contracts/src/scopes.ts', `'${kebab}:`) ||
    says('eslint.config.mjs', `'scope:${kebab}'`) ||
    says('docker-compose.yml', `\n  ${kebab}:`)
  )
    throw new Error(
      `Another service uses the name ${kebab}, for a port, an audience, a container or its scopes: name another.`,
    );
  const templates = renderAll(join(import.meta.dirname, 'template'), templateValues(namesOf('x-y-zs')));
  const isUsed = new RegExp(String.raw`\b${one.pascal}\b`);
  if (one.pascal in globalThis || Object.values(templates).some((text) => isUsed.test(text)))
    throw new Error(`${one.pascal} is a class that the service would use already: name another.`);
}

/** The first after those of the services that are there. */
function nextPort(): number {
  const taken = new Set<number>([...Object.values(FIXED_PORTS), ...SERVICES.map(({ gatePort }) => gatePort)]);
  let port = FIXED_PORTS.identity;
  while (taken.has(port)) port++;
  return port;
}

async function write(file: string, content: string): Promise<void> {
  const path = join(REPOSITORY, file);
  const { inferredParser: parser } = await getFileInfo(path);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, parser === null ? content : await format(content, { ...(await resolveConfig(path)), parser }));
}
