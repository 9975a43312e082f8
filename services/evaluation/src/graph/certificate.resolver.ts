import { certificateStatus, type CertificateStatus, type Day, dayOf } from "@ocop/contracts";
import {
  Authz,
  type Connection,
  connection,
  ConnectionArgs,
  connectionOf,
  cursors,
  LegalDate,
  Public,
  Shown,
  Sized,
} from "@ocop/service-kit";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { type Certificate, renewalWindow } from "../domain/certificate";
import { refuse } from "../domain/refusals";
import { decideBy, type Revocation } from "../domain/revocation";
import { revocationReaders } from "../domain/rights";
import { confirmRevocation } from "../use-cases/confirm-revocation";
import { issueCertificate } from "../use-cases/issue-certificate";
import { requestRevocation } from "../use-cases/request-revocation";
import {
  CertificateWhere,
  ConfirmRevocationInput,
  IssueCertificateInput,
  RequestRevocationInput,
} from "./certificate.input";
import { CertificateType, RenewalWindowType } from "./certificate.type";
import type { EvaluationContext } from "./context";
import { CertificateStatusEnum } from "./enums";
import { bounded, idOf, withoutKey } from "./inputs";
import { ProductStub } from "./product.stub";
import { RevocationType } from "./revocation.type";

const CertificateConnection = connectionOf("Certificate", CertificateType, { totalCount: true });

@Resolver(() => CertificateType)
export class CertificateResolver {
  @Shown("partner", "public")
  @Public()
  @Query(() => CertificateType, { nullable: true, description: "Refused with NOT_FOUND." })
  async certificate(@Arg("id", () => ID) id: string, @Ctx() { loaders }: EvaluationContext): Promise<Certificate> {
    return (await loaders.certificate.load(id)) ?? refuse("NOT_FOUND");
  }

  @Shown("partner", "public")
  @Public()
  @Query(() => CertificateType, {
    nullable: true,
    description: "The certificate with a public look-up code, in any case of letters. Refused with NOT_FOUND.",
  })
  async certificateByLookupCode(
    @Arg("code", () => String) code: string,
    @Ctx() { queries }: EvaluationContext,
  ): Promise<Certificate> {
    return (await queries.certificateByLookupCode(code.trim().toUpperCase())) ?? refuse("NOT_FOUND");
  }

  @Shown("partner", "public")
  @Public()
  @Query(() => CertificateConnection, {
    description: "Certificates, newest first. Refused with BAD_USER_INPUT {field}.",
  })
  async certificates(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg("where", () => CertificateWhere, { nullable: true }) where: CertificateWhere | null,
    @Ctx() { queries, cursorKeys, now }: EvaluationContext,
  ): Promise<Connection<Certificate>> {
    const productIds = where?.productIds ?? null;
    const filter = {
      provinceId: where?.provinceId ?? null,
      status: where?.status ?? null,
      stars: where?.stars ?? null,
      productIds: productIds && bounded("productIds", productIds, 100),
    };
    const binding = { list: "Query.certificates", filter, sort: ["issuedOn"], scope: "everything" } as const;
    const cursor = cursors(cursorKeys, binding);
    const page = await queries.certificatePage(filter, dayOf(now), {
      first: args.first,
      after: cursor.read(args.after),
    });
    return {
      ...connection(page, args, ({ issuedOn, id }, nth) => cursor.write([issuedOn, id], nth)),
      totalCount: () => queries.certificateCount(filter, dayOf(now)),
    };
  }

  @Authz("province.own", "central.officer")
  @Mutation(() => CertificateType, {
    nullable: true,
    description:
      "Issues the certificate of a recorded decision; it takes the place of the product's certificate in force. Refused with NOT_FOUND, FORBIDDEN, WRONG_STATE, ALREADY_CERTIFIED {certificateId}, PRODUCT_UNKNOWN, DATE_OUT_OF_ORDER {field, earliest, latest}, IDEMPOTENCY_MISMATCH, BAD_USER_INPUT {field}.",
  })
  issueCertificate(
    @Arg("input", () => IssueCertificateInput) input: IssueCertificateInput,
    @Ctx() { act }: EvaluationContext,
  ): Promise<Certificate> {
    const wish = { ...withoutKey(input), evaluationId: idOf("evaluationId", input.evaluationId) };
    return act((deps) => issueCertificate(deps, { ...wish, certificateNo: input.certificateNo ?? null }));
  }

  @Authz("province.own", "central.officer")
  @Mutation(() => RevocationType, {
    nullable: true,
    description:
      "First of two officers: asks for a revocation. Refused with NOT_FOUND, FORBIDDEN, STALE_VERSION {currentVersion}, CERTIFICATE_NOT_LIVE {state}, REVOCATION_OPEN {revocationId}, DATE_OUT_OF_ORDER, IDEMPOTENCY_MISMATCH, BAD_USER_INPUT {field}.",
  })
  requestRevocation(
    @Arg("input", () => RequestRevocationInput) input: RequestRevocationInput,
    @Ctx() { act }: EvaluationContext,
  ): Promise<Revocation> {
    const wish = { ...withoutKey(input), certificateId: idOf("certificateId", input.certificateId) };
    return act((deps) => requestRevocation(deps, { ...wish, concludedOn: input.concludedOn ?? null }));
  }

  @Authz("province.own", "central.officer")
  @Mutation(() => CertificateType, {
    nullable: true,
    description:
      "Second officer: confirms with the authority's decision, and the certificate is revoked. Refused with NOT_FOUND, FORBIDDEN, STALE_VERSION {currentVersion}, WRONG_STATE, SAME_OFFICER, CERTIFICATE_NOT_LIVE {state}, DATE_OUT_OF_ORDER, IDEMPOTENCY_MISMATCH, BAD_USER_INPUT {field}.",
  })
  confirmRevocation(
    @Arg("input", () => ConfirmRevocationInput) input: ConfirmRevocationInput,
    @Ctx() { act }: EvaluationContext,
  ): Promise<Certificate> {
    const wish = { ...withoutKey(input), revocationId: idOf("revocationId", input.revocationId) };
    return act((deps) => confirmRevocation(deps, wish));
  }

  @FieldResolver(() => CertificateStatusEnum, { description: "On the day `asOf`." })
  status(@Root() certificate: Certificate, @Ctx() { now }: EvaluationContext): CertificateStatus {
    return certificateStatus(certificate, dayOf(now));
  }

  @FieldResolver(() => LegalDate, { description: "Today in Asia/Ho_Chi_Minh." })
  asOf(@Ctx() { now }: EvaluationContext): Day {
    return dayOf(now);
  }

  @Shown()
  @FieldResolver(() => RenewalWindowType)
  renewalWindow(@Root() { expiresOn }: Certificate): RenewalWindowType {
    return renewalWindow(expiresOn);
  }

  @FieldResolver(() => ProductStub, { nullable: true })
  product(@Root() { productId }: Certificate): ProductStub {
    return { id: productId };
  }

  @Authz(...revocationReaders)
  @Sized(2)
  @FieldResolver(() => [RevocationType], { nullable: true, description: "Revocation files, newest first." })
  revocations(@Root() { id }: Certificate, @Ctx() { loaders }: EvaluationContext): Promise<readonly Revocation[]> {
    return loaders.revocations.load(id);
  }
}

@Resolver(() => RevocationType)
export class RevocationResolver {
  @FieldResolver(() => LegalDate, { nullable: true, description: "Day by which the authority has to decide." })
  decideBy(@Root() revocation: Revocation): Day | null {
    return decideBy(revocation);
  }
}
