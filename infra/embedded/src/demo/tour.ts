export interface ShownStep {
  chapter: string;
  step: string;
  /** Milliseconds. */
  ms: number;
}

/** A step whose claim isn't so. */
export class TourFailure extends Error {
  override readonly name = 'TourFailure';
  readonly step: string;

  constructor(chapter: string, step: string, cause: unknown) {
    super(`${chapter}: ${step}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.step = step;
  }
}

/** Runs the steps of the tour one after the other, tells about each, and remembers how long it took. */
export class Tour {
  readonly steps: ShownStep[] = [];
  private readonly tell: (line: string) => void;
  private current = '';

  constructor(tell: (line: string) => void) {
    this.tell = tell;
  }

  chapter(title: string): void {
    this.current = title;
    this.tell(`\n${title}`);
  }

  /** Shows one thing. What `work` throws says that it isn't so: the tour ends with a {@link TourFailure} naming the step. */
  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    try {
      const result = await work();
      this.note(title, performance.now() - began);
      return result;
    } catch (error) {
      this.tell(`  ✗ ${title}`);
      throw new TourFailure(this.current, title, error);
    }
  }

  /** Like {@link step}, for work that measures itself: it answers the milliseconds to show. */
  async measured(title: string, work: () => Promise<number>): Promise<void> {
    try {
      this.note(title, await work());
    } catch (error) {
      this.tell(`  ✗ ${title}`);
      throw new TourFailure(this.current, title, error);
    }
  }

  private note(step: string, ms: number): void {
    this.steps.push({ chapter: this.current, step, ms: Math.round(ms * 10) / 10 });
    this.tell(`  ✓ ${step}  ${ms.toFixed(1)} ms`);
  }
}
