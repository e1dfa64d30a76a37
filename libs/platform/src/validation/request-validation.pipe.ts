import { Injectable, StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { invalidRequest } from '../problems/platform.problems.js';
import { describeIssues } from './describe-issues.js';

/** Validates what `@Body({ schema })`, `@Query({ schema })` and `@Param(name, { schema })` give; refuses as `invalid_request`. */
@Injectable()
export class RequestValidationPipe extends StandardSchemaValidationPipe {
  override async transform<T = unknown>(value: T, metadata: ArgumentMetadata): Promise<T> {
    const { schema, data: parameter } = metadata;
    if (schema === undefined || !this.toValidate(metadata)) return value;
    this.stripProtoKeys(value);
    const result = await this.validate<T>(value, schema);
    if (result.issues === undefined) return result.value;
    throw invalidRequest({ extensions: { errors: describeIssues(result.issues, parameter) } });
  }
}
