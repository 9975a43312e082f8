import { spawn } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { once } from "node:events";
import { eventually } from "@ocop/service-kit/testing";
import { checkout } from "./platform";
import type { Running } from "./running";

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
};

const isReady = async (address: string): Promise<boolean> => {
  try {
    return (await fetch(`${address}/health/ready`)).ok;
  } catch {
    return false;
  }
};

/**
 * One more gateway before the same services, as it runs in production.
 *
 * @returns where it listens; `end` resolves when it has ended
 */
export const startProductionGateway = async ({ env }: Running) => {
  const port = await freePort();
  const address = `http://127.0.0.1:${String(port)}`;
  const child = spawn(process.execPath, [join(checkout, "gateway/dist/src/main.js")], {
    env: { ...process.env, ...env, OCOP_MODE: "production", PORT: String(port) },
    stdio: "ignore",
  });
  const ended = once(child, "exit");
  const end = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
  };
  try {
    await eventually("the production gateway is ready", 60, async () => {
      if (child.exitCode !== null) throw new Error(`the production gateway ended with ${String(child.exitCode)}`);
      return isReady(address);
    });
  } catch (error) {
    if (child.exitCode === null) await end();
    throw error;
  }
  return { address, end };
};
