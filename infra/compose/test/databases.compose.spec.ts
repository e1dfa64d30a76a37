import { compose, execute } from './system/docker-compose.ts';
import { system } from './system/shared-system.ts';

const ROLES = ['identity_api', 'order_api', 'notifications'];
const DATABASES = [...ROLES, 'postgres', 'template1'];

/** Tries every role, with its own password, at every database: a line for each that was let in. */
const TRY_ALL = `
for role in ${ROLES.join(' ')}; do
  export PGPASSWORD=$(cat /run/secrets/$role)
  for database in ${DATABASES.join(' ')}; do
    psql -qAt -h postgres -U $role -d $database -c "SELECT current_user || ' ' || current_database()" 2>&1 || true
  done
done`;

/** As the superuser, from inside the container. */
const query = async (sql: string) =>
  (await execute(system, 'postgres', ['psql', '-qAt', '-U', 'postgres', '-c', sql])).trim().split('\n');

describe('the databases', () => {
  it('let each role into its own, and into no other', async () => {
    const run = ['run', '--rm', '--no-deps', '--no-TTY', '--entrypoint', 'bash', 'databases', '-c', TRY_ALL];
    const lines = (await compose(system, run)).trim().split('\n');
    expect(lines.filter((line) => ROLES.some((role) => line === `${role} ${role}`))).toHaveLength(ROLES.length);
    expect(lines.filter((line) => line.includes('permission denied for database'))).toHaveLength(
      ROLES.length * (DATABASES.length - 1),
    );
  });

  it('are their role’s, and none may be opened by everybody', async () => {
    const owners = await query(
      `SELECT datname || ' ' || pg_get_userbyid(datdba) FROM pg_database WHERE datname LIKE '%\\_api' OR datname = 'notifications' ORDER BY 1`,
    );
    expect(owners).toEqual(['identity_api identity_api', 'notifications notifications', 'order_api order_api']);
    const open = await query(
      `SELECT datname FROM pg_database, aclexplode(datacl) WHERE grantee = 0 AND privilege_type = 'CONNECT' AND datallowconn`,
    );
    expect(open).toEqual(['']);
  });

  it('have roles that may do nothing beyond that', async () => {
    const names = ROLES.map((role) => `'${role}'`).join();
    const able = await query(
      `SELECT rolname FROM pg_roles WHERE rolname IN (${names}) AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)`,
    );
    expect(able).toEqual(['']);
  });
});
