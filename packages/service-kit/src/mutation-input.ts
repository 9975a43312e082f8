import "reflect-metadata";
import { Field, InputType } from "type-graphql";

const meaning =
  "1 to 100 visible ASCII characters, chosen by the client. Sent again within 72 hours with the same input it gives " +
  "the first result and does nothing twice; with another input it is refused with IDEMPOTENCY_MISMATCH, while the " +
  "first request runs with IN_PROGRESS.";

/** The input of a mutation that may be sent again without harm, if the client names it. */
@InputType()
export class MutationInput {
  @Field(() => String, { nullable: true, description: meaning })
  readonly idempotencyKey?: string | null;
}

/** The input of a mutation that must never take effect twice: the client has to name it. */
@InputType()
export class OnceInput {
  @Field(() => String, { description: meaning })
  readonly idempotencyKey!: string;
}
