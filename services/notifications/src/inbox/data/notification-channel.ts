/** The PostgreSQL channel on which a transaction that adds a notification says to whom, at commit. */
export const CHANNEL = 'notifications';
