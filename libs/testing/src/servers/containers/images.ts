/** The same as in docker-compose.yml. */
export const POSTGRES_IMAGE = 'postgres:18';
export const NATS_IMAGE = 'nats:2.15';
