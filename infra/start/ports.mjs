import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { Failure } from "./failure.mjs";
import { ports } from "./variables.mjs";

export const highestPortBase = 65_535 - Math.max(...ports.map(({ offset }) => offset));

/** @example portsFrom(4000).partner // 4020 */
export const portsFrom = (base) => Object.fromEntries(ports.map(({ name, offset }) => [name, base + offset]));

/** A free loopback port that the system chooses. */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port: 0, host: "127.0.0.1", exclusive: true }, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Listens on a port and hangs up on whoever comes. @returns `{ release }`, or `{ code }`: EADDRINUSE, EACCES … */
const hold = (port) =>
  new Promise((resolve) => {
    const server = createServer((visitor) => visitor.destroy());
    server.once("error", (error) => resolve({ code: error.code }));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () =>
      resolve({ release: () => new Promise((released) => server.close(released)) }),
    );
  });

export async function isFree(port) {
  const { release } = await hold(port);
  await release?.();
  return release !== undefined;
}

/** Holds all of these ports or none. @returns `{ release }`, or `{ obstacles }` */
async function holdAll(table) {
  const tried = await Promise.all(
    Object.entries(table).map(async ([name, port]) => ({ name, port, ...(await hold(port)) })),
  );
  const release = () => Promise.all(tried.map((one) => one.release?.()));
  const obstacles = tried.filter(({ code }) => code);
  if (obstacles.length === 0) return { release };
  await release();
  return { obstacles };
}

/**
 * Chooses the ports and holds them until `release()`, so that nobody takes one while the platform is
 * installed, built and prepared.
 *
 * @param base a number, or "auto" for the first free row of the table below the system's own range
 * @returns `{ table, release }`
 * @throws Failure naming each busy port and who has it
 */
export async function reservePorts(base) {
  if (base !== "auto") {
    const table = portsFrom(base);
    const { release, obstacles } = await holdAll(table);
    if (release) return { table, release };
    throw new Failure(
      `${obstacles.map(complaint).join("; ")}: stop that, or start with --port-base N or --port-base auto.`,
    );
  }
  for (let candidate = 4200; candidate < 32_000; candidate += 200) {
    const table = portsFrom(candidate);
    const { release } = await holdAll(table);
    if (release) return { table, release };
  }
  throw new Failure(
    "No free row of ports was found between 4200 and 32000: stop what listens there or give --port-base N.",
  );
}

const complaint = ({ name, port, code }) => {
  if (code === "EACCES") return `Port ${port} (${name}) may not be opened by this user`;
  if (code !== "EADDRINUSE") return `Port ${port} (${name}) cannot be opened (${code})`;
  const owner = ownerOf(port);
  return `Port ${port} (${name}) is taken${owner ? ` by ${owner.name} (pid ${owner.pid})` : ""}`;
};

/**
 * Which process listens on a port, as far as Linux tells this user.
 *
 * @returns `{ pid, name }`, null when it cannot be known
 */
export function ownerOf(port) {
  const inodes = new Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => listenersAt(table, port)));
  if (inodes.size === 0) return null;
  for (const pid of readFolder("/proc").filter((name) => /^\d+$/.test(name)))
    for (const descriptor of readFolder(`/proc/${pid}/fd`)) {
      const target = readLink(`/proc/${pid}/fd/${descriptor}`);
      if (target?.startsWith("socket:[") && inodes.has(target.slice(8, -1)))
        return { pid: Number(pid), name: nameOf(pid) };
    }
  return null;
}

/** Rows of /proc/net/tcp: address:port in hexadecimal, state 0A is "listening", the tenth field is the socket's inode. */
function listenersAt(table, port) {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  return readText(table)
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === "0A" && fields[1].endsWith(`:${wanted}`))
    .map((fields) => fields[9]);
}

/** What a person would recognise: the program, and the script when the program is an interpreter. */
function nameOf(pid) {
  const [program, ...rest] = readText(`/proc/${pid}/cmdline`).split("\0").filter(Boolean);
  const base = (program ?? readText(`/proc/${pid}/comm`).trim()).split("/").at(-1);
  const script = /^(node|python[\d.]*|ruby|java|deno|bun)$/.test(base) && rest.find((word) => !word.startsWith("-"));
  return script ? `${base} ${script.split("/").slice(-3).join("/")}` : base;
}

const orElse = (fallback, read) => {
  try {
    return read();
  } catch {
    return fallback;
  }
};
const readText = (path) => orElse("", () => readFileSync(path, "utf8"));
const readFolder = (path) => orElse([], () => readdirSync(path));
const readLink = (path) => orElse(null, () => readlinkSync(path));
