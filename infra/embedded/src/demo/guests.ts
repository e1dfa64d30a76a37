import type { LiveStream } from '../client/live-stream.ts';
import type { Person, Session } from '../client/person.ts';
import type { SystemUrls } from '../system/urls.ts';
import type { Tour } from './tour.ts';

/** What every chapter has at hand. */
export interface Stage {
  tour: Tour;
  urls: SystemUrls;
}

/** Somebody who has logged in. */
export interface Guest {
  person: Person;
  session: Session;
  sub: string;
}

/** A guest whose live stream is open. */
export interface ListeningGuest extends Guest {
  stream: LiveStream;
}
