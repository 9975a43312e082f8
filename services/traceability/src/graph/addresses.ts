import { addresses } from "../domain/addresses";
import type { TradeItem } from "../domain/trade-item";

/** Addresses of the scan host as the graph hands them out. */
export const itemPage = (host: string, ownCode: string): { readonly url: string; readonly qrUrl: string } => ({
  url: host + addresses.item(ownCode),
  qrUrl: host + addresses.qr(ownCode),
});

export const lotUrl = (host: string, ownCode: string, lotNo: string): string => host + addresses.lot(ownCode, lotNo);

export const pictureUrl = (host: string, { ownCode, picture }: TradeItem): string | null =>
  picture && host + addresses.picture(ownCode, picture.sha256);
