import type { Day } from "@ocop/contracts";
import { isMeasure, measures } from "../domain/measures";
import type { PageLanguage } from "./language";

const zone = "Asia/Ho_Chi_Minh";

const englishDay = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});

/** `2029-08-05` → `05/08/2029` or `5 August 2029`. */
export const formatDay = (day: Day, lang: PageLanguage): string =>
  lang === "vi" ? day.split("-").reverse().join("/") : englishDay.format(new Date(`${day}T00:00:00Z`));

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
const calendar = new Intl.DateTimeFormat("en-CA", {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  timeZone: zone,
});

/** An instant as the clock in Vietnam shows it, to the minute: `15:00 20/11/2026`. */
export const formatInstant = (instant: Date, lang: PageLanguage): string =>
  lang === "vi"
    ? `${clock.format(instant)} ${formatDay(calendar.format(instant), lang)}`
    : `${formatDay(calendar.format(instant), lang)}, ${clock.format(instant)}`;

const marks: Readonly<Record<PageLanguage, { readonly group: string; readonly point: string }>> = {
  vi: { group: ".", point: "," },
  en: { group: ",", point: "." },
};

/** `1250.5` KGM → `1.250,5 kg` or `1,250.5 kg`: an exact decimal text is never made a number. */
export const formatQuantity = (quantity: string, unit: string, lang: PageLanguage): string => {
  const { group, point } = marks[lang];
  const [whole = "", fraction] = quantity.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  const name = isMeasure(unit) ? measures[unit][lang] : unit;
  return `${grouped}${fraction === undefined ? "" : `${point}${fraction}`} ${name}`;
};

const regions: Readonly<Record<PageLanguage, Intl.DisplayNames>> = {
  vi: new Intl.DisplayNames(["vi"], { type: "region" }),
  en: new Intl.DisplayNames(["en"], { type: "region" }),
};

/** `VN` → `Việt Nam` or `Vietnam`. */
export const formatCountry = (country: string, lang: PageLanguage): string => regions[lang].of(country) ?? country;

/** `7K3M9QZT5V2XJ8WD` → `7K3M-9QZT-5V2X-J8WD`, easier to read aloud; typed either way it is the same code. */
export const formatCode = (code: string): string => code.replace(/(.{4})(?=.)/g, "$1-");
