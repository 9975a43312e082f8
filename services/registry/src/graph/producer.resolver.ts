import { Authz, Public } from "@ocop/service-kit";
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { AdministrativeUnit } from "../domain/administrative-unit";
import type { Producer } from "../domain/producer";
import { producerRegistrars, producerWriters } from "../domain/rights";
import { registerProducer } from "../use-cases/register-producer";
import { updateProducer } from "../use-cases/update-producer";
import { AdministrativeUnitType } from "./administrative-unit.type";
import type { RegistryContext } from "./context";
import { found } from "./found";
import { RegisterProducerInput, UpdateProducerInput } from "./producer.input";
import { ProducerType } from "./producer.type";

@Resolver(() => ProducerType)
export class ProducerResolver {
  @Public()
  @Query(() => ProducerType, { nullable: true, description: "One producer; NOT_FOUND when there is none." })
  async producer(@Arg("id", () => ID) id: string, @Ctx() { loaders }: RegistryContext): Promise<Producer> {
    return found(await loaders.producers.load(id));
  }

  @FieldResolver(() => AdministrativeUnitType, { nullable: true, description: "Province of today's list." })
  province(
    @Root() { provinceRegionId }: Producer,
    @Ctx() { loaders }: RegistryContext,
  ): Promise<AdministrativeUnit | null> {
    return loaders.units.load(provinceRegionId);
  }

  @FieldResolver(() => AdministrativeUnitType, {
    nullable: true,
    description: "Commune of today's list; null where no source names it.",
  })
  async commune(
    @Root() { communeRegionId }: Producer,
    @Ctx() { loaders }: RegistryContext,
  ): Promise<AdministrativeUnit | null> {
    return communeRegionId === null ? null : loaders.units.load(communeRegionId);
  }

  @Authz(...producerRegistrars)
  @Mutation(() => ProducerType, {
    nullable: true,
    description:
      "Enters a producer of the officer's area and says who acts for it. Refused with FORBIDDEN, UNIT_NOT_CURRENT {listVersion, code}, BAD_USER_INPUT {field}.",
  })
  registerProducer(
    @Arg("input", () => RegisterProducerInput) input: RegisterProducerInput,
    @Ctx() { act }: RegistryContext,
  ): Promise<Producer> {
    const { name, kind, communeId, addressLine, representative, phone, ownerSubject, delegateSubject } = input;
    return act((deps) =>
      registerProducer(deps, {
        name,
        kind,
        communeId,
        addressLine: addressLine ?? null,
        representative: representative ?? null,
        phone: phone ?? null,
        ownerSubject: ownerSubject ?? null,
        delegateSubject: delegateSubject ?? null,
      }),
    );
  }

  @Authz(...producerWriters)
  @Mutation(() => ProducerType, {
    nullable: true,
    description:
      "Changes what is written down about a producer. Refused with NOT_FOUND, FORBIDDEN, STALE_VERSION {currentVersion}, BAD_USER_INPUT {field}.",
  })
  updateProducer(
    @Arg("input", () => UpdateProducerInput) input: UpdateProducerInput,
    @Ctx() { act }: RegistryContext,
  ): Promise<Producer> {
    const { producerId, expectedVersion, name, kind, addressLine, representative, phone } = input;
    return act((deps) =>
      updateProducer(deps, producerId, expectedVersion, {
        name: name ?? undefined,
        kind: kind ?? undefined,
        addressLine,
        representative,
        phone,
      }),
    );
  }
}
