import { Authz, found, Public, Shown, Sized } from "@ocop/service-kit";
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { AdministrativeUnit } from "../domain/administrative-unit";
import { masked } from "../domain/personal-data";
import type { Producer } from "../domain/producer";
import {
  isAllowed,
  maskedReaders,
  personalReaders,
  phoneReaders,
  producerReaders,
  producerRegistrars,
  producerWriters,
} from "../domain/rights";
import { erasePersonalData } from "../use-cases/erase-personal-data";
import { registerProducer } from "../use-cases/register-producer";
import { revealPersonalData, type Revealed } from "../use-cases/reveal-personal-data";
import { updateProducer } from "../use-cases/update-producer";
import { AdministrativeUnitType } from "./administrative-unit.type";
import type { RegistryContext } from "./context";
import {
  ErasePersonalDataInput,
  RegisterProducerInput,
  RevealPersonalDataInput,
  UpdateProducerInput,
} from "./producer.input";
import { ProducerType, RevealedPersonalDataType } from "./producer.type";

@Resolver(() => ProducerType)
export class ProducerResolver {
  @Shown("partner", "public")
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

  @FieldResolver(() => AdministrativeUnitType, {
    nullable: true,
    description:
      "The unit it was registered or published for, of the list of its day, kept for good beside today's; null where none is known.",
  })
  async issuedUnit(
    @Root() { issuedUnitId }: Producer,
    @Ctx() { loaders }: RegistryContext,
  ): Promise<AdministrativeUnit | null> {
    return issuedUnitId === null ? null : loaders.units.load(issuedUnitId);
  }

  @Shown()
  @Sized(2)
  @FieldResolver(() => [AdministrativeUnitType], {
    description:
      "Units of today among which an officer must still choose, since the commune was split (chưa chọn đơn vị); empty when the place is settled.",
  })
  async unitChoices(
    @Root() { communeRegionId }: Producer,
    @Ctx() { loaders }: RegistryContext,
  ): Promise<readonly AdministrativeUnit[]> {
    return communeRegionId === null ? [] : loaders.choices.load(communeRegionId);
  }

  @Authz(...phoneReaders)
  @FieldResolver(() => String, {
    nullable: true,
    description:
      "Phone (điện thoại), digits as dialled within the country; for central officers masked: 09•• ••• •12. Null when none is known.",
  })
  async phone(@Root() producer: Producer, @Ctx() { loaders, viewer, now }: RegistryContext): Promise<string | null> {
    const { phone } = await loaders.personal.load(producer.id);
    return phone === null || isAllowed(producerReaders, viewer, producer, now) ? phone : masked("phone", phone);
  }

  @Authz(...maskedReaders)
  @FieldResolver(() => String, {
    nullable: true,
    description:
      "Identification number (số định danh cá nhân) of the representative, all but its last 3 digits hidden.",
  })
  async nationalIdMasked(@Root() { id }: Producer, @Ctx() { loaders }: RegistryContext): Promise<string | null> {
    const { nationalId } = await loaders.personal.load(id);
    return nationalId === null ? null : masked("nationalId", nationalId);
  }

  @Authz(...maskedReaders)
  @FieldResolver(() => String, {
    nullable: true,
    description: "Bank account (số tài khoản), all but its last 4 digits hidden, or half of a short one.",
  })
  async bankAccountMasked(@Root() { id }: Producer, @Ctx() { loaders }: RegistryContext): Promise<string | null> {
    const { bankAccount } = await loaders.personal.load(id);
    return bankAccount === null ? null : masked("bankAccount", bankAccount);
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
    const { name, kind, communeId, addressLine, representative, ownerSubject, delegateSubject } = input;
    const { phone, nationalId, bankAccount } = input;
    return act((deps) =>
      registerProducer(deps, {
        name,
        kind,
        communeId,
        addressLine: addressLine ?? null,
        representative: representative ?? null,
        phone: phone ?? null,
        nationalId: nationalId ?? null,
        bankAccount: bankAccount ?? null,
        ownerSubject: ownerSubject ?? null,
        delegateSubject: delegateSubject ?? null,
      }),
    );
  }

  @Authz(...producerWriters)
  @Mutation(() => ProducerType, {
    nullable: true,
    description:
      "Changes what is written down about a producer. Refused with NOT_FOUND, FORBIDDEN, STALE_VERSION {currentVersion}, BAD_USER_INPUT {field}, PERSONAL_DATA_ERASED for a new number of a producer whose personal data were erased.",
  })
  async updateProducer(
    @Arg("input", () => UpdateProducerInput) input: UpdateProducerInput,
    @Ctx() { act, loaders }: RegistryContext,
  ): Promise<Producer> {
    const { producerId, expectedVersion, name, kind, addressLine, representative } = input;
    const { phone, nationalId, bankAccount } = input;
    const saved = await act((deps) =>
      updateProducer(
        deps,
        producerId,
        expectedVersion,
        { name: name ?? undefined, kind: kind ?? undefined, addressLine, representative },
        { phone, nationalId, bankAccount },
      ),
    );
    loaders.personal.clear(saved.id);
    return saved;
  }

  @Authz(...personalReaders)
  @Mutation(() => RevealedPersonalDataType, {
    nullable: true,
    description:
      "Shows one personal value in full (dữ liệu cá nhân) and writes into the audit log who saw it and why: every value for the producer's province and for auditors, the phone for central officers. Takes no idempotency key. Refused with NOT_FOUND, FORBIDDEN, BAD_USER_INPUT {field}.",
  })
  revealPersonalData(
    @Arg("input", () => RevealPersonalDataInput) { producerId, field, reason }: RevealPersonalDataInput,
    @Ctx() { act }: RegistryContext,
  ): Promise<Revealed> {
    return act((deps) => revealPersonalData(deps, { producerId, field, reason }));
  }

  @Authz("province.own")
  @Mutation(() => ProducerType, {
    nullable: true,
    description:
      "Erases for good what is known of the producer's people (xóa dữ liệu cá nhân): phone, identity and account numbers, the representative's name, the personal fields of all its dossiers and the content of their frozen submissions, whose hashes stay. It cannot be undone. Refused with NOT_FOUND, FORBIDDEN, BAD_USER_INPUT {field}.",
  })
  async erasePersonalData(
    @Arg("input", () => ErasePersonalDataInput) { producerId, legalBasis, reason }: ErasePersonalDataInput,
    @Ctx() { act, loaders }: RegistryContext,
  ): Promise<Producer> {
    const saved = await act((deps) => erasePersonalData(deps, { producerId, legalBasis, reason }));
    loaders.personal.clear(saved.id);
    loaders.forms.clearAll();
    return saved;
  }
}
