import { dayOf } from "@ocop/contracts";
import {
  Authz,
  connection,
  type Connection,
  ConnectionArgs,
  connectionOf,
  cursors,
  Language,
  localize,
  LocalizedText,
  Public,
  Shown,
  Sized,
} from "@ocop/service-kit";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Listing } from "../domain/listing";
import type { SalePointFilter } from "../domain/ports";
import { refuse } from "../domain/refusals";
import { recorders, salePointKeepers } from "../domain/rights";
import type { SalePoint, SalePointChange } from "../domain/sale-point";
import { inUseOn, type SalePointKind } from "../domain/sale-point-kind";
import { registerSalePoint } from "../use-cases/register-sale-point";
import { updateSalePoint } from "../use-cases/update-sale-point";
import { AdministrativeUnitStub } from "./administrative-unit.stub";
import type { CommerceContext } from "./context";
import { given, idOf } from "./inputs";
import { ListingConnection } from "./listing.type";
import { RegisterSalePointInput, SalePointWhere, UpdateSalePointInput } from "./sale-point.input";
import { SalePointKindType, SalePointType } from "./sale-point.type";

const SalePointConnection = connectionOf("SalePoint", SalePointType, { totalCount: true });

const filterOf = ({ provinceId, communeId, kind, productId }: SalePointWhere): SalePointFilter => ({
  provinceId: provinceId ?? null,
  communeId: communeId ?? null,
  kind: kind ?? null,
  productId: productId ?? null,
});

/** Fields that a change may set and never empty, by their name in the input. */
const neverEmpty = ["nameVi", "addressLine", "areaSquareMetres", "kind", "operatorSubject"] as const;

const changesOf = ({
  salePointId: _id,
  expectedVersion: _version,
  idempotencyKey: _key,
  ...input
}: UpdateSalePointInput): SalePointChange => {
  const emptied = neverEmpty.find((field) => input[field] === null);
  if (emptied) refuse("BAD_USER_INPUT", { field: emptied });
  const { kind, ...rest } = input;
  return given({ ...rest, kindCode: kind }) as SalePointChange;
};

@Resolver(() => SalePointType)
export class SalePointResolver {
  @Shown("partner", "public")
  @Public()
  @Query(() => SalePointType, { nullable: true, description: "One sale point; NOT_FOUND when there is none." })
  async salePoint(@Arg("id", () => ID) id: string, @Ctx() { loaders }: CommerceContext): Promise<SalePoint> {
    return (await loaders.salePoint.load(id)) ?? refuse("NOT_FOUND");
  }

  @Shown("partner", "public")
  @Public()
  @Query(() => SalePointConnection, { description: "Sale points by name. Refused with BAD_USER_INPUT {field}." })
  async salePoints(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg("where", () => SalePointWhere, { nullable: true }) where: SalePointWhere | null,
    @Ctx() { queries, cursorKeys }: CommerceContext,
  ): Promise<Connection<SalePoint>> {
    const filter = filterOf(where ?? {});
    const cursor = cursors(cursorKeys, { list: "Query.salePoints", filter, sort: ["nameVi"], scope: "everything" });
    const page = await queries.salePointPage(filter, { first: args.first, after: cursor.read(args.after) });
    return {
      ...connection(page, args, ({ nameVi, id }, nth) => cursor.write([nameVi, id], nth)),
      totalCount: () => queries.salePointCount(filter),
    };
  }

  @Shown("partner", "public")
  @Public()
  @Sized(10)
  @Query(() => [SalePointKindType], { description: "The kinds of site of the decision in use, in its order." })
  async salePointKinds(@Ctx() { loaders, now }: CommerceContext): Promise<readonly SalePointKind[]> {
    return inUseOn(await loaders.kinds(), dayOf(now));
  }

