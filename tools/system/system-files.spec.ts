import { SERVICES } from '@hallpass/system';
import { isCurrent } from '../generated-file.ts';
import { systemFiles } from './system-files.ts';

describe('the configuration of the containers', () => {
  it.each(Object.entries(systemFiles(SERVICES)))('in %s is what libs/system declares', async (file, content) => {
    expect(await isCurrent(file, content)).toBe(true);
  });
});
