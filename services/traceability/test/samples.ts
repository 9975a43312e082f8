import type { CertificateCopy, ListingCopy, ProducerCopy, ProductCopy } from "../src/domain/copies";
import type { Lot, LotWords } from "../src/domain/lot";
import type { TradeItem } from "../src/domain/trade-item";
import type { Unit } from "../src/domain/unit";

/** Ids by number, so that a test can name them. */
export const id = (number: number): string => `01890000-0000-7000-8000-${String(number).padStart(12, "0")}`;

export const province = id(98);
export const commune = id(98001);
export const otherProvince = id(99);
export const otherCommune = id(99001);
const asOf = new Date("2026-11-20T08:00:00.000Z");

export const producer = (change: Partial<ProducerCopy> = {}): ProducerCopy => ({
  id: id(1),
  version: 1,
  asOf,
  name: "Hợp tác xã Trình Diễn Đồi Chè",
  kind: "COOPERATIVE",
  addressLine: "Thôn 1, xã Đồi Chè",
  provinceRegionId: province,
  communeRegionId: commune,
  provinceName: { vi: "Trình Diễn", en: "Demonstration Province" },
  communeName: { vi: "Đồi Chè", en: "Tea Hill" },
  demonstration: true,
  ...change,
});

export const product = (change: Partial<ProductCopy> = {}): ProductCopy => ({
  id: id(2),
  version: 1,
  asOf,
  producerId: id(1),
  code: "98-98001-1-2026",
  name: { vi: "Chè xanh Trình Diễn", en: "Demonstration green tea" },
  story: { vi: "Chè shan trồng trên đồi cao.", en: null },
  setCode: "QD26-11",
  state: "RECOGNISED",
  provinceRegionId: province,
  communeRegionId: commune,
  provinceName: { vi: "Trình Diễn", en: "Demonstration Province" },
  communeName: { vi: "Đồi Chè", en: "Tea Hill" },
  demonstration: true,
  ...change,
});

export const certificate = (change: Partial<CertificateCopy> = {}): CertificateCopy => ({
  id: id(3),
  version: 1,
  asOf,
  productId: id(2),
  producerId: id(1),
  productName: { vi: "Chè xanh Trình Diễn", en: "Demonstration green tea" },
  lookupCode: "CERT7K3M9QZT5V2X",
  certificateNo: "98-01/2026/OCOP",
  stars: 4,
  regime: "qd26-2026",
  decisionNo: "123/QĐ-UBND",
  decidedOn: "2026-08-01",
  authority: "UBND tỉnh Trình Diễn",
  issuedOn: "2026-08-05",
  expiresOn: "2029-08-05",
  state: "ISSUED",
  revokedOn: null,
  revocationGround: null,
  provinceRegionId: province,
  communeRegionId: commune,
  demonstration: true,
  ...change,
});

export const listing = (change: Partial<ListingCopy> = {}): ListingCopy => ({
  id: id(4),
  version: 1,
  asOf,
  salePointId: id(40),
  salePointName: { vi: "Điểm giới thiệu Đồi Chè", en: "Tea Hill sale point" },
  salePointAddress: "Số 1 đường Trình Diễn, xã Đồi Chè",
  productId: id(2),
  state: "LISTED",
  withdrawnBecause: null,
  communeRegionId: commune,
  demonstration: true,
  ...change,
});

export const tradeItem = (change: Partial<TradeItem> = {}): TradeItem => ({
  id: id(5),
  version: 1,
  productId: id(2),
  producerId: id(1),
  provinceRegionId: province,
  communeRegionId: commune,
  ownCode: "7K3M9QZT5V2XJ8WD",
  gtin14: null,
  packName: "Hộp 200 g",
  brand: "Chè Đồi",
  picture: { sha256: "a".repeat(64), mediaType: "image/png", width: 320, height: 240 },
  state: "ACTIVE",
  registeredAt: new Date("2026-11-01T00:00:00.000Z"),
  ...change,
});

export const lotWords = (change: Partial<LotWords> = {}): LotWords => ({
  lotNo: "L2611-01",
  producedOn: "2026-11-01",
  packedOn: "2026-11-03",
  bestBefore: null,
  expiresOn: "2027-11-03",
  quantity: "120.5",
  unitOfMeasure: "KGM",
  originCountry: "VN",
  originPlace: "Đồi Chè",
  standards: ["TCVN 9740:2013"],
  stages: [
    {
      name: "Thu hái",
      place: "Đồi số 3",
      locationCode: "DOICHE-03",
      productCode: null,
      at: "2026-11-01T00:30:00.000Z",
    },
  ],
  ...change,
});

export const lot = (change: Partial<Lot> = {}): Lot => ({
  ...lotWords(),
  id: id(6),
  version: 1,
  itemId: id(5),
  productId: id(2),
  producerId: id(1),
  provinceRegionId: province,
  communeRegionId: commune,
  state: "PUBLISHED",
  createdAt: new Date("2026-11-04T00:00:00.000Z"),
  publishedAt: new Date("2026-11-04T01:00:00.000Z"),
  withdrawnAt: null,
  withdrawnBecause: null,
  ...change,
});

export const unit = (change: Partial<Unit> = {}): Unit => ({
  id: id(7),
  itemId: id(5),
  lotId: id(6),
  batchId: id(70),
  serial: "0123456789ABCDEF",
  state: "ACTIVATED",
  issuedAt: new Date("2026-11-05T00:00:00.000Z"),
  printedAt: null,
  activatedAt: new Date("2026-11-06T02:03:04.000Z"),
  voidedAt: null,
  ...change,
});
