import { defineProblem } from '@hallpass/contracts';

/** The problems that every service has in common. */

export const invalidRequest = defineProblem({
  code: 'invalid_request',
  status: 400,
  title: 'The request is not valid',
  detail: 'Correct the fields listed under "errors" and send the request again.',
});

export const malformedJson = defineProblem({
  code: 'malformed_json',
  status: 400,
  title: 'The body is not JSON',
  detail: 'Send a body that is a JSON text (RFC 8259), with Content-Type: application/json.',
});

export const malformedRequest = defineProblem({
  code: 'malformed_request',
  status: 400,
  title: 'The request is malformed',
  detail: 'Send a well-formed HTTP/1.1 request: its request line, headers or body could not be read.',
});

export const invalidCursor = defineProblem({
  code: 'invalid_cursor',
  status: 400,
  title: 'The cursor is not valid',
  detail: 'Send the "nextCursor" of the previous page unchanged, or none to begin with the first page.',
});

export const routeNotFound = defineProblem({
  code: 'route_not_found',
  status: 404,
  title: 'No such route',
  detail: 'See /docs for the routes of this service.',
});

export const requestTimeout = defineProblem({
  code: 'request_timeout',
  status: 408,
  title: 'The request took too long to arrive',
  detail: 'Send the whole request without a pause.',
});

export const bodyTooLarge = defineProblem({
  code: 'body_too_large',
  status: 413,
  title: 'The body is too large',
  detail: 'Send a smaller body: 64 KiB unless this service is configured otherwise.',
});

export const unsupportedMediaType = defineProblem({
  code: 'unsupported_media_type',
  status: 415,
  title: 'The media type of the body is not supported',
  detail: 'Send application/json (application/x-www-form-urlencoded to /oauth/*).',
});

export const headersTooLarge = defineProblem({
  code: 'headers_too_large',
  status: 431,
  title: 'The headers are too large',
  detail: 'Send at most 16 KiB of headers.',
});

export const internalError = defineProblem({
  code: 'internal_error',
  status: 500,
  title: 'Something went wrong here',
  detail: 'Try again later; if it stays, report the request id of the X-Request-Id header.',
});

export const serviceUnavailable = defineProblem({
  code: 'service_unavailable',
  status: 503,
  title: 'The service is not available',
  detail: 'The service is stopping or overloaded: try again shortly.',
});

export const uriTooLong = defineProblem({
  code: 'uri_too_long',
  status: 414,
  title: 'The path is too long',
  detail: 'No resource of this service has so long a name.',
});

export const requestRefused = defineProblem({
  code: 'request_refused',
  status: 400,
  title: 'The request is refused',
  detail: 'See the status for the reason.',
});
