import type { ProblemError } from '@hallpass/contracts';
import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';

/**
 * Describes a route: what it does, and the problems it may answer with beside those that every route has.
 *
 * @param problems as `defineProblem` made them
 * @example
 * \@Get(':id') @ApiRoute('Read an order', orderNotFound)
 */
export function ApiRoute(summary: string, ...problems: readonly (() => ProblemError)[]): MethodDecorator {
  const byStatus = Map.groupBy(
    problems.map((make) => make()),
    ({ status }) => status,
  );
  return applyDecorators(
    ApiOperation({ summary }),
    ...[...byStatus].map(([status, found]) =>
      ApiResponse({ status, description: found.map(({ code, title }) => `\`${code}\`: ${title}`).join('; ') }),
    ),
  );
}
