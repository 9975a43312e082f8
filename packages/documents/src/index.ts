export * from "./qr-code";
