import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from '../repository.ts';
import { ForkError, parseRequest } from './request.ts';

describe('a request to fork', () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'hallpass-fork-')));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('names a service and a folder that is not there yet', () => {
    const target = join(folder, 'my-orders');
    expect(parseRequest(['order-api', target])).toMatchObject({ service: 'order-api', target, name: 'my-orders' });
  });

  it('may name a folder that is empty', () => {
    const target = join(folder, 'my-orders');
    mkdirSync(target);
    expect(parseRequest(['order-api', target])).toMatchObject({ target });
  });

  it.each([[], ['order-api'], ['order-api', 'a', 'b']])('is refused, and says how, when it is %p', (...given) => {
    expect(() => parseRequest(given)).toThrow(ForkError);
    expect(() => parseRequest(given)).toThrow(/npm run fork -- <service> <folder>[^]*order-api/);
  });

  it('is refused for a service that does not exist, and says which do', () => {
    const request = () => parseRequest(['auth', join(folder, 'x')]);
    expect(request).toThrow('There is no service auth. There are: identity-api, notifications, order-api');
  });

  it('is refused for a folder that holds something', () => {
    writeFileSync(join(folder, 'letter.txt'), 'keep me');
    expect(() => parseRequest(['order-api', folder])).toThrow('is not empty');
  });

  it.each(['.', 'services/mine', 'mine'])('is refused for %s in the repository', (inside) => {
    expect(() => parseRequest(['order-api', join(REPOSITORY, inside)])).toThrow('inside this repository');
  });

  it('is refused for a file, and for a link into the repository', () => {
    const [file, link] = [join(folder, 'letter.txt'), join(folder, 'link')];
    writeFileSync(file, 'keep me');
    symlinkSync(join(REPOSITORY, 'docs'), link);
    expect(() => parseRequest(['order-api', file])).toThrow('is a file');
    expect(() => parseRequest(['order-api', join(link, 'mine')])).toThrow('inside this repository');
  });

  it('is refused for a name that something beside the service has', () => {
    expect(() => parseRequest(['order-api', join(folder, 'postgres')])).toThrow('a container beside the service');
  });

  it('is refused for a folder whose name no package can have', () => {
    expect(() => parseRequest(['order-api', join(folder, 'my orders')])).toThrow("can't name a package");
  });
});
