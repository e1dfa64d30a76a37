import { ownChapters } from './readme.ts';

describe('the README of a fork', () => {
  it('has the chapters of the service, but for its title and the one that is true in this repository only', () => {
    const text = '# OrderAPI\n\nOrders.\n\n## In this repository\n\n`npx nx`\n\n## Variables\n\nThose.\n';
    expect(ownChapters(text)).toBe('## The service\n\nOrders.\n\n## Variables\n\nThose.');
  });
});
