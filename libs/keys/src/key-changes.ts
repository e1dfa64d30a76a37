import type { Clock, SqlExecutor } from '@hallpass/ports';
import { SigningKeyTable } from './data/signing-key-table.js';
import type { KeySetDefinition, KeySetTiming } from './domain/key-set.js';
import { keyAlreadyWithdrawn, keyNotFound } from './domain/keys.problems.js';
import { dueSteps, earliestActivation, earliestExpiry, successor, type Step } from './domain/lifecycle.js';
import { generateKey } from './generate-key.js';
import type { KeySealer } from './sealing/key-sealer.js';

export interface KeyChangesOptions {
  readonly definitions: ReadonlyMap<string, KeySetDefinition>;
  readonly sealer: KeySealer;
  readonly clock: Clock;
  readonly timing: KeySetTiming;
}

/** Changes of key sets. Each runs in the caller's transaction, under the advisory lock of its use case. */
export class KeyChanges {
  constructor(private readonly options: KeyChangesOptions) {}

  /** Does what is due in a key set; another replica may have done it just before. */
  async bringUpToDate(tx: SqlExecutor, definition: KeySetDefinition): Promise<void> {
    const { table, keys } = await this.#lock(tx, definition.useCase);
    for (const step of dueSteps(keys, definition, this.options.timing, this.options.clock.now())) {
      await this.#apply(step, definition, table);
    }
  }

  /** Publishes the next key, unless one is already waiting for its turn. */
  async rotate(tx: SqlExecutor, definition: KeySetDefinition): Promise<{ kid: string; activatesAt: Date }> {
    const { table, keys } = await this.#lock(tx, definition.useCase);
    const next = successor(keys);
    if (next !== undefined) return { kid: next.kid, activatesAt: next.activatesAt };
    const activatesAt = earliestActivation(this.options.timing, this.options.clock.now());
    return { kid: await this.#insert(definition, table, 'published', activatesAt), activatesAt };
  }

  /** Takes the key out at once. If it was the active one, its successor is active at once, or a new key is. */
  async withdraw(tx: SqlExecutor, kid: string, reason: string): Promise<{ useCase: string; replacementKid: string }> {
    const found = await new SigningKeyTable(tx).find(kid);
    const definition = found && this.options.definitions.get(found.useCase);
    if (definition === undefined) throw keyNotFound();
    const { table, keys } = await this.#lock(tx, definition.useCase);
    if (keys.some((key) => key.kid === kid && key.state === 'withdrawn')) throw keyAlreadyWithdrawn();
    const now = this.#now();
    await table.withdraw(kid, now, reason);
    const left = keys.filter((key) => key.kid !== kid);
    const active = left.find(({ state }) => state === 'active');
    return { useCase: definition.useCase, replacementKid: active?.kid ?? (await this.#replace(definition, table)) };
  }

  async #replace(definition: KeySetDefinition, table: SigningKeyTable): Promise<string> {
    const next = successor(await table.findByUseCases([definition.useCase]));
    if (next === undefined) return this.#insert(definition, table, 'active');
    await table.activate(next.kid, this.#now());
    return next.kid;
  }

  async #lock(tx: SqlExecutor, useCase: string) {
    const table = new SigningKeyTable(tx);
    await table.lock(useCase);
    return { table, keys: await table.findByUseCases([useCase]) };
  }

  async #apply(step: Step, definition: KeySetDefinition, table: SigningKeyTable): Promise<void> {
    const now = this.#now();
    switch (step.kind) {
      case 'create':
        await this.#insert(definition, table, 'active');
        break;
      case 'publish':
        await this.#insert(definition, table, 'published', step.activatesAt);
        break;
      case 'promote':
        await table.deactivate(definition.useCase, now, earliestExpiry(definition, this.options.timing, now.getTime()));
        await table.activate(step.kid, now);
        break;
      case 'retire':
        await table.retire(step.kid);
        break;
    }
  }

  async #insert(
    definition: KeySetDefinition,
    table: SigningKeyTable,
    state: 'published' | 'active',
    activatesAt?: Date,
  ): Promise<string> {
    const key = await generateKey(definition, this.options.sealer);
    const now = this.#now();
    await table.insert(key, state, now, activatesAt ?? now);
    return key.kid;
  }

  #now(): Date {
    return new Date(this.options.clock.now());
  }
}
