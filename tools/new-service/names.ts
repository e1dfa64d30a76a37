/** One name, in every way it is written. */
export interface Names {
  /** `gift-cards`: the folder, the package, the use case of its keys, the scopes. */
  kebab: string;
  /** `giftCards` */
  camel: string;
  /** `GiftCards` */
  pascal: string;
  /** `gift_cards`: the database. */
  snake: string;
  /** Of one thing that the service keeps: `gift-card`, `giftCard`, `GiftCard`, `gift_card`. */
  one: { kebab: string; camel: string; pascal: string; snake: string };
  /** `gift_cards`: the table of those. */
  table: string;
  /** `Gift cards`, `gift card`: as a reader reads it. */
  words: string;
  oneWords: string;
}

/** @throws Error when the name is none that a folder, a package and an audience can have */
export function namesOf(name: string): Names {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40)
    throw new Error(
      `${name} can't name a service: use lower-case words with hyphens between them, such as gift-cards.`,
    );
  const one = /[^s]s$/.test(name) ? name.slice(0, -1) : `${name}-item`;
  const words = name.replaceAll('-', ' ');
  return {
    ...written(name),
    one: written(one),
    table: `${written(one).snake}s`,
    words: words.charAt(0).toUpperCase() + words.slice(1),
    oneWords: one.replaceAll('-', ' '),
  };
}

function written(kebab: string): { kebab: string; camel: string; pascal: string; snake: string } {
  const camel = kebab.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return { kebab, camel, pascal: camel.charAt(0).toUpperCase() + camel.slice(1), snake: kebab.replaceAll('-', '_') };
}
