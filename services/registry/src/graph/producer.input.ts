import { Field, ID, InputType, Int } from "type-graphql";
import { producerLimits, type registrableKinds } from "../domain/producer";
import { RegistrableKindEnum } from "./enums";

type Kind = (typeof registrableKinds)[number];

@InputType("RegisterProducerInput")
export class RegisterProducerInput {
  @Field(() => String, { description: `Registered business name, at most ${String(producerLimits.name)} characters.` })
  readonly name!: string;

  @Field(() => RegistrableKindEnum)
  readonly kind!: Kind;

  @Field(() => ID, { description: "Commune of today's list." })
  readonly communeId!: string;

  @Field(() => String, { nullable: true })
  readonly addressLine?: string | null;

  @Field(() => String, { nullable: true })
  readonly representative?: string | null;

  @Field(() => String, { nullable: true })
  readonly phone?: string | null;

  @Field(() => String, { nullable: true, description: "Subject of the owner, who then acts for the producer." })
  readonly ownerSubject?: string | null;

  @Field(() => String, { nullable: true, description: "Subject of a delegate, who then acts for the producer." })
  readonly delegateSubject?: string | null;
}

@InputType("UpdateProducerInput", { description: "What is left out stays; null empties it." })
export class UpdateProducerInput {
  @Field(() => ID)
  readonly producerId!: string;

  @Field(() => Int)
  readonly expectedVersion!: number;

  @Field(() => String, { nullable: true, description: "Null leaves it: a name cannot be emptied." })
  readonly name?: string | null;

  @Field(() => RegistrableKindEnum, { nullable: true, description: "Null leaves it." })
  readonly kind?: Kind | null;

  @Field(() => String, { nullable: true })
  readonly addressLine?: string | null;

  @Field(() => String, { nullable: true })
  readonly representative?: string | null;

  @Field(() => String, { nullable: true })
  readonly phone?: string | null;
}
