import { join } from "node:path";
import { readJson, root, services } from "./layout.mjs";

/** `infra/variables.json`: the one list of ports and variables. */
const list = readJson(join(root, "infra/variables.json"));

export const defaultPortBase = list.portBase;

/** What listens, at which distance from the port base, and what it is: `{ name, offset, meaning }`. */
export const ports = list.ports;

/** The variables with `<SERVICE>` written out: `{ name, meaning, readBy, secret, optional, default }` each. */
export const variables = list.variables.flatMap((variable) =>
  variable.name.includes("<SERVICE>")
    ? services.map((service) => ({
        ...variable,
        name: variable.name.replace("<SERVICE>", service.toUpperCase()),
        readBy: variable.readBy.map((reader) => (reader === "itself" ? service : reader)),
      }))
    : [variable],
);

export const variablesReadBy = (reader) =>
  variables.filter(({ readBy }) => readBy.includes(reader)).map(({ name }) => name);
