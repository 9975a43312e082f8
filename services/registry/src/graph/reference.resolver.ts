import { Language, localize, LocalizedText, Public, Shown, Sized } from "@ocop/service-kit";
import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import type { AdministrativeUnit } from "../domain/administrative-unit";
import type { ProductSet } from "../domain/product-set";
import type { Round } from "../domain/round";
import { AdministrativeUnitType } from "./administrative-unit.type";
import type { RegistryContext } from "./context";
import { ProductSetType } from "./product-set.type";
import { RoundType } from "./round.type";

@Resolver(() => ProductSetType)
export class ProductSetResolver {
  @Shown("partner", "public")
  @Public()
  @Sized(26)
  @Query(() => [ProductSetType], { description: "The 26 product sets (bộ sản phẩm) in the order of Phụ lục I." })
  productSets(@Ctx() { queries }: RegistryContext): Promise<ProductSet[]> {
    return queries.productSets();
  }

  @FieldResolver(() => LocalizedText, { description: "Name (tên bộ sản phẩm)." })
  name(
    @Root() { nameVi, nameEn }: ProductSet,
    @Arg("lang", () => Language, { defaultValue: Language.VI }) lang: Language,
  ): LocalizedText {
    return localize({ vi: nameVi, en: nameEn }, lang);
  }

  @FieldResolver(() => LocalizedText, { description: "Name of the industry (ngành)." })
  industryName(
    @Root() { industryNameVi, industryNameEn }: ProductSet,
    @Arg("lang", () => Language, { defaultValue: Language.VI }) lang: Language,
  ): LocalizedText {
    return localize({ vi: industryNameVi, en: industryNameEn }, lang);
  }

  @FieldResolver(() => LocalizedText, { description: "Name of the group (nhóm)." })
  productGroupName(
    @Root() { productGroupNameVi, productGroupNameEn }: ProductSet,
    @Arg("lang", () => Language, { defaultValue: Language.VI }) lang: Language,
  ): LocalizedText {
    return localize({ vi: productGroupNameVi, en: productGroupNameEn }, lang);
  }
}

@Resolver(() => RoundType)
export class RoundResolver {
  @Public()
  @Query(() => [RoundType], {
    description: "Rounds of a province, or of the centre without one, newest year first, at most 100.",
  })
  rounds(
    @Arg("provinceId", () => ID, { nullable: true }) provinceId: string | null,
    @Ctx() { queries }: RegistryContext,
  ): Promise<Round[]> {
    return queries.roundsOf(provinceId ?? null);
  }

  @FieldResolver(() => AdministrativeUnitType, { nullable: true, description: "Province; null for the centre." })
  async province(
    @Root() { provinceRegionId }: Round,
    @Ctx() { loaders }: RegistryContext,
  ): Promise<AdministrativeUnit | null> {
    return provinceRegionId === null ? null : loaders.units.load(provinceRegionId);
  }
}
