import { end } from './kept-system.ts';

export default async function stopSharedSystem(): Promise<void> {
  await end();
}