  @Authz(...recorders)
  @Mutation(() => SalePointType, {
    nullable: true,
    description:
      "Records a sale point in the officer's province and who runs it. Refused with COMMUNE_NOT_IN_PROVINCE {communeId}, UNKNOWN_KIND {kind}, BAD_USER_INPUT {field}.",
  })
  registerSalePoint(
    @Arg("input", () => RegisterSalePointInput)
    { idempotencyKey: _key, provinceId, communeId, kind: kindCode, ...rest }: RegisterSalePointInput,
    @Ctx() { act }: CommerceContext,
  ): Promise<SalePoint> {
    const details = {
      ...rest,
      kindCode,
      provinceRegionId: idOf("provinceId", provinceId),
      communeRegionId: idOf("communeId", communeId),
      nameEn: rest.nameEn ?? null,
      recognitionNo: rest.recognitionNo ?? null,
      recognisedOn: rest.recognisedOn ?? null,
    };
    return act((deps) => registerSalePoint(deps, details));
  }

  @Authz(...salePointKeepers)
  @Mutation(() => SalePointType, {
    nullable: true,
    description:
      "Changes a sale point: the operator its profile, the province everything. Refused with NOT_FOUND, FORBIDDEN {field}, STALE_VERSION {currentVersion}, UNKNOWN_KIND {kind}, BAD_USER_INPUT {field}.",
  })
  updateSalePoint(
    @Arg("input", () => UpdateSalePointInput) input: UpdateSalePointInput,
    @Ctx() { act }: CommerceContext,
  ): Promise<SalePoint> {
    const { salePointId, expectedVersion } = input;
    const changes = changesOf(input);
    return act((deps) => updateSalePoint(deps, { salePointId, expectedVersion, changes }));
  }

  @FieldResolver(() => LocalizedText)
  name(
    @Root() { nameVi: vi, nameEn: en }: SalePoint,
    @Arg("lang", () => Language, { defaultValue: Language.VI }) lang: Language,
  ): LocalizedText {
    return localize({ vi, en }, lang);
  }

  @FieldResolver(() => SalePointKindType)
  async kind(
    @Root() { kindCode, criteriaVersion }: SalePoint,
    @Ctx() { loaders }: CommerceContext,
  ): Promise<SalePointKind> {
    const kinds = await loaders.kinds();
    const kind = kinds.find((one) => one.code === kindCode && one.criteriaVersion === criteriaVersion);
    return kind ?? refuse("NOT_FOUND");
  }

  @FieldResolver(() => AdministrativeUnitStub, { nullable: true })
  commune(@Root() { communeRegionId }: SalePoint): AdministrativeUnitStub {
    return { id: communeRegionId };
  }

  @FieldResolver(() => AdministrativeUnitStub, { nullable: true })
  province(@Root() { provinceRegionId }: SalePoint): AdministrativeUnitStub {
    return { id: provinceRegionId };
  }

  @FieldResolver(() => ListingConnection, { description: "What the point lists: listed products first, then by day." })
  async listings(
    @Root() { id }: SalePoint,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { loaders, queries, cursorKeys }: CommerceContext,
  ): Promise<Connection<Listing>> {
    const sort = ["state", "listedOn"];
    const cursor = cursors(cursorKeys, { list: "SalePoint.listings", filter: id, sort, scope: "everything" });
    const after = cursor.read(args.after);
    const page =
      after === null
        ? await loaders.listingsOfSalePoint(args.first).load(id)
        : await queries.listingPage(id, { first: args.first, after });
    return connection(page, args, (row, nth) => cursor.write([row.state, row.listedOn, row.id], nth));
  }
}

@Resolver(() => SalePointKindType)
export class SalePointKindResolver {
  @FieldResolver(() => LocalizedText)
  label(
    @Root() { labelVi: vi, labelEn: en }: SalePointKind,
    @Arg("lang", () => Language, { defaultValue: Language.VI }) lang: Language,
  ): LocalizedText {
    return localize({ vi, en }, lang);
  }
}
