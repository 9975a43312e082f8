import {
  Authz,
  connection,
  type Connection,
  ConnectionArgs,
  connectionOf,
  cursors,
  found,
  Sized,
} from "@ocop/service-kit";
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { AdministrativeUnit } from "../domain/administrative-unit";
import { coach } from "../domain/coach";
import { missingItems, type Dossier, type MissingItem } from "../domain/dossier";
import type { Producer } from "../domain/producer";
import type { Product } from "../domain/product";
import {
  coachReaders,
  dossierReaders,
  dossierWriters,
  evidenceReaders,
  scopeOf,
  selfScoreReaders,
} from "../domain/rights";
import type { Round } from "../domain/round";
import { claimedPoints } from "../domain/self-assessment";
import { acceptDossier } from "../use-cases/accept-dossier";
import { completeCommuneReport } from "../use-cases/complete-commune-report";
import { openDossier } from "../use-cases/open-dossier";
import { returnDossier } from "../use-cases/return-dossier";
import { saveDossier } from "../use-cases/save-dossier";
import { submitDossier } from "../use-cases/submit-dossier";
import { AdministrativeUnitType } from "./administrative-unit.type";
import type { RegistryContext } from "./context";
import { coachAnswer, type CoachAnswer, DossierCoachType } from "./dossier-coach.type";
import {
  AcceptDossierInput,
  changesOf,
  CompleteCommuneReportInput,
  OpenDossierInput,
  ReturnDossierInput,
  SaveDossierInput,
  SubmitDossierInput,
} from "./dossier.input";
import {
  DossierAnswerType,
  DossierFieldType,
  DossierMissingItemType,
  DossierSnapshotType,
  DossierType,
  fieldsOf,
} from "./dossier.type";
import { ProducerType } from "./producer.type";
import { ProductType } from "./product.type";
import { RoundType } from "./round.type";
import { DossierWhere } from "./where.input";

const DossierConnection = connectionOf("Dossier", DossierType, { totalCount: true });

@Resolver(() => DossierType)
export class DossierResolver {
  @Authz(...dossierReaders)
  @Query(() => DossierType, { nullable: true, description: "One dossier; NOT_FOUND outside the viewer's scope." })
  async dossier(@Arg("id", () => ID) id: string, @Ctx() { loaders }: RegistryContext): Promise<Dossier> {
    return found(await loaders.dossiers.load(id));
  }

  @Authz(...dossierReaders)
  @Query(() => DossierConnection, { nullable: true, description: "Dossiers within the viewer's scope, newest first." })
  async dossiers(
    @Arg("where", () => DossierWhere, { nullable: true }) where: DossierWhere | null,
    @Args(() => ConnectionArgs) { first, after }: ConnectionArgs,
    @Ctx() { queries, cursorKeys, viewer }: RegistryContext,
  ): Promise<Connection<Dossier>> {
    const filter = { state: where?.state ?? null, roundId: where?.roundId ?? null };
    const scope = scopeOf(viewer, dossierReaders);
    const cursor = cursors(cursorKeys, { list: "Query.dossiers", filter, sort: ["id"], scope });
    const page = await queries.dossierPage(filter, scope, { first, after: cursor.read(after) });
    return {
      ...connection(page, { after: after ?? null }, ({ id }, nth) => cursor.write([id], nth)),
      totalCount: () => queries.dossierCount(filter, scope),
    };
  }

  @FieldResolver(() => ProductType, { nullable: true, description: "The product it is about." })
  product(@Root() { productId }: Dossier, @Ctx() { loaders }: RegistryContext): Promise<Product | null> {
    return loaders.products.load(productId);
  }

  @FieldResolver(() => ProducerType, { nullable: true, description: "The applicant." })
  producer(@Root() { producerId }: Dossier, @Ctx() { loaders }: RegistryContext): Promise<Producer | null> {
    return loaders.producers.load(producerId);
  }

  @FieldResolver(() => AdministrativeUnitType, { nullable: true, description: "Province that evaluates." })
  province(
    @Root() { provinceRegionId }: Dossier,
    @Ctx() { loaders }: RegistryContext,
  ): Promise<AdministrativeUnit | null> {
    return loaders.units.load(provinceRegionId);
  }

