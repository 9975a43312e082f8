import type { AdministrativeList } from "./administrative-list";
import { placesNamed, type PublishedPlace } from "./issued-unit";
import type { UnitLevel } from "./administrative-unit";

const list = (listVersion: string, validFrom: string | null, validTo: string | null): AdministrativeList => ({
  ...{ id: listVersion, version: 1, listVersion, replaces: null, validFrom, validTo, legalBasis: "Nghị quyết" },
});
const lists = [
  list("old", null, "2025-07-01"),
  list("new", "2025-07-01", "2026-04-30"),
  list("now", "2026-04-30", null),
];

const unit = (listVersion: string, code: string, level: UnitLevel, full: string, parentCode: string | null) => {
  const kind = ["thành phố", "thị trấn"].find((one) => full.startsWith(one)) ?? full.split(" ")[0] ?? "";
  return {
    id: `${listVersion}/${code}`,
    listVersion,
    code,
    level,
    kind,
    name: full.slice(kind.length + 1),
    parentCode,
  };
};
const units = [
  unit("old", "67", "PROVINCE", "tỉnh Đắk Nông", null),
  unit("old", "68", "PROVINCE", "tỉnh Lâm Đồng", null),
  unit("old", "660", "DISTRICT", "thành phố Gia Nghĩa", "67"),
  unit("old", "665", "DISTRICT", "huyện Đắk Song", "67"),
  unit("old", "24617", "COMMUNE", "phường Nghĩa Trung", "660"),
  unit("old", "24718", "COMMUNE", "xã Thuận Hoà", "665"),
  unit("old", "24719", "COMMUNE", "thị trấn Thuận Hòa", "660"),
  ...["new", "now"].flatMap((version) => [
    unit(version, "68", "PROVINCE", "tỉnh Lâm Đồng", null),
    unit(version, "24730", "COMMUNE", "xã Trường Xuân", "68"),
  ]),
];

const named = placesNamed(units, lists);
const place = (change: Partial<PublishedPlace>): string | null =>
  named({ commune: null, district: null, province: "Lâm Đồng", issuedOn: null, year: null, ...change })?.id ?? null;

describe("the unit that a publication names", () => {
  it("is the commune of the list of its day, in either spelling and with or without the kind of a district", () => {
    const thuanHoa = { commune: "xã Thuận Hòa", province: "Đắk Nông" };
    expect(place({ ...thuanHoa, district: "Đắk Song" })).toBe("old/24718");
    expect(place({ ...thuanHoa, district: "huyện Đắk Song", issuedOn: "2025-06-16" })).toBe("old/24718");
    expect(place({ commune: "xã Trường Xuân", issuedOn: "2026-08-05" })).toBe("now/24730");
    expect(place({ commune: "xã Trường Xuân", issuedOn: "2025-08-05" })).toBe("new/24730");
    expect(place({ commune: "Nghĩa Trung", district: "TP. Gia Nghĩa", province: "Đắk Nông" })).toBe("old/24617");
  });

  it("is of the kind that is written: a commune is not the town of the same name", () => {
    expect(place({ commune: "thị trấn Thuận Hòa", province: "Đắk Nông" })).toBe("old/24719");
    expect(place({ commune: "Thuận Hòa", province: "Đắk Nông" })).toBe("old/67");
  });

  it("is the district or the province where the commune is not in the list", () => {
    expect(place({ commune: "xã Không Có", district: "Đắk Song", province: "Đắk Nông" })).toBe("old/665");
    expect(place({ province: "Đắk Nông", year: 2022 })).toBe("old/67");
    expect(place({ year: 2022 })).toBe("old/68");
  });

  it("is not known where it is not known which list the words are of", () => {
    expect(place({})).toBeNull();
    expect(place({ year: 2025 })).toBeNull();
    expect(place({ commune: "xã Trường Xuân", year: 2026 })).toBeNull();
    expect(place({ district: "Đắk Song", issuedOn: "2026-08-05", province: "Đắk Nông" })).toBeNull();
    expect(place({ province: "Không Có" })).toBeNull();
  });
});
