/** One line of a person's inbox. */
export interface Notification {
  /** The id of the event that it tells of. */
  readonly id: string;
  /** 1, 2, 3, … for each account, in the order in which they became visible. */
  readonly sequence: number;
  readonly kind: string;
  readonly title: string;
  readonly body: string;
  /** What an application may want to act on, such as an order's id. */
  readonly data: unknown;
  readonly createdAt: Date;
  readonly readAt: Date | null;
}
