/** The migrations of the folder and those of the database disagree: nothing was applied after that point. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}
