import { OPERATING_USERS, type ServiceDeclaration, type StreamName } from '@hallpass/system';

/** Subjects that a user may publish, in rows as they are shown, and why it needs them. */
export interface Grant {
  readonly why: string;
  readonly rows: readonly (readonly string[])[];
}

/** A user of the broker, and all that it may do there. */
export interface BrokerUser {
  readonly name: string;
  readonly publish: readonly Grant[];
  readonly subscribe: readonly string[];
  /** Whether it may answer a request at the inbox that the request names. */
  readonly answers: boolean;
}

/** Every user of the broker. What is not granted here is refused. */
export function usersOf(services: readonly ServiceDeclaration[]): BrokerUser[] {
  const [gate, deadLetters] = OPERATING_USERS;
  return [
    ...services.map(serviceUser),
    { name: gate, publish: [VERIFIES], subscribe: ['verifiers.v1.confirm', inbox(gate)], answers: true },
    { name: deadLetters, publish: replays(services), subscribe: [inbox(deadLetters)], answers: false },
  ];
}

function serviceUser({ name, isIssuer, publishes, subscribes }: ServiceDeclaration): BrokerUser {
  const events: Grant = {
    why: 'Its events, and the streams that keep them: no other service may publish or create them.',
    rows: [publishes.flatMap(({ subjects }) => subjects), ...publishes.map(({ stream }) => creates(stream))],
  };
  const consumes: Grant = {
    why: 'A durable consumer of each stream that it reads, and what that consumer could not handle.',
    rows: [
      ...subscribes.flatMap(({ stream, consumer }) => reads(stream, consumer)),
      subscribes.map(({ stream, consumer }) => `dead.${stream}.${consumer}`),
      creates('DEAD'),
    ],
  };
  return {
    name,
    publish: [
      ...(publishes.length > 0 ? [events] : []),
      ...(isIssuer ? [ASKS] : []),
      VERIFIES,
      ...(subscribes.length > 0 ? [consumes] : []),
    ],
    subscribe: [isIssuer ? 'verifiers.v1.*' : 'verifiers.v1.confirm', inbox(name)],
    answers: true,
  };
}

const inbox = (name: string): string => `_INBOX_${name}.>`;

const creates = (stream: StreamName): string[] =>
  ['INFO', 'CREATE', 'UPDATE'].map((verb) => `$JS.API.STREAM.${verb}.${stream}`);

const reads = (stream: StreamName, consumer: string): string[][] => [
  [`$JS.API.STREAM.INFO.${stream}`, `$JS.API.CONSUMER.INFO.${stream}.${consumer}`],
  [`$JS.API.CONSUMER.CREATE.${stream}.${consumer}.>`],
  [`$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`, `$JS.ACK.${stream}.${consumer}.>`],
];

const VERIFIES: Grant = {
  why: 'It verifies: it announces itself to the issuer, and reads the security events.',
  rows: [
    ['verifiers.v1.present', 'verifiers.v1.left', 'verifiers.v1.snapshot'],
    ['$JS.API.STREAM.INFO.SECURITY', '$JS.API.CONSUMER.CREATE.SECURITY', '$JS.API.CONSUMER.CREATE.SECURITY.>'],
    ['$JS.API.CONSUMER.INFO.SECURITY.*', '$JS.FC.SECURITY.>'],
  ],
};

const ASKS: Grant = {
  why: 'The issuer asks the verifiers what they have applied, and removes the consumer of its own feed.',
  rows: [['verifiers.v1.confirm', '$JS.API.CONSUMER.DELETE.SECURITY.*']],
};

/** Dead letters are taken from their stream and published again on the subject that they had. */
function replays(services: readonly ServiceDeclaration[]): Grant[] {
  const read = new Set(services.flatMap(({ subscribes }) => subscribes.map(({ stream }) => stream)));
  const subjects = services.flatMap(({ publishes }) =>
    publishes.filter(({ stream }) => read.has(stream)).flatMap((publication) => publication.subjects),
  );
  const consumers = services.flatMap(({ subscribes }) =>
    subscribes.map(({ stream, consumer }) => `$JS.API.CONSUMER.DELETE.${stream}.${consumer}`),
  );
  return [
    {
      why: '`docker compose run --rm dead-letters`: it reads dead letters, publishes them again, and deletes them; `reread` removes consumers.',
      rows: [['INFO', 'MSG.GET', 'MSG.DELETE'].map((verb) => `$JS.API.STREAM.${verb}.DEAD`), subjects, consumers],
    },
  ];
}
