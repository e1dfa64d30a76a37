import { displayName } from '@hallpass/contracts';
import type { Kind } from '../../announcements/domain/kind.js';
import { renderHtml } from './templates/html.js';
import { type TemplateInput, TEMPLATES } from './templates/templates.js';
import { renderText } from './templates/text.js';

export interface RenderedEmail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Writes an e-mail, as text and as HTML that say the same. A name that the rules of today forbid is left out. */
export function renderEmail(kind: Kind, name: string | null, input: TemplateInput): RenderedEmail {
  const content = TEMPLATES[kind](input);
  const greeting = displayName.safeParse(name).success ? `Hello ${name},` : 'Hello,';
  return { subject: content.subject, text: renderText(greeting, content), html: renderHtml(greeting, content) };
}
