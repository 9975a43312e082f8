import { MutationInput } from "@ocop/service-kit";
import { Field, ID, InputType, Int } from "type-graphql";
import type { PersonalField } from "../domain/personal-data";
import { producerLimits, type registrableKinds } from "../domain/producer";
import { PersonalFieldEnum, RegistrableKindEnum } from "./enums";

type Kind = (typeof registrableKinds)[number];

const numbers = {
  phone: { nullable: true, description: "Phone of 9 to 11 digits; spaces, dots and +84 may stand in it. Kept sealed." },
  nationalId: {
    nullable: true,
    description:
      "Personal identification number (số định danh cá nhân) of the representative, 12 digits, or the 9 of an older card. Kept sealed.",
  },
  bankAccount: { nullable: true, description: "Bank account (số tài khoản), 6 to 19 digits. Kept sealed." },
} as const;

@InputType("RegisterProducerInput")
export class RegisterProducerInput extends MutationInput {
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

  @Field(() => String, numbers.phone)
  readonly phone?: string | null;

  @Field(() => String, numbers.nationalId)
  readonly nationalId?: string | null;

  @Field(() => String, numbers.bankAccount)
  readonly bankAccount?: string | null;

  @Field(() => String, { nullable: true, description: "Subject of the owner, who then acts for the producer." })
  readonly ownerSubject?: string | null;

  @Field(() => String, { nullable: true, description: "Subject of a delegate, who then acts for the producer." })
  readonly delegateSubject?: string | null;
}

@InputType("UpdateProducerInput", { description: "What is left out stays; null empties it." })
export class UpdateProducerInput extends MutationInput {
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

  @Field(() => String, numbers.phone)
  readonly phone?: string | null;

  @Field(() => String, numbers.nationalId)
  readonly nationalId?: string | null;

  @Field(() => String, numbers.bankAccount)
  readonly bankAccount?: string | null;
}

/**
 * Takes no idempotency key: what a mutation answered is kept for repeated requests, and a revealed value must
 * be kept nowhere. Asked twice it is a second reveal, and a second entry in the audit log.
 */
@InputType("RevealPersonalDataInput")
export class RevealPersonalDataInput {
  @Field(() => ID)
  readonly producerId!: string;

  @Field(() => PersonalFieldEnum)
  readonly field!: PersonalField;

  @Field(() => String, { description: "Why it is needed, 10 to 300 characters; kept in the audit log." })
  readonly reason!: string;
}

@InputType("ErasePersonalDataInput")
export class ErasePersonalDataInput extends MutationInput {
  @Field(() => ID)
  readonly producerId!: string;

  @Field(() => String, { description: "Law and article it stands on, at most 200 characters; kept in the audit log." })
  readonly legalBasis!: string;

  @Field(() => String, { description: "Why, 10 to 300 characters; kept in the audit log." })
  readonly reason!: string;
}
