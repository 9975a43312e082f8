import { Directive, Field, ID, ObjectType } from "type-graphql";

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType("AdministrativeUnit")
export class AdministrativeUnitStub {
  @Field(() => ID)
  readonly id!: string;
}
