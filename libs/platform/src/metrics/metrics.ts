import type { Gauges } from '@hallpass/ports';
import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface CountersOptions<T extends string = string> {
  readonly name: string;
  readonly help: string;
  readonly label: string;
  readonly values: readonly T[];
  readonly read: () => Readonly<Partial<Record<T, number>>>;
}

/** The numbers that `/metrics` shows: those of the process and of HTTP, and what a service adds. */
@Injectable()
export class Metrics implements Gauges {
  private readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** A number that is read when it is asked for. Not a number when reading fails: the other metrics still show. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    const gauge = new Gauge({
      name,
      help,
      registers: [this.registry],
      collect: async () => {
        const value = (async () => read())();
        gauge.set(await value.catch(() => Number.NaN));
      },
    });
  }

  /**
   * A number that only grows, at least until the process ends.
   *
   * @param name ends with `_total`
   */
  counter(name: string, help: string): { inc(by?: number): void } {
    return new Counter({ name: total(name), help, registers: [this.registry] });
  }

  /**
   * A {@link counter} that somebody else counts: read when it is asked for.
   *
   * @param name ends with `_total`
   */
  countedElsewhere(name: string, help: string, read: () => number): void {
    const counter = new Counter({
      name: total(name),
      help,
      registers: [this.registry],
      collect: () => {
        counter.reset();
        counter.inc(read());
      },
    });
  }

  /**
   * Numbers that only grow and are counted elsewhere, one series for each value of a label; read when they are asked for.
   *
   * @param values every value of the label: those that were not counted yet show as 0
   */
  counters(options: CountersOptions): void {
    const { name, help, label, values, read } = options;
    const counter = new Counter({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      collect: () => {
        const counts = read();
        counter.reset();
        for (const value of values) counter.inc({ [label]: value }, counts[value] ?? 0);
      },
    });
  }

  /** @param route the template, such as `/v1/orders/:id`: a path would make a series for each id */
  requestAnswered(method: string, route: string, status: number, seconds: number): void {
    this.requests.observe({ method, route, status }, seconds);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** In Prometheus' text format. */
  render(): Promise<string> {
    return this.registry.metrics();
  }
}

/** Prometheus' convention, by which a query knows that it may ask for a rate. */
function total(name: string): string {
  if (!name.endsWith('_total')) throw new RangeError(`the name of a counter ends with "_total": ${name}`);
  return name;
}
