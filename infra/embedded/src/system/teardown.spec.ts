import { Teardown } from './teardown.ts';

const ending = (ended: string[], name: string) => () => {
  ended.push(name);
  return Promise.resolve();
};

it('ends in the order opposite to the beginning, once', async () => {
  const ended: string[] = [];
  const teardown = new Teardown();
  await teardown.add(ending(ended, 'first'));
  await teardown.add(ending(ended, 'second'));
  await Promise.all([teardown.run(), teardown.run()]);
  expect(ended).toEqual(['second', 'first']);
});

it('ends at once what begins after the end has begun', async () => {
  const ended: string[] = [];
  const teardown = new Teardown();
  await teardown.run();
  await teardown.add(ending(ended, 'late'));
  expect(ended).toEqual(['late']);
});

it('ends the others when one fails, and says so', async () => {
  const ended: string[] = [];
  const teardown = new Teardown();
  await teardown.add(ending(ended, 'first'));
  await teardown.add(() => Promise.reject(new Error('stuck')));
  await expect(teardown.run()).rejects.toThrow('did not end in order');
  expect(ended).toEqual(['first']);
});
