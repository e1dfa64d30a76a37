import fc from 'fast-check';

type Play<World> = (world: World) => Promise<void> | void;

/** One thing that happens, under a name that a counterexample can be read by. */
class Step<World extends object> implements fc.AsyncCommand<object, World> {
  constructor(
    private readonly name: string,
    private readonly play: Play<World>,
  ) {}

  check = (): boolean => true;

  async run(_model: object, world: World): Promise<void> {
    await this.play(world);
  }

  toString(): string {
    return this.name;
  }
}

/** Makes steps of a world. */
export const stepsOf =
  <World extends object>() =>
  <T extends unknown[]>(
    name: string,
    parameters: fc.Arbitrary<T>,
    play: (world: World, ...all: T) => Promise<void> | void,
  ): fc.Arbitrary<fc.AsyncCommand<object, World>> =>
    parameters.map((all) => new Step(`${name}(${all.join(', ')})`, (world: World) => play(world, ...all)));
