import { randomUUID } from 'node:crypto';
import { chown, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A volume that one consumer mounts: its files are its owner's to read, and nobody's to write. */
export class Volume {
  readonly #folder: string;
  readonly #owner: number;
  readonly #made: string[];

  /**
   * @param owner user and group of its files
   * @param made takes the path of every file that is written
   */
  constructor(folder: string, owner: number, made: string[]) {
    this.#folder = folder;
    this.#owner = owner;
    this.#made = made;
  }

  /** Gives the folder to its owner. */
  async own(): Promise<this> {
    await mkdir(this.#folder, { recursive: true });
    await chown(this.#folder, this.#owner, this.#owner);
    return this;
  }

  /** What the file says; made first where there is none. Never written again. */
  async keep(name: string, make: () => string): Promise<string> {
    const kept = await this.#read(name);
    if (kept !== undefined) return kept;
    const text = make();
    await this.#write(name, text);
    return text;
  }

  /** A file that follows from others: written again where it says something else. */
  async derive(name: string, text: string): Promise<void> {
    if ((await this.#read(name)) !== text) await this.#write(name, text);
  }

  async #read(name: string): Promise<string | undefined> {
    try {
      return await readFile(join(this.#folder, name), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Whole or not at all: a setup that is interrupted leaves no half of a secret behind. */
  async #write(name: string, text: string): Promise<void> {
    const file = join(this.#folder, name);
    const draft = `${file}.${randomUUID()}`;
    await writeFile(draft, text, { mode: 0o400, flag: 'wx' });
    await chown(draft, this.#owner, this.#owner);
    await rename(draft, file);
    this.#made.push(file);
  }
}
