/** The folder of a migration: those of a service are applied in the order of their names, so it comes after the last one in any case. */
export function migrationFolder(name: string, at: Date, last = ''): string {
  const time = stampOf(at);
  const after = /^\d{14}/.exec(last)?.[0] ?? '';
  return `${time > after ? time : stampOf(new Date(timeOf(after) + 1000))}_${name}`;
}

const stampOf = (at: Date): string => at.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '');

const timeOf = (stamp: string): number =>
  Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6Z'));
