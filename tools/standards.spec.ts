import { countOf, faultsOf, readSpec, STANDARDS_FILE, testNames, withCount } from './standards.ts';

const page = (...proofs: string[]): string =>
  [
    '# Standards',
    '',
    `${proofs.length} rows: 1 proven, 0 without a test, 0 not there.`,
    '',
    '| section | asks | Hallpass | proof |',
    '| ------- | :--- | -------- | ----- |',
    ...proofs.map((proof) => String.raw`| 3.1 | one \| other | does | ${proof} |`),
    '',
  ].join('\n');
const spec = `describe('a token', () => { it('is refused', () => {}); });`;
const read = (file: string) => (file === 'libs/a.spec.ts' ? spec : undefined);
const proof = '[`a token is refused`](../libs/a.spec.ts)';

describe('the table of standards', () => {
  it('names tests that exist, and says how many there are', () => {
    expect(faultsOf(readSpec(STANDARDS_FILE) ?? '', readSpec)).toEqual([]);
  });

  it('takes a test in a spec as proof, alone or with others', () => {
    expect(faultsOf(page(proof), read)).toEqual([]);
    expect(faultsOf(page(`${proof}<br>${proof}`), read)).toEqual([]);
  });

  it('refuses a spec that does not exist', () => {
    expect(faultsOf(page('[`a token is refused`](../libs/b.spec.ts)'), read)).toEqual(['there is no libs/b.spec.ts']);
    expect(readSpec('libs/nowhere.spec.ts')).toBeUndefined();
  });

  it('refuses a test that is not in the spec', () => {
    const fault = 'libs/a.spec.ts has no test "a token is taken"';
    expect(faultsOf(page('[`a token is taken`](../libs/a.spec.ts)'), read)).toEqual([fault]);
  });

  it.each(['', 'sure', `see ${proof}`, 'no test, not there'])('refuses the proof "%s"', (words) => {
    expect(faultsOf(page(words), read)[0]).toContain('the proof of 3.1 is neither');
  });

  it('counts its rows, and refuses another count', () => {
    const wrong = page(proof, 'no test', 'not there', 'not there');
    expect(countOf(wrong)).toBe('4 rows: 1 proven, 1 without a test, 2 not there.');
    expect(faultsOf(wrong, read)).toEqual([expect.stringContaining('the count is wrong')]);
    expect(faultsOf(withCount(wrong), read)).toEqual([]);
  });
});

describe('the tests of a spec', () => {
  it('have the name of every block around them', () => {
    const text = `it('a', f); describe('b', () => { describe(\`c\`, () => { beforeAll(f); test("d's", f); }); it.only('e', f); });`;
    expect([...testNames(text)]).toEqual(['a', "b c d's", 'b e']);
  });

  it('are named by their template where there are many', () => {
    const text = `describe.each(x)('a %s', () => { it.each<[string]>([['x']])('b $c', f); it.each\`d\`('e', f); });
      it(\`f \${N} times\`, f);`;
    expect([...testNames(text)]).toEqual(['a %s b $c', 'a %s e', 'f ${N} times']);
  });

  it('are those that run and whose name is written out', () => {
    const text = `describe.skip('a', () => { it('b', f); }); it.skip('c', f); it.todo('d'); it.failing('e', f); it(name, f);
      it.skip.each([1])('g', f); rows.each('h', f); it();`;
    expect([...testNames(text)]).toEqual([]);
  });
});
