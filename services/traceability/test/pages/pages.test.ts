import { store, systemAuthor, transact } from "@ocop/service-kit";
import { lotTable } from "../../src/data/lot.table";
import { repositoriesOf } from "../../src/data/repositories";
import { readPicture } from "../../src/domain/picture";
import { now } from "../harness";
import { pngOf } from "../png";
import { certificate, id, listing, lot, producer, product, tradeItem, unit } from "../samples";
import { readable, startScanHost, type ScanHost } from "./scan-host";

const code = "7K3M9QZT5V2XJ8WD";
const rows = {
  producers: [producer()],
  products: [product()],
  certificates: [certificate()],
  listings: [listing()],
  items: [tradeItem()],
  lots: [lot()],
};

describe("the scan host", () => {
  let scan: ScanHost;
  beforeAll(async () => {
    scan = await startScanHost();
  });
  afterAll(() => scan.stop());
  beforeEach(() => {
    scan.clock.set(now);
    return scan.holds(rows);
  });

  describe("the page of a product", () => {
    it("says who makes it, where, how many stars it has and that its certificate is valid today", async () => {
      const text = readable(await scan.page(`/p/${code}`));
      for (const fact of [
        "Chè xanh Trình Diễn",
        "★★★★☆ 4 sao OCOP",
        "✓ Đang có hiệu lực Giấy chứng nhận OCOP hết hạn ngày 05/08/2029.",
        "Tình trạng ngày 21/11/2026 · dữ liệu cập nhật lúc 15:00 20/11/2026",
        "Quy cách Hộp 200 g",
        "Mã số sản phẩm 98-98001-1-2026",
        "Tên Hợp tác xã Trình Diễn Đồi Chè",
        "Loại hình Hợp tác xã",
        "Địa chỉ Thôn 1, xã Đồi Chè",
        "Địa bàn Đồi Chè, Trình Diễn",
        "Câu chuyện sản phẩm Chè shan trồng trên đồi cao.",
        "Số giấy chứng nhận 98-01/2026/OCOP",
        "Quyết định công nhận 123/QĐ-UBND",
        "Cơ quan công nhận UBND tỉnh Trình Diễn",
        "Căn cứ Quyết định 26/2026/QĐ-TTg",
        "Ngày cấp 05/08/2026",
        "Lô L2611-01 Hạn sử dụng: 03/11/2027",
        "Điểm giới thiệu Đồi Chè Số 1 đường Trình Diễn, xã Đồi Chè",
        "Mã riêng của nền tảng, không phải mã GS1: 7K3M-9QZT-5V2X-J8WD",
      ])
        expect(text).toContain(fact);
    });

    it("marks demonstration data above the product, and real data not at all", async () => {
      const text = readable(await scan.page(`/p/${code}`));
      expect(text.indexOf("Dữ liệu trình diễn")).toBeGreaterThan(0);
      expect(text.indexOf("Dữ liệu trình diễn")).toBeLessThan(text.indexOf("Chè xanh Trình Diễn"));
      await scan.holds({ ...rows, products: [product({ demonstration: false })] });
      expect(readable(await scan.page(`/p/${code}`))).not.toContain("Dữ liệu trình diễn");
    });

    it("says in English what there is in English, and marks what there is not", async () => {
      const html = await scan.page(`/p/${code}?lang=en`);
      const text = readable(html);
      expect(html).toContain('<html lang="en">');
      for (const fact of [
        "Demonstration green tea",
        "OCOP 4 stars",
        "Valid The OCOP certificate expires on 5 August 2029.",
        "Place Tea Hill, Demonstration Province",
        "Product story Chè shan trồng trên đồi cao. (in Vietnamese)",
        "Use by: 3 November 2027",
      ])
        expect(text).toContain(fact);
      expect(html).toContain('<span lang="vi">Chè shan trồng trên đồi cao.</span>');
    });

    it.each([
      ["2029-02-05T17:00:00Z", "Đang có hiệu lực, sắp hết hạn Giấy chứng nhận OCOP hết hạn ngày 05/08/2029."],
      ["2029-08-04T16:59:59Z", "Đang có hiệu lực, sắp hết hạn Giấy chứng nhận OCOP hết hạn ngày 05/08/2029."],
    ])("at %s says that it is still valid, and that it ends soon", async (instant, words) => {
      scan.clock.set(new Date(instant));
      expect(readable(await scan.page(`/p/${code}`))).toContain(words);
    });

    it("says from midnight in Vietnam on that the certificate has ended, above everything", async () => {
      scan.clock.set(new Date("2029-08-04T17:00:00Z"));
      const text = readable(await scan.page(`/p/${code}`));
      const banner = "Đã hết hạn Giấy chứng nhận OCOP đã hết hạn từ ngày 05/08/2029.";
      expect(text.replace("Đến nội dung chính ", "").startsWith(banner)).toBe(true);
      expect(text).not.toContain("★");
      expect(text).toContain("Ngày cấp 05/08/2026");
    });

    it("says above everything that the certificate was revoked, and keeps its history", async () => {
      await scan.holds({
        ...rows,
        certificates: [certificate({ state: "REVOKED", revokedOn: "2026-11-20", revocationGround: "MARK_MISUSE" })],
      });
      const text = readable(await scan.page(`/p/${code}`));
      const banner = "Đã bị thu hồi Giấy chứng nhận OCOP đã bị thu hồi ngày 20/11/2026.";
      expect(text.replace("Đến nội dung chính ", "").startsWith(banner)).toBe(true);
      expect(text).toContain("Ngày thu hồi 20/11/2026 Lý do thu hồi Sử dụng sai nhãn hiệu chứng nhận OCOP");
      expect(text).not.toContain("Đang có hiệu lực");
      expect(readable(await scan.page(`/p/${code}?lang=en`))).toContain(
        "Revoked The OCOP certificate was revoked on 20 November 2026.",
      );
    });

    it("speaks by the certificate in force and lists the earlier ones", async () => {
      const earlier = certificate({
        id: id(33),
        stars: 3,
        issuedOn: "2023-08-05",
        expiresOn: "2026-08-05",
        state: "SUPERSEDED",
        decisionNo: "9/QĐ",
      });
      await scan.holds({ ...rows, certificates: [earlier, certificate()] });
      const text = readable(await scan.page(`/p/${code}`));
      expect(text).toContain("4 sao OCOP");
      expect(text).toContain(
        "Các giấy chứng nhận đã cấp 3 sao OCOP · 9/QĐ – Đã được thay thế Ngày hết hạn: 05/08/2026",
      );
    });

    it("says plainly that there is no certificate, no lot and no sale point", async () => {
      await scan.holds({ ...rows, certificates: [], lots: [], listings: [] });
      const text = readable(await scan.page(`/p/${code}`));
      for (const words of [
        "Chưa có giấy chứng nhận",
        "Chưa có lô nào được công bố.",
        "Chưa có điểm bán nào được ghi nhận.",
      ])
        expect(text).toContain(words);
    });

    it("never shows a draft of a lot", async () => {
      await scan.holds({ ...rows, lots: [lot({ state: "DRAFT", lotNo: "SECRET-LOT" })] });
      expect(await scan.page(`/p/${code}`)).not.toContain("SECRET-LOT");
    });

    it("answers 410 for a pack that left the market, and says so", async () => {
      await scan.holds({ ...rows, items: [tradeItem({ state: "WITHDRAWN" })] });
      expect(readable(await scan.page(`/p/${code}`, 410))).toContain("Đã ngừng lưu thông");
    });

    it("answers 404 for a code that nobody has, without a word of any product", async () => {
      const text = readable(await scan.page("/p/0000000000000000", 404));
      expect(text).toContain("Không có sản phẩm nào mang mã 0000000000000000.");
      expect(text).not.toContain("Chè xanh");
      await scan.page("/p/09521234543213", 404);
      await scan.page("/p/", 404);
      await scan.page("/p/x/10", 404);
    });

    it.each(["/p/%zz", "/p/%ff", "/%"])(
      "answers 404 with a page in either language at %s, which is no text",
      async (path) => {
        const answer = await scan.get(path, { "accept-language": "en" });
        expect([answer.status, answer.headers.get("content-type"), answer.headers.get("content-language")]).toEqual([
          404,
          "text/html; charset=utf-8",
          "en",
        ]);
        expect(answer.headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
        expect(await scan.page(path, 404)).toBe(await scan.page("/nothing", 404));
      },
    );

    it("is found in the one form of its code, however it is typed", async () => {
      const answer = await scan.get("/p/7k3m-9qzt-5v2x-j8wd/10/L%2F1?lang=en");
      expect([answer.status, answer.headers.get("location")]).toEqual([301, `/p/${code}/10/L%2F1?lang=en`]);
    });

    it("shows the GTIN as the producer's statement and the own code never as a GS1 number", async () => {
      await scan.holds({ ...rows, items: [tradeItem({ gtin14: "09521234543213" })] });
      const text = readable(await scan.page(`/p/${code}`));
      expect(text).toContain("Mã GTIN 09521234543213 Do chủ thể khai báo.");
      expect(await scan.page(`/p/${code}`)).not.toContain(`/01/`);
    });

    it("keeps hostile names as names", async () => {
      const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>&amp;`;
      await scan.holds({
        producers: [producer({ name: hostile, addressLine: hostile, kind: hostile.slice(0, 40) })],
        products: [
          product({
            name: { vi: hostile, en: hostile },
            story: { vi: hostile, en: null },
            communeName: { vi: hostile, en: null },
          }),
        ],
        certificates: [
          certificate({
            authority: hostile,
            decisionNo: hostile,
            certificateNo: hostile,
            productName: { vi: hostile, en: null },
          }),
        ],
        listings: [listing({ salePointName: { vi: hostile, en: null }, salePointAddress: hostile })],
        items: [tradeItem({ packName: hostile, brand: hostile })],
        lots: [lot({ lotNo: `"><i>'`, originPlace: hostile, standards: [hostile] })],
      });
      const paths = [
        `/p/${code}`,
        `/p/${code}?lang=en`,
        `/p/${code}/10/${encodeURIComponent(`"><i>'`)}`,
        `/c/${certificate().lookupCode}`,
        `/register?q=${encodeURIComponent(`${hostile} alert`)}`,
      ];
      for (const path of paths) {
        const html = await scan.page(path);
        expect(html).not.toMatch(/<script|<img src=x|<i>/i);
        expect(html).toContain("&lt;");
      }
      await scan.page(`/p/${encodeURIComponent(hostile)}`, 404);
      expect(await scan.page(`/c/${encodeURIComponent(hostile)}`, 404)).not.toMatch(/<script|<img src=x/i);
    });
  });

  describe("the page of a lot", () => {
    it("holds the ten fields and the origin, each as its producer stated it", async () => {
      const text = readable(await scan.page(`/p/${code}/10/L2611-01`));
      for (const fact of [
        "Chè xanh Trình Diễn Lô L2611-01 ✓ Đang có hiệu lực",
        "Ngày sản xuất 01/11/2026",
        "Ngày đóng gói 03/11/2026",
        "Hạn sử dụng 03/11/2027",
        "Số lượng 120,5 kg",
        "Xuất xứ Đồi Chè, Việt Nam",
        "Tiêu chuẩn, quy chuẩn áp dụng TCVN 9740:2013",
        "Nhãn hiệu Chè Đồi",
        `Mã truy vết ${code}/10/L2611-01`,
        "Tên Hợp tác xã Trình Diễn Đồi Chè",
        "Địa chỉ Thôn 1, xã Đồi Chè",
        "Do chủ thể khai báo Thu hái Thời gian 07:30 01/11/2026 Nơi thực hiện Đồi số 3 Mã truy vết địa điểm DOICHE-03 Mã truy vết vật phẩm Chính lô này",
      ])
        expect(text).toContain(fact);
      expect(await scan.page(`/p/${code}/10/L2611-01`)).toContain(`src="/p/${code}/picture/${"a".repeat(64)}"`);
    });

    it("says in English", async () => {
      const text = readable(await scan.page(`/p/${code}/10/L2611-01?lang=en`));
      for (const fact of [
        "Lot L2611-01",
        "Quantity 120.5 kg",
        "Origin Đồi Chè, Vietnam",
        "Time 1 November 2026, 07:30",
      ])
        expect(text).toContain(fact);
    });

    it("warns above everything when the lot is past its last day", async () => {
      scan.clock.set(new Date("2027-11-03T17:00:00Z"));
      expect(readable(await scan.page(`/p/${code}/10/L2611-01`))).toContain(
        "Lô đã hết hạn sử dụng Hạn sử dụng của lô này là ngày 03/11/2027.",
      );
      scan.clock.set(new Date("2027-11-03T16:59:59Z"));
      expect(readable(await scan.page(`/p/${code}/10/L2611-01`))).not.toContain("Lô đã hết hạn sử dụng");
    });

    it("says above everything that the product's certificate was revoked", async () => {
      await scan.holds({ ...rows, certificates: [certificate({ state: "REVOKED", revokedOn: "2026-11-20" })] });
      const text = readable(await scan.page(`/p/${code}/10/L2611-01`)).replace("Đến nội dung chính ", "");
      expect(text.startsWith("Đã bị thu hồi")).toBe(true);
    });

    it("answers 404 for a lot that is not recorded, and says so above the product", async () => {
      for (const lotNo of ["L9999", "l2611-01"]) {
        const text = readable(await scan.page(`/p/${code}/10/${lotNo}`, 404));
        expect(text.replace("Đến nội dung chính ", "").startsWith(`Lô ${lotNo} chưa được ghi nhận`)).toBe(true);
        expect(text).toContain("Chè xanh Trình Diễn");
      }
    });

    it("does not tell a draft from a lot that is not recorded", async () => {
      await scan.holds({ ...rows, lots: [lot({ state: "DRAFT", publishedAt: null })] });
      expect(readable(await scan.page(`/p/${code}/10/L2611-01`, 404))).toContain("Lô L2611-01 chưa được ghi nhận");
    });

    it("answers 410 for a lot that was taken back, with the reason and without its facts", async () => {
      const withdrawn = lot({ state: "WITHDRAWN", withdrawnAt: now, withdrawnBecause: "Sai nhãn" });
      await scan.holds({ ...rows, lots: [withdrawn] });
      const text = readable(await scan.page(`/p/${code}/10/L2611-01`, 410));
      expect(text).toContain("Lô đã bị rút lại Chủ thể đã rút lô này ngày 10:00 21/11/2026. Lý do: Sai nhãn.");
      expect(text).not.toContain("TCVN");
    });

    it("opens for every sign that a lot number may hold", async () => {
      const lotNo = `%2F/?"&'<>;=+`;
      await scan.holds({ ...rows, lots: [lot({ lotNo })] });
      const html = await scan.page(`/p/${code}`);
      const href = /href="([^"]*\/10\/[^"]*)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";
      expect(readable(await scan.page(href))).toContain(`Lô ${lotNo}`);
    });
  });

  describe("the verdict on a serial", () => {
    const serial = unit().serial;
    const verdictOn = async (change: Parameters<typeof unit>[0], status = 200, lang = "vi"): Promise<string> => {
      await scan.holds({ ...rows, units: [unit(change)] });
      return readable(await scan.page(`/p/${code}/21/${serial}?lang=${lang}`, status));
    };

    it("is never the page of the product for a serial that was not issued", async () => {
      const text = await verdictOn({ serial: "ANOTHER" }, 404);
      expect(text).toContain("Mã này không được cấp");
      for (const word of ["Chè xanh", "Hợp tác xã", "L2611-01", "sao", "Đang có hiệu lực"])
        expect(text).not.toContain(word);
      await scan.page(`/p/0000000000000000/21/${serial}`, 404);
      await scan.page(`/p/${code}/21/${serial.toLowerCase()}`, 404);
    });

    it.each([
      [{ state: "VOID", voidedAt: now } as const, "Mã này đã bị hủy", "This code was voided"],
      [{ state: "ISSUED", activatedAt: null } as const, "Mã này chưa được kích hoạt", "This code is not activated"],
      [{ state: "PRINTED", activatedAt: null } as const, "Mã này chưa được kích hoạt", "This code is not activated"],
      [{}, "Mã đã được cấp và kích hoạt", "The code was issued and activated"],
    ])("of %p is %s", async (change, vi, en) => {
      expect(await verdictOn(change)).toContain(vi);
      expect(await verdictOn(change, 200, "en")).toContain(en);
    });

    it("says for an activated one what to compare, and never that it is genuine", async () => {
      for (const lang of ["vi", "en"]) {
        const text = await verdictOn({}, 200, lang);
        expect(text).toContain("L2611-01");
        expect(text).not.toMatch(/100\s*%|chính hãng|hàng thật|genuine|authentic/i);
      }
    });

    it("says that an activated pack is past the last day of its lot", async () => {
      scan.clock.set(new Date("2027-11-03T17:00:00Z"));
      expect(await verdictOn({})).toContain("Lô hàng đã hết hạn sử dụng");
    });

    it("says above everything that the lot was taken back or the certificate revoked", async () => {
      await scan.holds({
        ...rows,
        certificates: [certificate({ state: "REVOKED", revokedOn: "2026-11-20" })],
        lots: [lot({ state: "WITHDRAWN", withdrawnAt: now, withdrawnBecause: "Sai nhãn" })],
        units: [unit()],
      });
      const text = readable(await scan.page(`/p/${code}/21/${serial}`)).replace("Đến nội dung chính ", "");
      expect(text.startsWith("Lô đã bị rút lại")).toBe(true);
      expect(text).toContain("Đã bị thu hồi");
    });

    it("shows no facts of a lot that is still a draft", async () => {
      await scan.holds({ ...rows, lots: [lot({ state: "DRAFT" })], units: [unit()] });
      expect(readable(await scan.page(`/p/${code}/21/${serial}`))).not.toContain("L2611-01");
    });

    it("is kept nowhere", async () => {
      await scan.holds({ ...rows, units: [unit()] });
      for (const asked of [serial, "NOBODY"]) {
        const { headers } = await scan.get(`/p/${code}/21/${asked}`);
        expect([headers.get("cache-control"), headers.get("etag")]).toEqual(["no-store", null]);
      }
    });
  });

  describe("the check of a certificate", () => {
    const path = `/c/${certificate().lookupCode}`;

    it("says status, number, legal act and dates, and leads to the product", async () => {
      const html = await scan.page(path);
      const text = readable(html);
      for (const fact of [
        "✓ Đang có hiệu lực",
        "Số giấy chứng nhận 98-01/2026/OCOP",
        "Tên Hợp tác xã",
        "Địa bàn Đồi Chè, Trình Diễn",
      ])
        expect(text).toContain(fact);
      expect(html).toContain(`href="/p/${code}"`);
    });

    it("says that a number was not published instead of making one up", async () => {
      await scan.holds({ ...rows, certificates: [certificate({ certificateNo: null })] });
      expect(readable(await scan.page(path))).toContain("Số giấy chứng nhận Không công bố");
    });

    it("says above everything that it was superseded", async () => {
      await scan.holds({ ...rows, certificates: [certificate({ state: "SUPERSEDED" })] });
      expect(
        readable(await scan.page(path))
          .replace("Đến nội dung chính ", "")
          .startsWith("Đã được thay thế"),
      ).toBe(true);
    });

    it("answers 404 for a code that no certificate has", async () => {
      expect(readable(await scan.page("/c/0000000000000000", 404))).toContain("Không có giấy chứng nhận này");
      await scan.page("/c/", 404);
      await scan.page("/c/a/b", 404);
    });

    it("is found in the one form of its code", async () => {
      const answer = await scan.get("/c/cert-7k3m-9qzt-5v2x?lang=en");
      expect([answer.status, answer.headers.get("location")]).toEqual([301, `${path}?lang=en`]);
    });
  });

  describe("the register", () => {
    it.each([
      "che",
      "CHÈ XANH",
      "hop tac xa trinh dien",
      "đồi chè",
      "Tea Hill",
      "98-01/2026",
      "123/QĐ-UBND",
      "chè trình di",
    ])("finds a certificate by %p", async (question) => {
      const text = readable(await scan.page(`/register?q=${encodeURIComponent(question)}`));
      expect(text).toContain(`1 giấy chứng nhận cho “${question}”`);
      expect(text).toContain(
        "Chè xanh Trình Diễn 4 sao OCOP · 123/QĐ-UBND Hợp tác xã Trình Diễn Đồi Chè · Đồi Chè ✓ Đang có hiệu lực",
      );
    });

    it.each(["cà phê", "%", "_", "chè cà phê", "ch xanh"])("finds nothing by %p and says so", async (question) => {
      const text = readable(await scan.page(`/register?q=${encodeURIComponent(question)}`));
      expect(text).toContain(`Không tìm thấy giấy chứng nhận nào cho “${question}”.`);
    });

    it("asks for a question first", async () => {
      const text = readable(await scan.page("/register"));
      expect(text).toContain("Tên sản phẩm, chủ thể, xã, tỉnh hoặc số giấy chứng nhận");
      expect(text).not.toContain("Không tìm thấy");
    });

    it("shows fifty at most and says that there are more", async () => {
      const certificates = Array.from({ length: 51 }, (_, nth) =>
        certificate({ id: id(300 + nth), lookupCode: `C${String(nth)}` }),
      );
      await scan.holds({ ...rows, certificates });
      const html = await scan.page("/register?q=che");
      expect(html.match(/<li>/g)).toHaveLength(50);
      expect(readable(html)).toContain("Chỉ hiển thị 50 kết quả đầu tiên.");
    });

    it("marks what is a demonstration, and nothing else", async () => {
      expect(await scan.page("/register?q=che")).toContain('<span class="badge demo">Trình diễn</span>');
      await scan.holds({ ...rows, certificates: [certificate({ demonstration: false })] });
      expect(await scan.page("/register?q=che")).not.toContain("badge demo");
    });

    it("says of a revoked one since when", async () => {
      await scan.holds({ ...rows, certificates: [certificate({ state: "REVOKED", revokedOn: "2026-11-20" })] });
      expect(readable(await scan.page("/register?q=che"))).toContain("✕ Đã bị thu hồi Ngày thu hồi: 20/11/2026");
    });

    it("leads a typed code straight to its page", async () => {
      const item = await scan.get("/register?q=7k3m-9qzt-5v2x-j8wd&lang=en");
      expect([item.status, item.headers.get("location")]).toEqual([303, `/p/${code}?lang=en`]);
      const check = await scan.get("/register?q=CERT-7K3M-9QZT-5V2X");
      expect([check.status, check.headers.get("location")]).toEqual([303, `/c/${certificate().lookupCode}`]);
    });
  });

  describe("every page", () => {
    const paths = [
      ["/", 200],
      [`/p/${code}`, 200],
      [`/p/${code}/10/L2611-01`, 200],
      [`/p/${code}/10/NONE`, 404],
      [`/p/${code}/21/0123456789ABCDEF`, 200],
      [`/p/${code}/21/NONE`, 404],
      [`/c/${certificate().lookupCode}`, 200],
      ["/register", 200],
      ["/register?q=che", 200],
      ["/nothing", 404],
    ] as const;
    beforeEach(() => scan.holds({ ...rows, units: [unit()] }));

    it.each(paths)("%s has one heading, a language, a way to the content and no script", async (path, status) => {
      for (const lang of ["vi", "en"]) {
        const html = await scan.page(`${path}${path.includes("?") ? "&" : "?"}lang=${lang}`, status);
        expect(html.startsWith(`<!doctype html><html lang="${lang}">`)).toBe(true);
        expect(html.match(/<h1/g)).toHaveLength(1);
        expect(html).toContain('<a class="skip" href="#main">');
        expect(html).toContain('<main id="main"');
        expect(html).not.toMatch(/<script|\son\w+=|style="|javascript:/i);
        expect(html).toContain(`hreflang="${lang === "vi" ? "en" : "vi"}"`);
        expect(Buffer.byteLength(html)).toBeLessThan(30_000);
      }
    });

    it.each(paths)("%s runs nothing, guesses no type and names its language", async (path) => {
      const { headers } = await scan.get(path, { "accept-language": "en" });
      expect(headers.get("content-security-policy")).toMatch(
        /^default-src 'none'; img-src 'self'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      );
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("vary")).toBe("Accept-Language");
      expect(headers.get("content-language")).toBe("en");
      expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(headers.get("set-cookie")).toBeNull();
    });

    it("asked for again costs no bytes until something changed", async () => {
      const first = await scan.get(`/p/${code}`);
      const tag = first.headers.get("etag") ?? "";
      expect(first.headers.get("cache-control")).toBe("no-cache");
      expect(tag).toMatch(/^"[A-Za-z0-9+/]{27}"$/);
      const again = await scan.get(`/p/${code}`, { "if-none-match": `"other", W/${tag}` });
      expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", tag]);
      expect((await scan.get(`/p/${code}?lang=en`, { "if-none-match": tag })).status).toBe(200);
      scan.clock.set(new Date(now.getTime() + 3_600_000));
      expect((await scan.get(`/p/${code}`, { "if-none-match": tag })).status).toBe(304);
      await scan.holds({
        ...rows,
        certificates: [certificate({ version: 2, state: "REVOKED", revokedOn: "2026-11-21" })],
      });
      expect((await scan.get(`/p/${code}`, { "if-none-match": tag })).status).toBe(200);
    });

    it("is in the language of the address, else of the browser, else in Vietnamese", async () => {
      const langOf = async (path: string, header: string) =>
        /<html lang="(\w+)">/.exec(await scan.page(path, 200, { "accept-language": header }))?.[1];
      expect(await langOf("/", "en-GB,en;q=0.9,vi;q=0.8")).toBe("en");
      expect(await langOf("/", "fr, vi;q=0.2, en;q=0.1")).toBe("vi");
      expect(await langOf("/", "fr")).toBe("vi");
      expect(await langOf("/?lang=vi", "en")).toBe("vi");
      expect(await langOf("/?lang=xx", "en")).toBe("en");
    });

    it("answers HEAD as GET without a body", async () => {
      const answer = await fetch(`${scan.url}/p/${code}`, { method: "HEAD" });
      expect([answer.status, await answer.text()]).toEqual([200, ""]);
      expect(answer.headers.get("etag")).not.toBeNull();
    });

    it("is safe against a broken database: an answer in words, nothing of the inside", async () => {
      await scan.database.dataSource.query("RENAME TABLE trade_item TO hidden_item");
      try {
        const html = await scan.page(`/p/${code}`, 500);
        expect(readable(html)).toContain("Hệ thống đang gặp sự cố");
        expect(html).not.toMatch(/trade_item|SELECT|at .*\.ts/);
      } finally {
        await scan.database.dataSource.query("RENAME TABLE hidden_item TO trade_item");
      }
    });
  });

  describe("pictures", () => {
    it("of a QR code say the address of the page, for items that exist", async () => {
      const answer = await scan.get(`/qr/p/${code}.svg`);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/svg+xml; charset=utf-8"]);
      expect(answer.headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
      expect(await answer.text()).toMatch(/^<svg /);
      for (const path of ["/qr/p/0000000000000000.svg", `/qr/p/${code}`, "/qr/p/x.svg", "/qr/p/"])
        await scan.page(path, 404);
    });

    it("of an item are served as what their bytes are, under the name of their content", async () => {
      const picture = readPicture(pngOf(4, 4).toString("base64"));
      const { bytes, ...facts } = picture;
      await scan.holds({ ...rows, items: [tradeItem({ picture: facts })] });
      await transact(
        scan.database.dataSource,
        (manager) => repositoriesOf(manager).pictures.put(id(5), picture),
        systemAuthor("test", "put-picture"),
      );
      expect(bytes).toEqual(pngOf(4, 4));
      const answer = await scan.get(`/p/${code}/picture/${picture.sha256}`);
      expect([answer.status, answer.headers.get("content-type"), answer.headers.get("x-content-type-options")]).toEqual(
        [200, "image/png", "nosniff"],
      );
      expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(pngOf(4, 4));
      await scan.page(`/p/${code}/picture/${"0".repeat(64)}`, 404);
    });

    it("of the mark exist", async () => {
      expect((await scan.get("/icon.svg")).status).toBe(200);
    });
  });

  it("is alive, and never writes", async () => {
    expect(await (await scan.get("/health/live")).json()).toEqual({ status: "ok" });
    expect((await fetch(`${scan.url}/p/${code}`, { method: "POST" })).status).toBe(404);
    expect(await store(scan.database.dataSource.manager, lotTable).find(id(6))).toEqual(lot());
  });
});
