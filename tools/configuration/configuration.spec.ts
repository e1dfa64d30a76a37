import { meaningsIn } from './declarations.ts';
import { configurationPage, type Program } from './page.ts';
import { readVariables } from './read-variables.ts';
import { faultsOf, TOOL_VARIABLES } from './tool-variables.ts';
import { variablesOf, type Schema, type Variable } from './variables.ts';

const schema = (json: object, { description, meta, value }: Record<string, unknown> = {}): Schema => ({
  description: description as string | undefined,
  def: {},
  meta: () => meta as { byDefault?: unknown },
  safeParse: () => ({ success: value !== REQUIRED, data: value }),
  toJSONSchema: () => json,
});
const REQUIRED = Symbol('required');
const variable = (name: string, others: Partial<Variable> = {}): Variable => ({
  name,
  meaning: `what ${name} is`,
  unit: '',
  accepts: 'any text',
  byDefault: '_required_',
  ...others,
});

describe('the meanings of variables', () => {
  it('are the comments above them in a schema, as one line', () => {
    const text = `z.object({
      /** The port
       * to listen on. */
      PORT: 1,
      // not this one
      HOST: 2,
      /** No variable. */
      port: 3,
    })`;
    expect([...meaningsIn('config.ts', text)]).toEqual([['PORT', 'The port to listen on.']]);
  });
});

describe('a variable in the reference', () => {
  const one = (name: string, ...args: Parameters<typeof schema>) =>
    variablesOf('order-api', { [name]: schema(...args) }, new Map([[name, 'meaning']]))[0];

  it('has the unit that its name ends with, its range and its default', () => {
    const json = { type: 'integer', minimum: 1, maximum: 10, default: 5 };
    const rest = { meaning: 'meaning', accepts: '1 to 10', byDefault: '`5`' };
    expect(one('WAIT_MS', json)).toEqual({ name: 'WAIT_MS', unit: 'milliseconds', ...rest });
    expect(one('KEPT_DAYS', json)).toEqual({ name: 'KEPT_DAYS', unit: 'days', ...rest });
  });

  it('has no upper bound where the schema has none', () => {
    const json = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
    expect(one('COUNT', json)).toMatchObject({ unit: '', accepts: 'at least 0' });
  });

  it('lists the values of an enumeration, and shows the description of anything else', () => {
    expect(one('MODE', { enum: ['on', 'off'] })?.accepts).toBe('`on`, `off`');
    expect(one('URL', {}, { description: 'a URL' })?.accepts).toBe('a URL');
    expect(one('URL', {})?.accepts).toBe('any text');
  });

  it('is required, not set, or has the default that is documented or parsed', () => {
    expect(one('A', {}, { value: REQUIRED })?.byDefault).toBe('_required_');
    expect(one('A', {})?.byDefault).toBe('_not set_');
    expect(one('A', { default: 3 }, { meta: { byDefault: 'half of the processors' } })?.byDefault).toBe(
      'half of the processors',
    );
    expect(one('A', {}, { value: false })?.byDefault).toBe('`false`');
  });

  it('fails the generator when it has no meaning', () => {
    const shape = { A: schema({}), B: schema({}), C: schema({}) };
    expect(() => variablesOf('order-api', shape, new Map([['B', 'b']]))).toThrow(
      'order-api: nothing says what A, C means',
    );
  });
});

describe('the page of all variables', () => {
  const services: Program[] = [
    { name: 'a', variables: [variable('EVERY'), variable('SOME'), variable('OWN')] },
    { name: 'b', variables: [variable('EVERY'), variable('SOME'), variable('PORT', { byDefault: '`1`' })] },
    { name: 'c', variables: [variable('EVERY'), variable('PORT', { byDefault: '`2`' })] },
  ];
  const gate: Program = { name: 'gate', variables: [variable('EVERY'), variable('DOOR')] };
  const page = configurationPage(services, [gate], [{ title: 'Tests', variables: [] }]);
  const sectionOf = (title: string) => page.split('\n## ').find((section) => section.startsWith(`${title}\n`)) ?? '';

  it('has what is the same in all services once, and then what differs', () => {
    expect(sectionOf('Every service').match(/`[A-Z]+`/g)).toEqual(['`EVERY`']);
    expect(sectionOf('Several services')).toContain('| `SOME` | what SOME is |  | any text | _required_ | a, b |');
    expect(sectionOf('a').match(/`[A-Z]+`/g)).toEqual(['`OWN`']);
    expect(sectionOf('b')).toContain('`1`');
    expect(sectionOf('c')).toContain('`2`');
  });

  it('names what another program reads as the services do', () => {
    expect(sectionOf('gate')).toContain('`DOOR`');
    expect(sectionOf('gate')).toContain('It also reads `EVERY`, as the services do.');
  });
});

describe('the variables of the tools', () => {
  it('are all in the list, and the list has no others', () => {
    expect(faultsOf(TOOL_VARIABLES, readVariables())).toEqual([]);
  });

  it('are compared both ways', () => {
    const list = [{ title: 'Tests', variables: [{ name: 'OLD', meaning: 'old', byDefault: '' }] }];
    expect(faultsOf(list, new Set(['NEW']))).toEqual([
      'NEW is read, and tool-variables.ts lacks it',
      'tool-variables.ts has OLD, which nothing reads',
    ]);
  });
});