  @FieldResolver(() => AdministrativeUnitType, { nullable: true, description: "Commune that receives and reports." })
  commune(
    @Root() { communeRegionId }: Dossier,
    @Ctx() { loaders }: RegistryContext,
  ): Promise<AdministrativeUnit | null> {
    return loaders.units.load(communeRegionId);
  }

  @FieldResolver(() => RoundType, { nullable: true, description: "Round (đợt đánh giá) it is meant for." })
  round(@Root() { roundId }: Dossier, @Ctx() { loaders }: RegistryContext): Promise<Round | null> {
    return loaders.rounds.load(roundId);
  }

  @Authz(...evidenceReaders)
  @FieldResolver(() => [DossierFieldType], {
    nullable: true,
    description: "Filled fields of form 01 (Mẫu 01); without the personal ones once these are erased.",
  })
  async form01(@Root() dossier: Dossier, @Ctx() { loaders }: RegistryContext): Promise<readonly DossierFieldType[]> {
    return fieldsOf((await loaders.forms.load(dossier)).form01);
  }

  @Authz(...evidenceReaders)
  @FieldResolver(() => [DossierFieldType], {
    nullable: true,
    description: "Filled fields of form 02 (Mẫu 02); without the personal ones once these are erased.",
  })
  async form02(@Root() dossier: Dossier, @Ctx() { loaders }: RegistryContext): Promise<readonly DossierFieldType[]> {
    return fieldsOf((await loaders.forms.load(dossier)).form02);
  }

  @Authz(...selfScoreReaders)
  @Sized(35)
  @FieldResolver(() => [DossierAnswerType], {
    nullable: true,
    description:
      "The self-assessment (tự đánh giá), one answer per criterion. Who scores sees it as the council's rules say, by default once the own sheet is in.",
  })
  answers(@Root() { answers }: Dossier): readonly DossierAnswerType[] {
    return Object.entries(answers).map(([criterion, option]) => ({ criterion, option }));
  }

  @Authz(...evidenceReaders)
  @FieldResolver(() => [DossierMissingItemType], {
    nullable: true,
    description: "What is missing before it may be submitted; empty when it is complete.",
  })
  async completeness(@Root() dossier: Dossier, @Ctx() { rulebook }: RegistryContext): Promise<readonly MissingItem[]> {
    return missingItems(dossier, await rulebook(dossier.setCode));
  }

  @Authz(...selfScoreReaders)
  @FieldResolver(() => Int, {
    nullable: true,
    description: "Points the producer claims (điểm tự chấm), of 100; seen by whoever sees the answers.",
  })
  async claimedPoints(@Root() { setCode, answers }: Dossier, @Ctx() { rulebook }: RegistryContext): Promise<number> {
    return claimedPoints((await rulebook(setCode)).criteriaSet, answers);
  }

  @Authz(...coachReaders)
  @FieldResolver(() => DossierCoachType, {
    nullable: true,
    description:
      "What the present answers and evidence reach and the cheapest next steps (gợi ý hoàn thiện hồ sơ): advice, never the law. Null until the bands of its criteria set are known.",
  })
  async coach(@Root() dossier: Dossier, @Ctx() { rulebook }: RegistryContext): Promise<CoachAnswer | null> {
    const { criteriaSet } = await rulebook(dossier.setCode);
    const { bands, criteria } = criteriaSet;
    return bands === null
      ? null
      : coachAnswer(dossier.regime, coach({ bands, criteria }, dossier.answers, dossier.evidence));
  }

  @Sized(3)
  @FieldResolver(() => [DossierSnapshotType], { description: "Its frozen submissions in order." })
  snapshots(@Root() { id }: Dossier, @Ctx() { loaders }: RegistryContext): Promise<readonly DossierSnapshotType[]> {
    return loaders.snapshots.load(id);
  }

