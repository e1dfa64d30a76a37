import { table } from './table.ts';

it('aligns its columns', () => {
  expect(
    table(
      ['what', 'ms'],
      [
        ['a longer name', '1.5'],
        ['b', '12.25'],
      ],
    ),
  ).toBe(['what              ms', '--------------------', 'a longer name    1.5', 'b              12.25'].join('\n'));
});
