import { dayOf } from "@ocop/contracts";
import { connection, type Connection, ConnectionArgs, cursors, Public } from "@ocop/service-kit";
import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import type { AdministrativeUnit, UnitLevel } from "../domain/administrative-unit";
import type { TotalsMeasure } from "../domain/territory-totals";
import { countByTerritory } from "../use-cases/territory-totals";
import { AdministrativeUnitType } from "./administrative-unit.type";
import type { RegistryContext } from "./context";
import { TotalsMeasureEnum, UnitLevelEnum } from "./enums";
import { TerritoryTotalConnection, TerritoryTotalsType, TerritoryTotalType } from "./territory-totals.type";

@Resolver(() => TerritoryTotalsType)
export class TerritoryTotalsResolver {
  @Public()
  @Query(() => TerritoryTotalsType, {
    nullable: true,
    description:
      "Products or producers by the boundaries of a list, past or present, in the whole country or in one unit above. What cannot be told apart is counted in buckets of its own, never guessed. Refused with BAD_USER_INPUT {field}.",
  })
  async territoryTotals(
    @Arg("listVersion", () => String) listVersion: string,
    @Arg("level", () => UnitLevelEnum) level: UnitLevel,
    @Arg("measure", () => TotalsMeasureEnum) measure: TotalsMeasure,
    @Arg("parentCode", () => String, { nullable: true, description: "Code of a unit above, in the same list." })
    above: string | null,
    @Ctx() { queries, now }: RegistryContext,
  ): Promise<TerritoryTotalsType> {
    const boundaries = { listVersion, level, parentCode: above ?? null };
    const asOf = dayOf(now);
    const { units, ...figures } = await countByTerritory(queries, boundaries, measure, asOf);
    return { ...boundaries, measure, asOf, ...figures, rows: units };
  }

  @FieldResolver(() => TerritoryTotalConnection, {
    description: "Every unit of the level in order of its code, those without records too.",
  })
  units(
    @Root() { listVersion, level, parentCode, measure, rows }: TerritoryTotalsType,
    @Args(() => ConnectionArgs) { first, after }: ConnectionArgs,
    @Ctx() { cursorKeys }: RegistryContext,
  ): Connection<Pick<TerritoryTotalType, "plain" | "figures">> {
    const cursor = cursors(cursorKeys, {
      list: "TerritoryTotals.units",
      filter: { listVersion, level, parentCode, measure },
      sort: ["code"],
      scope: "everything",
    });
    const [last = ""] = cursor.read(after) ?? [];
    const rest = rows.filter(({ unit }) => unit.code > last);
    const page = rest.slice(0, first).map(({ unit, figures }) => ({ plain: unit, figures }));
    return connection({ rows: page, hasNextPage: rest.length > first }, { after: after ?? null }, ({ plain }, nth) =>
      cursor.write([plain.code], nth),
    );
  }
}

@Resolver(() => TerritoryTotalType)
export class TerritoryTotalResolver {
  @FieldResolver(() => AdministrativeUnitType, { nullable: true, description: "The unit." })
  unit(@Root() { plain }: TerritoryTotalType, @Ctx() { loaders }: RegistryContext): Promise<AdministrativeUnit | null> {
    return loaders.units.load(plain.id);
  }
}
