import { fold } from "@ocop/contracts";
import {
  connection,
  type Connection,
  ConnectionArgs,
  connectionOf,
  cursors,
  found,
  Language,
  localize,
  LocalizedText,
  Public,
  Shown,
} from "@ocop/service-kit";
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { fullName, textOfKey, type AdministrativeUnit } from "../domain/administrative-unit";
import type { UnitFilter } from "../domain/ports";
import { resolveUnits, type ResolvedUnit } from "../use-cases/resolve-units";
import { AdministrativeUnitType, UnitResolutionType } from "./administrative-unit.type";
import type { RegistryContext } from "./context";
import { AdministrativeUnitWhere } from "./where.input";

const AdministrativeUnitConnection = connectionOf("AdministrativeUnit", AdministrativeUnitType, { totalCount: true });

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
      ...connection(page, { after: after ?? null }, ({ code, id }) => cursor.write([code, id])),
      totalCount: () => queries.unitCount(filter),
    };
  }

  @Shown("partner", "public")
  @Public()
  @Query(() => UnitResolutionType, {
    nullable: true,
    description: "Where a unit of an older list lies today. A split unit names all successors; none is guessed.",
  })
  async resolveUnit(
    @Arg("listVersion", () => String) listVersion: string,
    @Arg("code", () => String) code: string,
    @Ctx() { loaders, queries, now }: RegistryContext,
  ): Promise<ResolvedUnit> {
    const unit = found(await loaders.unitsOfKeys.load({ listVersion, code }));
    return found((await resolveUnits(queries, [unit], now)).get(textOfKey(unit)) ?? null);
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
