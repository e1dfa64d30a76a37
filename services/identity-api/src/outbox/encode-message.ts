import { SECURITY_EVENT_TYP } from '@hallpass/verifier/issuer';
import { JweRecipient, KeyRing } from '@hallpass/keys';
import { cloudEventEncoder, type OutboxEncoder } from '@hallpass/messaging';
import { signActionTokens } from '../tokens/unsigned-action-token.js';
import { isSecurityEvent } from './security-stream.js';

export interface EncodingParts {
  readonly issuer: string;
  readonly keys: KeyRing;
  readonly recipient: JweRecipient;
}

/**
 * What goes on the bus: security events as signed tokens (RFC 8417), everything else as CloudEvents with what is confidential
 * sealed for Notifications, the tokens in it signed. All of that happens when a message is published, so a message that waits never
 * outlives its key, and no token that waits can be used.
 */
export function messageEncoder({ issuer, keys, recipient }: EncodingParts): OutboxEncoder {
  const toCloudEvent = cloudEventEncoder({ source: issuer });
  return async (row) => {
    if (isSecurityEvent(row.subject)) {
      const body = await keys.sign('security-events', SECURITY_EVENT_TYP, row.data);
      const { traceparent } = row;
      return { subject: row.subject, body, headers: { ...(traceparent === null ? {} : { traceparent }) } };
    }
    if (row.confidential === null) return toCloudEvent(row);
    const confidential = await recipient.seal(await signActionTokens(keys, row.confidential));
    const sealedData = { ...row.data, confidential };
    return { ...(await toCloudEvent({ ...row, data: sealedData, confidential: null })), sealedData };
  };
}
