/** The folder of a migration: those of a service are applied in the order of their names. */
export function migrationFolder(name: string, at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}_${name}`;
}
