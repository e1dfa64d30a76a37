import { withRegions } from './regions.ts';

const FILE = `services:
  # >>> services: generated
  old: {}
  # <<< services
  kept: {}
-- >>> sql
-- <<< sql
`;

describe('the marked regions of a file', () => {
  it('are replaced, indented as their first lines are, and nothing else changes', () => {
    expect(withRegions('a.yml', FILE, { services: 'a:\n  b: c\n\nd: {}', sql: '\\set' })).toBe(`services:
  # >>> services: generated
  a:
    b: c

  d: {}
  # <<< services
  kept: {}
-- >>> sql
\\set
-- <<< sql
`);
  });

  it('stay as they are when they are replaced by the same again', () => {
    const once = withRegions('a.yml', FILE, { services: 'a: {}', sql: 'b' });
    expect(withRegions('a.yml', once, { services: 'a: {}', sql: 'b' })).toBe(once);
  });

  it.each([[{ services: '' }], [{ services: '', sql: '', more: '' }]])(
    'are refused when they are not those that are generated: %j',
    (regions: Record<string, string>) => {
      expect(() => withRegions('a.yml', FILE, regions)).toThrow('a.yml has the regions [services, sql]');
    },
  );

  it('are refused when one is there twice, or does not end', () => {
    expect(() => withRegions('a.yml', FILE + FILE, { services: '', sql: '' })).toThrow('a.yml has the regions');
    expect(() => withRegions('a.yml', '# >>> a', { a: '' })).toThrow('<<< a is missing');
  });
});
