/** Where the metadata of a protected resource is, by its resource identifier (RFC 9728 section 3). */
export const metadataUrl = (publicUrl: string): string => `${publicUrl}/.well-known/oauth-protected-resource`;
