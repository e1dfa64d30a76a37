/** What has to be ended, in the order opposite to the one in which it was begun. */
export class Teardown {
  private readonly steps: (() => Promise<unknown>)[] = [];
  private running: Promise<void> | undefined;

  /** Remembers how to end something; ends it at once when the teardown has begun already. */
  async add(end: () => Promise<unknown>): Promise<void> {
    if (this.running === undefined) this.steps.push(end);
    else await end();
  }

  /** Ends everything, whatever fails on the way; throws the failures at the end. Called again, waits for the first call. */
  run(): Promise<void> {
    this.running ??= this.endAll();
    return this.running;
  }

  private async endAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const end of this.steps.toReversed()) {
      try {
        await end();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Some of the system did not end in order.');
  }
}
