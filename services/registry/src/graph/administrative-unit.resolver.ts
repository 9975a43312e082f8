import { dayOf, fold } from "@ocop/contracts";
import {
  connection,
  type Connection,
  ConnectionArgs,
  connectionOf,
  cursors,
  found,
  Language,
  LegalDate,
  localize,
  LocalizedText,
  Public,
  Shown,
} from "@ocop/service-kit";
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { fullName, type AdministrativeUnit } from "../domain/administrative-unit";
import type { UnitFilter, UnitSearch } from "../domain/ports";
import { refuse } from "../domain/refusals";
import { needlesOf, placeOf } from "../domain/unit-search";
import { traceUnit, type TracedUnit } from "../use-cases/trace-unit";
import { AdministrativeUnitType, UnitResolutionType } from "./administrative-unit.type";
import type { RegistryContext } from "./context";
import { UnitSearchWhere } from "./unit-search.input";
import { AdministrativeUnitWhere } from "./where.input";

const AdministrativeUnitConnection = connectionOf("AdministrativeUnit", AdministrativeUnitType, { totalCount: true });

const searchOf = (text: string, where: UnitSearchWhere): UnitSearch => {
  const { listVersion = null, level = null, parentCode = null, provinceCode = null } = where;
  if (listVersion === null && (parentCode !== null || provinceCode !== null))
    refuse("BAD_USER_INPUT", { field: "where.listVersion" });
  return { needles: needlesOf(text), listVersion, level, parentCode, provinceCode };
};

const filterOf = ({ listVersion, level, parentCode, name }: AdministrativeUnitWhere): UnitFilter => ({
  listVersion,
  level: level ?? null,
  parentCode: parentCode ?? null,
  search: fold(name ?? "") || null,
});

@Resolver(() => AdministrativeUnitType)
export class AdministrativeUnitResolver {
  @Shown("partner", "public")
  @Public()
  @Query(() => AdministrativeUnitType, { nullable: true, description: "One unit; NOT_FOUND when there is none." })
  async administrativeUnit(
    @Arg("id", () => ID) id: string,
    @Ctx() { loaders }: RegistryContext,
  ): Promise<AdministrativeUnit> {
    return found(await loaders.units.load(id));
  }

  @Shown("partner", "public")
  @Public()
  @Query(() => AdministrativeUnitType, {
    nullable: true,
    description: "One unit by its code in one list; NOT_FOUND when there is none.",
  })
  async administrativeUnitByCode(
    @Arg("listVersion", () => String) listVersion: string,
    @Arg("code", () => String) code: string,
    @Ctx() { loaders }: RegistryContext,
  ): Promise<AdministrativeUnit> {
    return found(await loaders.unitsOfKeys.load({ listVersion, code }));
  }

  @Shown("partner", "public")
  @Public()
  @Query(() => AdministrativeUnitConnection, { description: "Units of one list in order of their code." })
  async administrativeUnits(
    @Arg("where", () => AdministrativeUnitWhere) where: AdministrativeUnitWhere,
    @Args(() => ConnectionArgs) { first, after }: ConnectionArgs,
    @Ctx() { queries, cursorKeys }: RegistryContext,
  ): Promise<Connection<AdministrativeUnit>> {
    const filter = filterOf(where);
    const cursor = cursors(cursorKeys, {
      list: "Query.administrativeUnits",
      filter,
      sort: ["code"],
      scope: "everything",
    });
    const page = await queries.unitPage(filter, { first, after: cursor.read(after) });
    return {
      ...connection(page, { after: after ?? null }, ({ code, id }, nth) => cursor.write([code, id], nth)),
      totalCount: () => queries.unitCount(filter),
    };
  }

  @Shown("partner", "public")
  @Public()
  @Query(() => UnitResolutionType, {
    nullable: true,
    description:
      "What a unit is on a day, today where none is given: forwards along the lists to its successors, backwards to the units it was made of. A split unit names all successors; none is guessed. Refused with LIST_VERSION_MISSING {code, lists, names} for a code without its list, and UNIT_NOT_IN_LIST {code, listVersion, lists, names} for one that only other lists have.",
  })
  resolveUnit(
    @Arg("listVersion", () => String, {
      nullable: true,
      description: "2025-before, 2025-07, 2026-04 or demonstration; a code means nothing without it.",
    })
    listVersion: string | null,
    @Arg("code", () => String) code: string,
    @Arg("asOf", () => LegalDate, { nullable: true }) asOf: string | null,
    @Ctx() { queries, now }: RegistryContext,
  ): Promise<TracedUnit> {
    return traceUnit(queries, code, listVersion ?? null, asOf ?? dayOf(now));
  }

  @Shown("partner", "public")
  @Public()
  @Query(() => AdministrativeUnitConnection, {
    nullable: true,
    description:
      "Units by name, the best first: the name itself, its letters, how it begins, a word in it, anywhere; among equals those whose tone marks agree. Case, the letter a tone mark stands on (Hoà, Hòa) and a kind before the name (xã, phường, tỉnh) do not matter. Text of at most 100 characters; refused with BAD_USER_INPUT {field} for an empty or longer one, or a kind without a name.",
  })
  async searchUnits(
    @Arg("text", () => String) text: string,
    @Arg("where", () => UnitSearchWhere, { nullable: true }) where: UnitSearchWhere | null,
    @Args(() => ConnectionArgs) { first, after }: ConnectionArgs,
    @Ctx() { queries, cursorKeys }: RegistryContext,
  ): Promise<Connection<AdministrativeUnit>> {
    const search = searchOf(text, where ?? {});
    const cursor = cursors(cursorKeys, {
      list: "Query.searchUnits",
      filter: search,
      sort: ["place", "name"],
      scope: "everything",
    });
    const page = await queries.foundUnits(search, { first, after: cursor.read(after) });
    return {
      ...connection(page, { after: after ?? null }, (unit, nth) =>
        cursor.write([String(placeOf(search.needles, unit)), unit.name, unit.id], nth),
      ),
      totalCount: () => queries.foundUnitCount(search),
    };
  }

  @FieldResolver(() => LocalizedText, { description: "Name (tên) without its kind in Vietnamese." })
  name(
    @Root() { name, nameEn }: AdministrativeUnit,
    @Arg("lang", () => Language, { defaultValue: Language.VI }) lang: Language,
  ): LocalizedText {
    return localize({ vi: name, en: nameEn }, lang);
  }

  @FieldResolver(() => LocalizedText, { description: "Name with its kind, as addresses print it." })
  fullName(
    @Root() unit: AdministrativeUnit,
    @Arg("lang", () => Language, { defaultValue: Language.VI }) lang: Language,
  ): LocalizedText {
    return localize(fullName(unit), lang);
  }

  @FieldResolver(() => AdministrativeUnitType, { nullable: true, description: "The unit above, in the same list." })
  async parent(
    @Root() { listVersion, parentCode }: AdministrativeUnit,
    @Ctx() { loaders }: RegistryContext,
  ): Promise<AdministrativeUnit | null> {
    return parentCode === null ? null : loaders.unitsOfKeys.load({ listVersion, code: parentCode });
  }
}
