/** The administrator who acts. */
export interface Actor {
  readonly actorId: string;
  readonly clientId: string;
}
