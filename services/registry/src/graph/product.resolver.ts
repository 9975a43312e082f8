import { dayOf } from "@ocop/contracts";
import {
  Authz,
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
  Sized,
} from "@ocop/service-kit";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { AdministrativeUnit } from "../domain/administrative-unit";
import type { Producer } from "../domain/producer";
import type { Product } from "../domain/product";
import type { ProductFacets, ProductSort } from "../domain/product-filter";
import { productWriters } from "../domain/rights";
import { registerProduct } from "../use-cases/register-product";
import { updateProduct } from "../use-cases/update-product";
import { AdministrativeUnitType } from "./administrative-unit.type";
import type { RegistryContext } from "./context";
import { ProducerType } from "./producer.type";
import { RegisterProductInput, UpdateProductInput } from "./product.input";
import { ProductType } from "./product.type";
import { filterOf, ProductWhere, sortOf } from "./product-where.input";
import { ProductFacetsType } from "./product-facets.type";
import { ProductSortEnum } from "./enums";

const ProductConnection = connectionOf("Product", ProductType, { totalCount: true });

@Resolver(() => ProductType)
export class ProductResolver {
  @Shown("partner", "public")
  @Public()
  @Query(() => ProductType, { nullable: true, description: "One product; NOT_FOUND when there is none." })
  async product(@Arg("id", () => ID) id: string, @Ctx() { loaders }: RegistryContext): Promise<Product> {
    return found(await loaders.products.load(id));
  }

  @Shown("partner", "public")
  @Public()
  @Query(() => ProductType, {
    nullable: true,
    description: "One product by its product code (mã số sản phẩm); NOT_FOUND when there is none.",
  })
  async productByCode(@Arg("code", () => String) code: string, @Ctx() { queries }: RegistryContext): Promise<Product> {
    return found(await queries.productOfCode(code));
  }

  @Shown("partner", "public")
  @Public()
  @Query(() => ProductConnection, {
    description:
      "Products in the Vietnamese order of their names, or in another one; a search by where.text starts with the best match. Refused with BAD_USER_INPUT {field}; BULK_REQUIRED {max} after 25,000 products.",
  })
  async products(
    @Arg("where", () => ProductWhere, { nullable: true }) where: ProductWhere | null,
    @Arg("sort", () => ProductSortEnum, {
      nullable: true,
      description: "RELEVANCE where a text is searched for, else NAME, unless given.",
    })
    sort: ProductSort | null,
    @Args(() => ConnectionArgs) { first, after }: ConnectionArgs,
    @Ctx() { queries, cursorKeys, now }: RegistryContext,
  ): Promise<Connection<Product>> {
    const filter = filterOf(where ?? {}, dayOf(now));
    const order = sortOf(filter, sort);
    const binding = { list: "Query.products", filter: { ...filter, today: null }, sort: [order] };
    const cursor = cursors(cursorKeys, { ...binding, scope: "everything" });
    const page = await queries.productPage(filter, order, { first, after: cursor.read(after) });
    return {
      ...connection(page, { after: after ?? null }, (_, nth) => cursor.write(page.keys[nth] ?? [], nth)),
      totalCount: () => queries.productCount(filter, order),
    };
  }

  @Shown("partner", "public")
  @Public()
  @Query(() => ProductFacetsType, {
    description:
      "How many products stand under each territory, product set and number of stars, of those that meet all conditions. Exact for any number where only territory, set, stars, certificate IN_FORCE and demonstration are asked for; else counted live, at most 10,001. Refused with BAD_USER_INPUT {field}.",
  })
  async productFacets(
    @Arg("where", () => ProductWhere, { nullable: true }) where: ProductWhere | null,
    @Ctx() { queries, now }: RegistryContext,
  ): Promise<ProductFacets & { readonly asOf: Date }> {
    return { ...(await queries.productFacets(filterOf(where ?? {}, dayOf(now)))), asOf: now };
  }

  @FieldResolver(() => LocalizedText, { description: "Name (tên sản phẩm)." })
  name(
    @Root() { nameVi, nameEn }: Product,
    @Arg("lang", () => Language, { defaultValue: Language.VI }) lang: Language,
  ): LocalizedText {
    return localize({ vi: nameVi, en: nameEn }, lang);
  }

  @FieldResolver(() => LocalizedText, { nullable: true, description: "Product story (câu chuyện sản phẩm)." })
  story(
    @Root() { storyVi, storyEn }: Product,
    @Arg("lang", () => Language, { defaultValue: Language.VI }) lang: Language,
  ): LocalizedText | null {
    return storyVi === null ? null : localize({ vi: storyVi, en: storyEn }, lang);
  }

  @FieldResolver(() => ProducerType, {
    nullable: true,
    description: "Producer (chủ thể); null where the published source names none.",
  })
  async producer(@Root() { producerId }: Product, @Ctx() { loaders }: RegistryContext): Promise<Producer | null> {
    return producerId === null ? null : loaders.producers.load(producerId);
  }

  @FieldResolver(() => AdministrativeUnitType, { nullable: true, description: "Province of today's list." })
  province(
    @Root() { provinceRegionId }: Product,
    @Ctx() { loaders }: RegistryContext,
  ): Promise<AdministrativeUnit | null> {
    return loaders.units.load(provinceRegionId);
  }

  @FieldResolver(() => AdministrativeUnitType, {
    nullable: true,
    description: "Commune of today's list; null where no source names it or the old one was split.",
  })
  async commune(
    @Root() { communeRegionId }: Product,
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
    @Root() { issuedUnitId }: Product,
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
    @Root() { communeRegionId }: Product,
    @Ctx() { loaders }: RegistryContext,
  ): Promise<readonly AdministrativeUnit[]> {
    return communeRegionId === null ? [] : loaders.choices.load(communeRegionId);
  }

  @Authz(...productWriters)
  @Mutation(() => ProductType, {
    nullable: true,
    description: "Enters a product of a producer. Refused with FORBIDDEN, BAD_USER_INPUT {field}.",
  })
  registerProduct(
    @Arg("input", () => RegisterProductInput) input: RegisterProductInput,
    @Ctx() { act }: RegistryContext,
  ): Promise<Product> {
    const { producerId, nameVi, nameEn, storyVi, storyEn, setCode, addressAsIssued } = input;
    return act((deps) =>
      registerProduct(deps, producerId, {
        nameVi,
        nameEn: nameEn ?? null,
        storyVi: storyVi ?? null,
        storyEn: storyEn ?? null,
        setCode: setCode ?? null,
        addressAsIssued: addressAsIssued ?? null,
      }),
    );
  }

  @Authz(...productWriters)
  @Mutation(() => ProductType, {
    nullable: true,
    description:
      "Changes what is written down about a product. Refused with NOT_FOUND, FORBIDDEN, STALE_VERSION {currentVersion}, BAD_USER_INPUT {field}.",
  })
  updateProduct(
    @Arg("input", () => UpdateProductInput) input: UpdateProductInput,
    @Ctx() { act }: RegistryContext,
  ): Promise<Product> {
    const { productId, expectedVersion, nameVi, nameEn, storyVi, storyEn, setCode, addressAsIssued } = input;
    return act((deps) =>
      updateProduct(deps, productId, expectedVersion, {
        nameVi: nameVi ?? undefined,
        nameEn,
        storyVi,
        storyEn,
        setCode,
        addressAsIssued,
      }),
    );
  }
}
