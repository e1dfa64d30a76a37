/** The status of gRPC for a call whose credentials are missing or wrong. */
export const UNAUTHENTICATED = 16;

/** Statuses of gRPC, by those of HTTP. */
export const GRPC_STATUS: Readonly<Record<number, number>> = { 400: 3, 401: UNAUTHENTICATED, 403: 7, 503: 14 };
