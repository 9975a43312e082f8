import { dayOf } from "@ocop/contracts";
import { Authz, connection, type Connection, ConnectionArgs, cursors, Public, Shown } from "@ocop/service-kit";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { WorkState } from "../domain/ports";
import { refuse } from "../domain/refusals";
import { may, publicReaders, scopeOf, workReaders, writers } from "../domain/rights";
import { placementOf, type TradeItem } from "../domain/trade-item";
import { verdictOf, type UnitOutcome } from "../domain/unit";
import { changeUnits } from "../use-cases/change-units";
import { orderSerials } from "../use-cases/order-serials";
import type { TraceabilityContext } from "./context";
import { ActivateUnitsInput, IssueSerialsInput, MarkUnitsPrintedInput, VoidUnitsInput } from "./unit.input";
import {
  SerialJobType,
  UnitCheckType,
  UnitConnection,
  UnitOutcomeType,
  UnitType,
  type SerialJobRow,
  type UnitRow,
} from "./unit.type";
import { TradeItemType } from "./trade-item.type";

/** An order in the words of the graph. */
const jobRow = (job: WorkState, item: TradeItem): SerialJobRow => ({
  ...placementOf(item),
  id: job.id,
  state: job.state.toUpperCase() as SerialJobRow["state"],
  done: job.done,
  total: job.input.count,
  requestedAt: job.requestedAt,
});

const outcomes =
  "One outcome per serial, in the order asked; asked twice, a serial answers with the state it has. Refused with NOT_FOUND, BAD_USER_INPUT {field}.";

@Resolver(() => UnitType)
export class UnitResolver {
  @Authz(...workReaders)
  @Query(() => UnitConnection, {
    nullable: true,
    description: "Units of the own lot in the order of their issue. Refused with NOT_FOUND.",
  })
  async units(
    @Arg("lotId", () => ID) lotId: string,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { queries, viewer, cursorKeys }: TraceabilityContext,
  ): Promise<Connection<UnitRow>> {
    const scope = scopeOf(workReaders, viewer);
    const [lot] = await queries.lots([lotId], scope);
    if (!lot) return refuse("NOT_FOUND");
    const cursor = cursors(cursorKeys, { list: "Query.units", filter: { lotId }, sort: ["id"], scope });
    const { rows, hasNextPage } = await queries.unitPage(lotId, { first: args.first, after: cursor.read(args.after) });
    const placed = rows.map((unit) => ({ ...unit, ...placementOf(lot) }));
    return connection({ rows: placed, hasNextPage }, args, ({ id }, nth) => cursor.write([id], nth));
  }

  @Shown("partner", "public")
  @Public()
  @Query(() => UnitCheckType, {
    nullable: true,
    description:
      "What the serial on a pack says today. Asking counts as no scan; a code of no item answers NOT_ISSUED.",
  })
  async verifyUnit(
    @Arg("code", () => String, { description: "Own code of the item." }) code: string,
    @Arg("serial", () => String) serial: string,
    @Ctx() { queries, publicQueries, viewer, now }: TraceabilityContext,
  ): Promise<UnitCheckType> {
    const item = await queries.itemOfCode(code);
    const { unit, lot } = item ? await publicQueries.unit(item.id, serial) : { unit: null, lot: null };
    return {
      verdict: verdictOf(unit, lot, dayOf(now)),
      asOf: dayOf(now),
      activatedAt: unit?.activatedAt ?? null,
      voidedAt: unit?.voidedAt ?? null,
      tradeItem: unit && item,
      lot: lot && may(publicReaders, viewer, lot, now) ? lot : null,
    };
  }

  @Authz(...workReaders)
  @Query(() => SerialJobType, { nullable: true, description: "An own order of serials. Refused with NOT_FOUND." })
  async serialJob(
    @Arg("id", () => ID) id: string,
    @Ctx() { order, loaders, viewer, now }: TraceabilityContext,
  ): Promise<SerialJobRow> {
    const job = await order(id);
    const item = job && (await loaders.item.load(job.input.itemId));
    if (!job || !item || !may(workReaders, viewer, item, now)) return refuse("NOT_FOUND");
    return jobRow(job, item);
  }

  @Authz(...writers)
  @Mutation(() => SerialJobType, {
    nullable: true,
    description:
      "Orders serials for the own item, or for one of its lots; a job issues them. Refused with NOT_FOUND, TOO_MANY_SERIALS {count, limit}, WRONG_STATE {state}, BAD_USER_INPUT {field}.",
  })
  async issueSerials(
    @Arg("input", () => IssueSerialsInput) { tradeItemId: itemId, lotId = null, count }: IssueSerialsInput,
    @Ctx() { act }: TraceabilityContext,
  ): Promise<SerialJobRow> {
    const { item, ...job } = await act((deps) => orderSerials(deps, { itemId, lotId, count }));
    return jobRow(job, item);
  }

  @Authz(...writers)
  @Mutation(() => [UnitOutcomeType], {
    nullable: true,
    description: `Marks units of the own item as printed. ${outcomes}`,
  })
  markUnitsPrinted(
    @Arg("input", () => MarkUnitsPrintedInput) { tradeItemId, serials }: MarkUnitsPrintedInput,
    @Ctx() { act }: TraceabilityContext,
  ): Promise<readonly UnitOutcome[]> {
    return act((deps) => changeUnits(deps, "print", tradeItemId, serials));
  }

  @Authz(...writers)
  @Mutation(() => [UnitOutcomeType], {
    nullable: true,
    description: `Activates units of the own item for sale: only activated serials verify. ${outcomes}`,
  })
  activateUnits(
    @Arg("input", () => ActivateUnitsInput) { tradeItemId, serials }: ActivateUnitsInput,
    @Ctx() { act }: TraceabilityContext,
  ): Promise<readonly UnitOutcome[]> {
    return act((deps) => changeUnits(deps, "activate", tradeItemId, serials));
  }

  @Authz(...writers)
  @Mutation(() => [UnitOutcomeType], {
    nullable: true,
    description: `Voids units of the own item, for good. ${outcomes}`,
  })
  voidUnits(
    @Arg("input", () => VoidUnitsInput) { tradeItemId, serials }: VoidUnitsInput,
    @Ctx() { act }: TraceabilityContext,
  ): Promise<readonly UnitOutcome[]> {
    return act((deps) => changeUnits(deps, "void", tradeItemId, serials));
  }

  @FieldResolver(() => TradeItemType, { nullable: true })
  tradeItem(@Root() { itemId }: UnitRow, @Ctx() { loaders }: TraceabilityContext): Promise<TradeItem | null> {
    return loaders.item.load(itemId);
  }
}
