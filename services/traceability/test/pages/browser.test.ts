import jsQR from "jsqr";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { systemAuthor, transact } from "@ocop/service-kit";
import { repositoriesOf } from "../../src/data/repositories";
import { readPicture } from "../../src/domain/picture";
import type { Rows } from "../harness";
import { pngOf } from "../png";
import { certificate, id, listing, lot, producer, product, tradeItem, unit } from "../samples";
import { startScanHost, type ScanHost } from "./scan-host";

const code = "7K3M9QZT5V2XJ8WD";
const picture = readPicture(pngOf(320, 240).toString("base64"));
const { sha256, mediaType, width, height } = picture;
const rows = {
  producers: [producer()],
  products: [product({ story: { vi: "Chè shan trồng trên đồi cao, hái tay một tôm hai lá. ".repeat(20), en: null } })],
  certificates: [certificate()],
  listings: [listing()],
  items: [tradeItem({ picture: { sha256, mediaType, width, height }, gtin14: "09521234543213" })],
  lots: [lot({ lotNo: "WWWWWWWWWWWWWWWWWWWW" })],
  units: [unit()],
};

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The browser of this machine. */
const findChromium = (): string => {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`Page tests need a browser on the PATH: one of ${names.join(", ")}`);
  return found;
};

/** Reads the QR code of a page as a phone would: from the pixels that the browser painted, dark or light. */
const scanned = async (page: Page): Promise<string | null> => {
  const shot = await page.locator(".qr img").screenshot({ scale: "device" });
  const { pixels, width, height } = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext("2d");
    if (!context) throw new Error("no canvas");
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const isDark = (_: unknown, at: number): string => ((data[at * 4] ?? 0) < 128 ? "1" : "0");
    return { pixels: Array.from({ length: width * height }, isDark).join(""), width, height };
  }, shot.toString("base64"));
  const shades = [...pixels].flatMap((dark) => (dark === "1" ? [0, 0, 0, 255] : [255, 255, 255, 255]));
  return jsQR(Uint8ClampedArray.from(shades), width, height)?.data ?? null;
};

/** How far the content reaches beyond the window, in pixels. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/** Contrast of every text with what lies behind it, as WCAG 2.2 computes it; the worst and its text. */
const worstContrast = (page: Page): Promise<{ ratio: number; text: string }> =>
  page.evaluate(() => {
    const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (colour: string): number => {
      const [r = 0, g = 0, b = 0] = channels(colour).map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element: Element | null): string => {
      if (!element) return "rgb(255, 255, 255)";
      const { backgroundColor } = getComputedStyle(element);
      return (channels(backgroundColor)[3] ?? 1) === 0 ? behind(element.parentElement) : backgroundColor;
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let worst = { ratio: 21, text: "" };
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent?.trim() ?? "";
      const element = walker.currentNode.parentElement;
      if (text === "" || !element) continue;
      const [a, b] = [luminance(getComputedStyle(element).color), luminance(behind(element))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (ratio < worst.ratio) worst = { ratio, text };
    }
    return worst;
  });

jest.setTimeout(60_000);

describe("in a browser", () => {
  let scan: ScanHost;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** What a page must never do: complain, or ask another host. */
  let wrongs: string[];

  const show = async (what: Rows): Promise<void> => {
    await scan.holds(what);
    await transact(
      scan.database.dataSource,
      (manager) => repositoriesOf(manager).pictures.put(id(5), picture),
      systemAuthor("test", "put-picture"),
    );
  };

  beforeAll(async () => {
    scan = await startScanHost();
    browser = await chromium.launch({
      executablePath: findChromium(),
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
  });
  afterAll(async () => {
    await browser.close();
    await scan.stop();
  });
  beforeEach(async () => {
    await show(rows);
    wrongs = [];
    context = await browser.newContext({ viewport: { width: 360, height: 640 }, javaScriptEnabled: true });
    page = await context.newPage();
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) wrongs.push(message.text());
    });
    page.on("pageerror", (error) => wrongs.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith(scan.url)) wrongs.push(request.url());
    });
  });
  afterEach(async () => {
    await context.close();
    expect(wrongs).toEqual([]);
  });

  it.each(["vi", "en"])("the product page fits a phone in %s and its QR code leads back to it", async (lang) => {
    await page.goto(`${scan.url}/p/${code}?lang=${lang}`);
    expect(await overflow(page)).toBe(0);
    expect(await page.locator("html").getAttribute("lang")).toBe(lang);
    expect(await page.locator("h1").count()).toBe(1);
    const address = await scanned(page);
    expect(address).toBe(`${scan.url}/p/${code}`);
    const name = await page.locator("h1").innerText();
    await page.goto(`${address ?? ""}?lang=${lang}`);
    expect(await page.locator("h1").innerText()).toBe(name);
  });

  it("name, stars, picture and status of the day stand above the fold of a small phone", async () => {
    await page.goto(`${scan.url}/p/${code}?lang=vi`);
    for (const what of ["h1", ".stars", ".verdict"]) {
      const box = await page.locator(what).boundingBox();
      expect((box?.y ?? 1_000) + (box?.height ?? 0)).toBeLessThanOrEqual(640);
    }
    expect((await page.locator("img.picture").boundingBox())?.y).toBeLessThan(640);
    expect(await page.locator("img.picture").evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320);
  });

  const paths = [
    "/",
    `/p/${code}`,
    `/p/${code}/10/WWWWWWWWWWWWWWWWWWWW`,
    `/p/${code}/21/0123456789ABCDEF`,
    `/c/${certificate().lookupCode}`,
    "/register?q=che",
  ];

  it.each(paths)("%s fits 320 pixels and is readable in both languages", async (path) => {
    for (const lang of ["vi", "en"]) {
      await page.setViewportSize({ width: 320, height: 640 });
      await page.goto(`${scan.url}${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
      expect([path, lang, await overflow(page)]).toEqual([path, lang, 0]);
      const { ratio, text } = await worstContrast(page);
      expect([text, ratio >= 4.5]).toEqual([text, true]);
    }
  });

  it("a revocation stands above everything, in words that can be read", async () => {
    await show({ ...rows, certificates: [certificate({ state: "REVOKED", revokedOn: "2026-11-20" })] });
    await page.goto(`${scan.url}/p/${code}?lang=vi`);
    const banner = page.locator("section.stop");
    expect(await banner.innerText()).toContain("Đã bị thu hồi");
    expect((await banner.boundingBox())?.y).toBe(0);
    expect((await worstContrast(page)).ratio).toBeGreaterThanOrEqual(4.5);
  });

  it("the register works by keyboard and without script", async () => {
    const plain = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 360, height: 640 },
      locale: "vi-VN",
    });
    try {
      const shopper = await plain.newPage();
      await shopper.goto(`${scan.url}/`);
      await shopper.keyboard.press("Tab");
      expect(await shopper.locator(".skip").evaluate((link) => link === document.activeElement)).toBe(true);
      await shopper.getByRole("searchbox").fill("che xanh");
      await shopper.keyboard.press("Enter");
      await shopper.waitForURL(/register/);
      await shopper.getByRole("link", { name: "Chè xanh Trình Diễn" }).click();
      await shopper.getByRole("link", { name: "Xem trang sản phẩm" }).click();
      expect(await shopper.locator("h1").innerText()).toBe("Chè xanh Trình Diễn");
      await shopper.getByRole("link", { name: "English" }).click();
      expect(await shopper.locator("h1").innerText()).toBe("Demonstration green tea");
    } finally {
      await plain.close();
    }
  });
});
