import { expecting, send } from './http.ts';
import { until } from './until.ts';

export interface Mail {
  id: string;
  subject: string;
  text: string;
  html: string;
  to: { address: string }[];
}

const COMPACT_JWS = /\b[\w-]+\.[\w-]+\.[\w-]+\b/g;

/** What the mail catcher holds for one address. */
export class Mailbox {
  private readonly url: string;
  private readonly address: string;

  constructor(url: string, address: string) {
    this.url = url;
    this.address = address;
  }

  async list(): Promise<Mail[]> {
    const all = expecting(200, await send<Mail[]>('GET', `${this.url}/email`));
    return all.filter(({ to }) => to.some(({ address }) => address === this.address));
  }

  /** The first message that matches, waited for. */
  find(what: string, matches: (mail: Mail) => boolean): Promise<Mail> {
    return until(`an e-mail to ${this.address}: ${what}`, async () => (await this.list()).find(matches));
  }

  /** A message that carries a token, and the token. Tokens in `except` are known already. */
  async token(what: string, except: readonly string[] = []): Promise<string> {
    const fresh = (mail: Mail) => tokens(mail).find((token) => !except.includes(token));
    return fresh(await this.find(what, (mail) => fresh(mail) !== undefined)) ?? '';
  }
}

const tokens = (mail: Mail): string[] =>
  (mail.text.match(COMPACT_JWS) ?? []).filter((found) => found.startsWith('eyJ'));
