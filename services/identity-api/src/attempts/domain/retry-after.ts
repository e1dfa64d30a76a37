/** The header `Retry-After` for a wait in milliseconds: never too early. */
export function retryAfter(waitMs: number): { readonly headers: { readonly 'Retry-After': string } } {
  return { headers: { 'Retry-After': String(Math.max(1, Math.ceil(waitMs / 1000))) } };
}
