export * from "./calendar";
export * from "./certificate-status";
export * from "./events";
export * from "./refusal";
export * from "./rule";
export * from "./subscriptions";
export * from "./text";
export * from "./viewer";
