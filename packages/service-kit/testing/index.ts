export * from "./ask";
export * from "./config";
export * from "./database";
export * from "./fault-proxy";
export * from "./queue";
export * from "./plumbing";
