import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compactDecrypt, importJWK, SignJWT, type JWK, type JWTPayload } from 'jose';
import { Client } from 'pg';
import type { SharedSystem } from './shared-system.ts';

interface KeyRow {
  kid: string;
  alg: string;
  sealed_private_key: string;
}

/** Mints tokens with the issuer's own private keys, as only somebody could who has its database and its key-encryption key. */
export class RealKeys {
  private readonly system: SharedSystem;

  constructor(system: SharedSystem) {
    this.system = system;
  }

  /** Signs with the active key of a use case. A header of its own may say anything but which key it is signed with. */
  async sign(useCase: string, claims: JWTPayload, header: Record<string, unknown> & { typ: string }): Promise<string> {
    const { kid, alg, sealed_private_key: sealed } = await this.activeKey(useCase);
    const jwk = JSON.parse(await this.open(sealed)) as JWK;
    return new SignJWT(claims).setProtectedHeader({ alg, kid, ...header }).sign(await importJWK(jwk, alg));
  }

  async activeKey(useCase: string): Promise<KeyRow> {
    const client = new Client({ connectionString: this.system.identityDatabase });
    await client.connect();
    try {
      const sql = `SELECT kid, alg, sealed_private_key FROM signing_keys WHERE use_case = $1 AND state = 'active'`;
      const [row] = (await client.query<KeyRow>(sql, [useCase])).rows;
      if (row === undefined) throw new Error(`no active key for ${useCase}`);
      return row;
    } finally {
      await client.end();
    }
  }

  private async open(sealed: string): Promise<string> {
    const file = join(this.system.stateDir, 'keys', 'identity-api.jwks.json');
    const { keys } = JSON.parse(await readFile(file, 'utf8')) as { keys: { k: string }[] };
    const { plaintext } = await compactDecrypt(sealed, Buffer.from(keys[0]?.k ?? '', 'base64url'));
    return new TextDecoder().decode(plaintext);
  }
}
