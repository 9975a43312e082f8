import { dayOf } from "@ocop/contracts";
import {
  Authz,
  connection,
  type Connection,
  ConnectionArgs,
  cursors,
  Language,
  localize,
  LocalizedText,
  Public,
  Sized,
} from "@ocop/service-kit";
import { Arg, Args, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { AdministrativeUnit } from "../domain/administrative-unit";
import type { Programme, ProgrammePlan, ProgrammeTarget } from "../domain/programme";
import { planners } from "../domain/rights";
import { figuresDay, programmeProgress } from "../use-cases/programme-progress";
import { recordProgrammePlan } from "../use-cases/record-programme-plan";
import { AdministrativeUnitType } from "./administrative-unit.type";
import type { RegistryContext } from "./context";
import { ProgrammePlanWhere, RecordProgrammePlanInput } from "./programme.input";
import {
  ProgrammePlanConnection,
  ProgrammePlanType,
  ProgrammeProgressType,
  ProgrammeTargetType,
  ProgrammeType,
} from "./programme.type";

@Resolver(() => ProgrammeTargetType)
export class ProgrammeTargetResolver {
  @FieldResolver(() => LocalizedText, { description: "What is aimed at." })
  name(
    @Root() { nameVi, nameEn }: ProgrammeTarget,
    @Arg("lang", () => Language, { defaultValue: Language.VI }) lang: Language,
  ): LocalizedText {
    return localize({ vi: nameVi, en: nameEn }, lang);
  }
}

@Resolver(() => ProgrammeType)
export class ProgrammeResolver {
  @Public()
  @Sized(10)
  @Query(() => [ProgrammeType], { description: "National programmes with their targets, the newest first." })
  programmes(@Ctx() { queries }: RegistryContext): Promise<Programme[]> {
    return queries.programmes();
  }

  @FieldResolver(() => LocalizedText, { description: "Name (tên chương trình)." })
  name(
    @Root() { nameVi, nameEn }: Programme,
    @Arg("lang", () => Language, { defaultValue: Language.VI }) lang: Language,
  ): LocalizedText {
    return localize({ vi: nameVi, en: nameEn }, lang);
  }
}

@Resolver(() => ProgrammePlanType)
export class ProgrammePlanResolver {
  @Public()
  @Query(() => ProgrammePlanConnection, {
    nullable: true,
    description: "Plans of a year, those that a later decision replaced too, in the order in which they were recorded.",
  })
  async programmePlans(
    @Arg("where", () => ProgrammePlanWhere) { year, unitId }: ProgrammePlanWhere,
    @Args(() => ConnectionArgs) { first, after }: ConnectionArgs,
    @Ctx() { queries, cursorKeys }: RegistryContext,
  ): Promise<Connection<ProgrammePlan>> {
    const filter = { year, unitId: unitId ?? null };
    const cursor = cursors(cursorKeys, { list: "Query.programmePlans", filter, sort: ["id"], scope: "everything" });
    const page = await queries.planPage(filter, { first, after: cursor.read(after) });
    return connection(page, { after: after ?? null }, ({ id }, nth) => cursor.write([id], nth));
  }

  @Authz(...planners)
  @Mutation(() => ProgrammePlanType, {
    nullable: true,
    description:
      "Records the plan of a year that a province decided, or the products that a commune registered for it. A later decision takes the place of an earlier one, which stays. Refused with FORBIDDEN, UNIT_NOT_CURRENT {listVersion, code}, PLAN_RECORDED {planId}, BAD_USER_INPUT {field}.",
  })
  recordProgrammePlan(
    @Arg("input", () => RecordProgrammePlanInput)
    { unitId, year, newProducts, decisionNo, decidedOn }: RecordProgrammePlanInput,
    @Ctx() { act }: RegistryContext,
  ): Promise<ProgrammePlan> {
    return act((deps) => recordProgrammePlan(deps, unitId, { year, newProducts, decisionNo, decidedOn }));
  }

  @FieldResolver(() => AdministrativeUnitType, { nullable: true, description: "The unit it was decided for." })
  unit(@Root() { unitId }: ProgrammePlan, @Ctx() { loaders }: RegistryContext): Promise<AdministrativeUnit | null> {
    return loaders.units.load(unitId);
  }
}

@Resolver(() => ProgrammeProgressType)
export class ProgrammeProgressResolver {
  @Public()
  @Query(() => ProgrammeProgressType, {
    nullable: true,
    description:
      "What was recognised in a year beside what was planned for it, in a province of any list, past or present, or in the whole country. Refused with BAD_USER_INPUT {field}.",
  })
  async programmeProgress(
    @Arg("listVersion", () => String) listVersion: string,
    @Arg("year", () => Int) year: number,
    @Arg("provinceCode", () => String, { nullable: true, description: "Code in the list; none for the whole country." })
    provinceCode: string | null,
    @Ctx() { queries, now }: RegistryContext,
  ): Promise<ProgrammeProgressType> {
    const wish = { listVersion, provinceCode: provinceCode ?? null, year };
    const { plans, ...figures } = await programmeProgress(queries, wish, dayOf(now));
    return { ...wish, asOf: figuresDay(year, dayOf(now)), ...figures, rows: plans };
  }

  @Sized(100)
  @FieldResolver(() => [ProgrammePlanType], {
    description: "The provinces' plans that were summed, at most 100: for an old and a new list 63 and 34.",
  })
  plans(@Root() { rows }: ProgrammeProgressType): readonly ProgrammePlan[] {
    return rows.slice(0, 100);
  }
}
