import { resolve } from "node:path";
import { Failure } from "./failure.mjs";
import { root } from "./layout.mjs";
import { highestPortBase } from "./ports.mjs";
import { defaultPortBase } from "./variables.mjs";

export const help = `npm start -- [options]     installs, builds and runs the whole platform; Ctrl-C stops it
npm test -- [paths]        installs, builds and runs the gate on engines of its own; paths go to Jest alone
node infra/start.mjs compose   makes the secrets for docker compose and prints its command

  --port-base N|auto   first port: gateway N, scan N+10, partner N+20, identity N+30, subgraphs N+101 to N+104
                       (default ${defaultPortBase}, or OCOP_PORT_BASE; auto looks for free ones)
  --data-dir DIR       databases, secrets, logs (default .ocop, or OCOP_DATA_DIR)
  --reset              forgets everything in the data directory first
  --no-seed            official reference data only: no demonstration province, no story
  --help               this text

DATABASE_URL_<SERVICE> for all four services uses those databases instead of a private MariaDB,
REDIS_URL_<SERVICE> and REDIS_URL_GATEWAY those instead of a private Redis.
All variables: infra/variables.json
`;

/**
 * Reads the command line and the environment.
 *
 * @returns `{ command: "start" | "test" | "compose" | "help", portBase, dataDir, reset, seed, rest }`
 * @throws Failure naming the option or variable that is wrong
 */
export function readSettings(argv, env) {
  const [first, ...others] = argv;
  if (first === "test") return { command: "test", rest: others };
  const command = first === "compose" ? "compose" : "start";
  const settings = {
    command,
    portBase: env.OCOP_PORT_BASE ? portBase(env.OCOP_PORT_BASE, "OCOP_PORT_BASE") : defaultPortBase,
    dataDir: resolve(root, env.OCOP_DATA_DIR || ".ocop"),
    reset: false,
    seed: true,
    rest: [],
  };
  const words = command === "start" ? [...argv] : [...others];
  while (words.length > 0) {
    const [option, inline] = split(words.shift());
    const value = () => {
      const given = inline ?? words.shift();
      if (given === undefined || given === "" || given.startsWith("--"))
        throw new Failure(`${option} needs a value: see npm start -- --help.`);
      return given;
    };
    const flag = () => {
      if (inline !== undefined) throw new Failure(`${option} takes no value: see npm start -- --help.`);
      return true;
    };
    if (option === "--port-base") settings.portBase = portBase(value(), option);
    else if (option === "--data-dir") settings.dataDir = resolve(env.INIT_CWD || process.cwd(), value());
    else if (option === "--reset") settings.reset = flag();
    else if (option === "--no-seed") settings.seed = !flag();
    else if (option === "--help" || option === "-h") settings.command = "help";
    else throw new Failure(`${option} is no option of npm start: see npm start -- --help.`);
  }
  return settings;
}

const split = (word) => {
  const at = word.startsWith("--") ? word.indexOf("=") : -1;
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
};

function portBase(text, name) {
  if (text === "auto") return "auto";
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1024 && number <= highestPortBase) return number;
  throw new Failure(`${name} must be a number from 1024 to ${highestPortBase}, or auto; it is "${text}".`);
}
