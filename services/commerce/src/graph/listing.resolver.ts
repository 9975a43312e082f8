import { dayOf } from "@ocop/contracts";
import { Authz } from "@ocop/service-kit";
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import { statusOn, type ProductStatus } from "../domain/certificate-status";
import type { Listing } from "../domain/listing";
import { listers } from "../domain/rights";
import type { SalePoint } from "../domain/sale-point";
import { listProduct } from "../use-cases/list-product";
import { withdrawListing } from "../use-cases/withdraw-listing";
import type { CommerceContext } from "./context";
import { ProductCertificateStatus } from "./enums";
import { ListProductInput, WithdrawListingInput } from "./listing.input";
import { ListingType } from "./listing.type";
import { ProductStub } from "./product.stub";
import { SalePointType } from "./sale-point.type";

@Resolver(() => ListingType)
export class ListingResolver {
  @Authz(...listers)
  @Mutation(() => ListingType, {
    nullable: true,
    description:
      "Puts a product on the list of the own sale point; only a product with a certificate valid today. Refused with NOT_FOUND, WRONG_STATE {state}, CERTIFICATE_NOT_VALID {status}, DEMONSTRATION_MISMATCH {product, salePoint}.",
  })
  listProduct(
    @Arg("input", () => ListProductInput) { salePointId, productId }: ListProductInput,
    @Ctx() { act }: CommerceContext,
  ): Promise<Listing> {
    return act((deps) => listProduct(deps, { salePointId, productId }));
  }

  @Authz(...listers)
  @Mutation(() => ListingType, {
    nullable: true,
    description:
      "Takes a product off the list of the own sale point. Refused with NOT_FOUND, STALE_VERSION {currentVersion}, WRONG_STATE {state}.",
  })
  withdrawListing(
    @Arg("input", () => WithdrawListingInput) { listingId, expectedVersion, reason }: WithdrawListingInput,
    @Ctx() { act }: CommerceContext,
  ): Promise<Listing> {
    return act((deps) => withdrawListing(deps, { listingId, expectedVersion, reason }));
  }

  @FieldResolver(() => SalePointType, { nullable: true })
  salePoint(@Root() { salePointId }: Listing, @Ctx() { loaders }: CommerceContext): Promise<SalePoint | null> {
    return loaders.salePoint.load(salePointId);
  }

  @FieldResolver(() => ProductStub, { nullable: true })
  product(@Root() { productId }: Listing): ProductStub {
    return { id: productId };
  }

  @FieldResolver(() => ProductCertificateStatus, {
    description:
      "How the product stands today, computed from the certificates heard of; right also before a withdrawal is written.",
  })
  async certificateStatus(
    @Root() { productId }: Listing,
    @Ctx() { loaders, now }: CommerceContext,
  ): Promise<ProductStatus> {
    return statusOn(await loaders.certificates.load(productId), dayOf(now));
  }
}