  @Authz(...dossierWriters)
  @Mutation(() => DossierType, {
    nullable: true,
    description:
      "Opens the dossier of a product for a round. Refused with NOT_FOUND, FORBIDDEN, DOSSIER_OPEN {dossierId}, REGISTRATION_TYPE_UNFIT {registrationType}, PRODUCT_SET_MISSING, CRITERIA_SET_UNKNOWN {setCode}, COMMUNE_UNKNOWN, BAD_USER_INPUT {field}.",
  })
  openDossier(
    @Arg("input", () => OpenDossierInput) { productId, registrationType, roundId }: OpenDossierInput,
    @Ctx() { act }: RegistryContext,
  ): Promise<Dossier> {
    return act((deps) => openDossier(deps, { productId, registrationType, roundId }));
  }

  @Authz(...dossierWriters)
  @Mutation(() => DossierType, {
    nullable: true,
    description:
      "Saves what changed in a draft or returned dossier (hồ sơ). Refused with NOT_FOUND, FORBIDDEN, STALE_VERSION {currentVersion}, WRONG_STATE {state}, ANSWER_INVALID {criterion, option}, BAD_USER_INPUT {field}.",
  })
  saveDossier(
    @Arg("input", () => SaveDossierInput) input: SaveDossierInput,
    @Ctx() { act }: RegistryContext,
  ): Promise<Dossier> {
    const { dossierId, expectedVersion } = input;
    return act((deps) => saveDossier(deps, dossierId, expectedVersion, changesOf(input)));
  }

  @Authz(...dossierWriters)
  @Mutation(() => DossierType, {
    nullable: true,
    description:
      "Submits a dossier to the commune (nộp hồ sơ) and freezes it. Refused with NOT_FOUND, FORBIDDEN, STALE_VERSION {currentVersion}, WRONG_STATE {state}, DOSSIER_INCOMPLETE {missing}.",
  })
  submitDossier(
    @Arg("input", () => SubmitDossierInput) { dossierId, expectedVersion }: SubmitDossierInput,
    @Ctx() { act }: RegistryContext,
  ): Promise<Dossier> {
    return act((deps) => submitDossier(deps, dossierId, expectedVersion));
  }

  @Authz("commune.own", "province.own")
  @Mutation(() => DossierType, {
    nullable: true,
    description:
      "Sends a dossier back with a reason per place: the commune what it received, the province what was forwarded. Refused with NOT_FOUND, FORBIDDEN, STALE_VERSION {currentVersion}, WRONG_STATE {state}, BAD_USER_INPUT {field}.",
  })
  returnDossier(
    @Arg("input", () => ReturnDossierInput) { dossierId, expectedVersion, reasons }: ReturnDossierInput,
    @Ctx() { act }: RegistryContext,
  ): Promise<Dossier> {
    return act((deps) => returnDossier(deps, dossierId, expectedVersion, reasons));
  }

  @Authz("commune.own")
  @Mutation(() => DossierType, {
    nullable: true,
    description:
      "The commune's report (Mẫu 03) and request: gives product code and slip number and forwards to the province. Refused with NOT_FOUND, FORBIDDEN, STALE_VERSION {currentVersion}, WRONG_STATE {state}, SAMPLES_MISSING {needed, got}, ROUND_CLOSED {requestsBefore, nextRoundId}, LATE_REASON_MISSING {requestsBefore}, BAD_USER_INPUT {field}.",
  })
  completeCommuneReport(
    @Arg("input", () => CompleteCommuneReportInput) input: CompleteCommuneReportInput,
    @Ctx() { act }: RegistryContext,
  ): Promise<Dossier> {
    const { dossierId, expectedVersion, lateReason } = input;
    const { localMaterial, localLabour, ideaOrigin, localIdentity, request, sampleCount } = input;
    const report = { localMaterial, localLabour, ideaOrigin, localIdentity, request, sampleCount };
    return act((deps) => completeCommuneReport(deps, dossierId, expectedVersion, report, lateReason ?? null));
  }

  @Authz("province.own")
  @Mutation(() => DossierType, {
    nullable: true,
    description:
      "The province takes a forwarded dossier in for evaluation. Refused with NOT_FOUND, FORBIDDEN, STALE_VERSION {currentVersion}, WRONG_STATE {state}.",
  })
  acceptDossier(
    @Arg("input", () => AcceptDossierInput) { dossierId, expectedVersion }: AcceptDossierInput,
    @Ctx() { act }: RegistryContext,
  ): Promise<Dossier> {
    return act((deps) => acceptDossier(deps, dossierId, expectedVersion));
  }
}
