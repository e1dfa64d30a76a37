import { closeSync, openSync, readSync, watch } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/**
 * Calls with each line that is added to a file from now on.
 * @returns what ends that
 */
export function followFile(file: string, onLine: (line: string) => void): () => void {
  const descriptor = openSync(file, 'a+');
  const buffer = Buffer.alloc(64 * 1024);
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const read = (): string => {
    let text = '';
    for (let count; (count = readSync(descriptor, buffer)) > 0;) text += decoder.write(buffer.subarray(0, count));
    return text;
  };
  read(); // What is there already.
  const watcher = watch(file, () => {
    const lines = (rest + read()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  return () => {
    watcher.close();
    closeSync(descriptor);
  };
}
