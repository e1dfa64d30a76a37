import { globSync } from 'node:fs';
import { join } from 'node:path';
import { Outside } from '../../packages/outside.ts';
import { REPOSITORY } from '../../repository.ts';

/** This repository as it is now, in a folder of its own, installed without asking a registry. */
export class RepositoryCopy {
  private readonly outside = new Outside();
  readonly folder = join(this.outside.folder, 'repository');

  constructor() {
    const from = `cd ${REPOSITORY}`;
    this.outside.run(
      `mkdir repository && (${from} && git ls-files -z --cached --others --exclude-standard | tar -c --null -T -) | tar -x -C repository`,
    );
    for (const modules of globSync(['node_modules', '*/*/node_modules'], { cwd: REPOSITORY })) {
      const [source, target] = [join(REPOSITORY, modules), join(this.folder, modules)];
      // Links where the file system has them: fifty thousand files are the same here and there.
      this.outside.run(`cp -al ${source} ${target} 2>/dev/null || cp -a ${source} ${target}`);
    }
    // npm writes into this one, so it must not be the same.
    this.run('rm -f node_modules/.package-lock.json && git init --quiet');
  }

  /** Runs a command in the repository as its `npm run` would, and gives what it printed. */
  run(command: string): string {
    const env = {
      PATH: `${join(this.folder, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
      NX_DAEMON: 'false',
      NX_TUI: 'false',
    };
    return this.outside.run(command, { cwd: this.folder, env });
  }

  /** `npm start` on free ports; the addresses of its `ready` line, by the names of the services. */
  async start(): Promise<Record<string, string>> {
    const ready = /^ready: (.*)$/m;
    const env = { HALLPASS_PORTS: 'free', HALLPASS_STATE_DIR: join(this.outside.folder, 'state') };
    const [, line = ''] = await this.outside.start('npm', ['start'], ready, env, this.folder);
    const words = line.split(' ');
    return Object.fromEntries(
      words.flatMap((word, index) => (index % 2 === 0 ? [[word, words[index + 1] ?? '']] : [])),
    );
  }

  remove(): Promise<void> {
    return this.outside.remove();
  }
}
