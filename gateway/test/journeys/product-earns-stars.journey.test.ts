import { addDays, addMonths, dayOf } from "@ocop/contracts";
import { systemClock } from "@ocop/service-kit";
import jsQR from "jsqr";
import { type Browser, chromium, type Page } from "playwright-core";
import { findProgram } from "./platform";
import { readPage } from "./public-page";
import { ask, dataOf, type Running, running } from "./running";

let platform: Running;

beforeAll(async () => {
  platform = await running();
});

describe("a product earns its stars", () => {
  const question = `query ($code: String!) { productByCode(code: $code) {
    name { value } producer { name } commune { code name { value } } stars
    certificate { id certificateNo status stars issuedOn expiresOn regime decisionNo lookupCode }
    salePoints(first: 3) { name { value } } publicPage { url qrUrl } } }`;

  it("and the public sees it with producer, commune, certificate, sale points and page, joined over four services", async () => {
    const { story } = platform;
    expect(await ask(platform, null, question, { code: story.productCode })).toEqual({
      status: 200,
      errors: [],
      data: {
        productByCode: {
          name: { value: "Chè Shan Trình Diễn (minh họa)" },
          producer: { name: "Hợp tác xã Chè Trình Diễn (minh họa)" },
          commune: { code: "98001", name: { value: "Đồi Chè" } },
          stars: 4,
          certificate: {
            id: story.certificateId,
            certificateNo: "MH-0001",
            status: "VALID",
            stars: 4,
            issuedOn: story.issuedOn,
            expiresOn: addMonths(story.issuedOn, 36),
            regime: "qd26-2026",
            decisionNo: "02/QĐ-MH",
            lookupCode: story.certificateCode,
          },
          salePoints: [{ name: { value: "Điểm giới thiệu sản phẩm OCOP Đồi Chè (minh họa)" } }],
          publicPage: { url: story.publicPage, qrUrl: story.qrCode },
        },
      },
    });
  });

  it("on the day of its story, under a code of its own year and commune and an address of the scan host", () => {
    const { story, address } = platform;
    const today = dayOf(systemClock().now());
    expect([today, addDays(today, -1)]).toContain(story.issuedOn);
    expect(story.productCode).toBe(`98-98001-1-${story.issuedOn.slice(0, 4)}`);
    expect(story.publicPage).toMatch(new RegExp(`^${address("scan")}/p/[0-9A-HJKMNP-TV-Z]{16}$`));
    expect(story.qrCode).toBe(`${story.publicPage.replace("/p/", "/qr/p/")}.svg`);
  });

  it("in English the same product, under its English name", async () => {
    expect(
      await dataOf(
        platform,
        null,
        "query ($id: ID!) { product(id: $id) { name(lang: EN) { value lang isFallback } state } }",
        { id: platform.story.productId },
      ),
    ).toEqual({
      product: { name: { value: "Demonstration Shan tea", lang: "EN", isFallback: false }, state: "RECOGNISED" },
    });
  });

  it("and the province's officer sees the dossier with the council's mean", async () => {
    const { story } = platform;
    const dossier = `query ($id: ID!) { dossier(id: $id) { state setCode productCode snapshotNumber
      evaluation { state meanScore stars sheetsIn rating { sum count highest lowest starsByMean } } } }`;
    expect(await dataOf(platform, "demo-province-a", dossier, { id: story.dossierId })).toEqual({
      dossier: {
        state: "ACCEPTED",
        setCode: "QD26-11",
        productCode: story.productCode,
        snapshotNumber: 1,
        evaluation: {
          state: "PUBLISHED",
          meanScore: "78.00",
          stars: 4,
          sheetsIn: 5,
          rating: { sum: 390, count: 5, highest: 80, lowest: 76, starsByMean: 4 },
        },
      },
    });
  });

  it.each([
    ["vi", "Chè Shan Trình Diễn (minh họa)", "Đang có hiệu lực"],
    ["en", "Demonstration Shan tea", "Valid"],
  ])("and its public page and its certificate's say in %s that it is valid", async (lang, name, verdict) => {
    const { story, address } = platform;
    const valid = { status: 200, lang, name, verdict, look: "good", banner: null };
    expect(await readPage(`${story.publicPage}?lang=${lang}`)).toEqual(valid);
    expect(await readPage(`${address("scan")}/c/${story.certificateCode}?lang=${lang}`)).toEqual(valid);
  });
});

/** Reads a QR code as a phone would: from the pixels that the browser painted, dark or light. */
const scan = async (page: Page, reader: Page): Promise<string | null> => {
  const shot = (await page.screenshot()).toString("base64");
  const { dark, width, height } = await reader.evaluate<{ dark: string; width: number; height: number }>(`(async () => {
    const bytes = Uint8Array.from(atob("${shot}"), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const dark = Array.from({ length: width * height }, (_, at) => (data[at * 4] < 128 ? "1" : "0")).join("");
    return { dark, width, height };
  })()`);
  const pixels = [...dark].flatMap((shade) => (shade === "1" ? [0, 0, 0, 255] : [255, 255, 255, 255]));
  return jsQR(Uint8ClampedArray.from(pixels), width, height)?.data ?? null;
};

describe("its QR code", () => {
  let browser: Browser;

  beforeAll(async () => {
    const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    const executablePath = findProgram(...names);
    if (executablePath === null) throw new Error(`The QR code needs a browser on the PATH: one of ${names.join(", ")}`);
    const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
    browser = await chromium.launch({
      executablePath,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", ...quiet],
    });
  });
  afterAll(() => browser.close());

  it("says the address of the page, which opens on a phone of 360 pixels", async () => {
    const { story } = platform;
    const context = await browser.newContext({ viewport: { width: 360, height: 640 }, locale: "vi-VN" });
    const complaints: string[] = [];
    const [code, reader] = await Promise.all([context.newPage(), context.newPage()]);
    await code.goto(story.qrCode);
    const address = await scan(code, reader);
    expect(address).toBe(story.publicPage);

    const page = await context.newPage();
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    const response = await page.goto(address ?? "");
    expect(response?.status()).toBe(200);
    expect(await page.locator("h1").innerText()).toBe("Chè Shan Trình Diễn (minh họa)");
    expect(await page.locator(".verdict .title").innerText()).toBe("Đang có hiệu lực");
    expect(await page.evaluate<number>("document.documentElement.scrollWidth - window.innerWidth")).toBe(0);
    expect(complaints).toEqual([]);
  });
});
