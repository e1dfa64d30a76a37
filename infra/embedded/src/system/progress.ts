const SLOW_MS = 2000;
const AGAIN_MS = 15_000;

/** Told about each part of the start: at its end, and when it takes longer than 2 s, that it goes on. */
export type Progress = (line: string) => void;

/** Runs one part of the start and tells `progress` about it. */
export async function step<T>(progress: Progress, title: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  const slow = setTimeout(() => {
    progress(`… ${title}`);
  }, SLOW_MS);
  const verySlow = setInterval(() => {
    progress(`… ${title} (${seconds()})`);
  }, AGAIN_MS);
  try {
    const result = await work();
    progress(`✓ ${title} (${seconds()})`);
    return result;
  } catch (error) {
    progress(`✗ ${title} (${seconds()})`);
    throw error;
  } finally {
    clearTimeout(slow);
    clearInterval(verySlow);
  }
}
