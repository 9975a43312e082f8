import { column, table } from "@ocop/service-kit";
import type { Picture } from "../domain/picture";
import type { TradeItem } from "../domain/trade-item";

export const tradeItemTable = table<TradeItem>(
  "trade_item",
  {
    id: column.id(),
    version: column.version(),
    productId: column.reference(),
    producerId: column.reference(),
    provinceRegionId: column.reference(),
    communeRegionId: column.reference({ nullable: true }),
    ownCode: column.code(16),
    gtin14: column.code(14, { nullable: true }),
    packName: column.text(100, { nullable: true }),
    brand: column.text(100, { nullable: true }),
    picture: column.json({ nullable: true }),
    state: column.code(20),
    registeredAt: column.instant(),
  },
  [
    { name: "trade_item_own_code", columns: ["ownCode"], unique: true },
    { name: "trade_item_gtin", columns: ["gtin14"], unique: true },
    { name: "trade_item_product", columns: ["productId", "state", "id"] },
  ],
);

/** The bytes of an item's picture, apart from the item, which is read far more often. */
export type ItemPicture = Pick<Picture, "sha256" | "bytes"> & { readonly itemId: string };

export const itemPictureTable = table<ItemPicture>("item_picture", {
  itemId: { ...column.reference(), primary: true },
  sha256: column.code(64),
  bytes: { type: "mediumblob" },
});
