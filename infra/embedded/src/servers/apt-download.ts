import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, writeFile, chmod } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * Fetches one file of a Debian package with lists, cache and status of its own, so that it works as any user and changes
 * nothing of the system. The target appears whole or not at all, whoever else does the same.
 */
export async function downloadWithApt(
  packageName: string,
  member: string,
  target: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const work = await mkdtemp(join(dirname(target), 'apt-'));
  try {
    await mkdir(join(work, 'lists', 'partial'), { recursive: true });
    await mkdir(join(work, 'cache', 'archives', 'partial'), { recursive: true });
    await writeFile(join(work, 'status'), '');
    // As root, apt fetches as a user that can't enter this folder; a hash in the signed list covers what it fetches.
    const settings = {
      'Dir::State': work,
      'Dir::State::Lists': join(work, 'lists'),
      'Dir::State::status': join(work, 'status'),
      'Dir::Cache': join(work, 'cache'),
      'Debug::NoLocking': '1',
      'APT::Sandbox::User': '',
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    await execute('apt-get', [...options, '-q', 'update'], { cwd: work, env, timeout: 120_000 });
    await execute('apt-get', [...options, '-q', 'download', packageName], { cwd: work, env, timeout: 120_000 });
    const archive = (await readdir(work)).find((file) => file.endsWith('.deb'));
    if (archive === undefined) throw new Error(`apt-get download ${packageName} left no package`);
    await execute('dpkg-deb', ['-x', archive, 'unpacked'], { cwd: work, env });
    const draft = join(work, 'file');
    await copyFile(join(work, 'unpacked', member), draft);
    await chmod(draft, 0o755);
    await rename(draft, target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
