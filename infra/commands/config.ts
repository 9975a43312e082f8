import { readConfig, text, withDefault } from "@ocop/service-kit";

/** Where `npm start` keeps what it knows of the running platform, unless a command is told otherwise. */
export const readEnvironment = () =>
  readConfig({ dataDir: ["OCOP_DATA_DIR", withDefault(text, ".ocop")] }, process.env);
