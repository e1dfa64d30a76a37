import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../repository.ts';
import { apply, applyAll, EditError } from './edit.ts';
import { edits } from './edits.ts';
import { namesOf } from './names.ts';

const edit = { file: 'list.ts', after: /LIST = \[/, text: "'a', " };

describe('an edit', () => {
  it('goes behind what it is anchored at', () => {
    expect(apply(edit, "const LIST = ['b'];")).toBe("const LIST = ['a', 'b'];");
  });

  it.each(['const LINES = [];', 'const LIST = [];\nconst OTHER_LIST = [];'])(
    'is refused where the anchor is not there exactly once: %j',
    (content) => {
      expect(() => apply(edit, content)).toThrow(EditError);
      expect(() => apply(edit, content)).toThrow(/^list\.ts has \d places.*By hand/s);
    },
  );
});

describe('the edits for a new service', () => {
  it('find their places in this repository, once and again', () => {
    const files: Record<string, string> = {};
    const read = (file: string) => files[file] ?? readFileSync(join(REPOSITORY, file), 'utf8');
    for (const name of ['invoices', 'gift-cards']) Object.assign(files, applyAll(edits(namesOf(name)), read));
    expect(files['libs/contracts/src/audiences.ts']).toContain("giftCards: 'urn:hallpass:gift-cards',");
    expect(
      files['libs/contracts/src/scopes.ts']?.match(/AUDIENCES\.invoices\]: \['invoices:read', 'invoices:write'\]/g),
    ).toHaveLength(3);
    expect(files['libs/contracts/src/token-types.ts']).toMatch(/'gift-cards': \{ typ: 'at\+jwt'/);
    expect(files['libs/system/src/services.ts']).toContain("import { giftCards } from './services/gift-cards.ts';");
    expect(files['libs/system/src/services.ts']).toMatch(/DECLARED = \[.*, invoices, giftCards\]/);
    expect(JSON.parse(files['tsconfig.json'] ?? '')).toMatchObject({
      references: expect.arrayContaining([{ path: 'services/invoices' }, { path: 'services/gift-cards' }]) as object,
    });
  });
});

describe('a name', () => {
  it('is written in every way it is needed', () => {
    expect(namesOf('gift-cards')).toEqual({
      kebab: 'gift-cards',
      camel: 'giftCards',
      pascal: 'GiftCards',
      snake: 'gift_cards',
      one: { kebab: 'gift-card', camel: 'giftCard', pascal: 'GiftCard', snake: 'gift_card' },
      table: 'gift_cards',
      words: 'Gift cards',
      oneWords: 'gift card',
    });
  });

  it('that has no plural gets one', () => {
    expect(namesOf('billing')).toMatchObject({ one: { camel: 'billingItem' }, table: 'billing_items' });
  });

  it.each(['', 'Invoices', '7up', 'a_b', '-a', 'a-', '../x', 'x'.repeat(41)])('is refused when it is %j', (name) => {
    expect(() => namesOf(name)).toThrow("can't name a service");
  });
});
