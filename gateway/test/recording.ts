import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A subgraph seen from in front: passes everything on and counts the calls to its graph. */
export type Recorded = {
  readonly url: string;
  /** bodies of the calls since the last `forget()` */
  readonly calls: readonly string[];
  forget(): void;
  close(): void;
};

export const record = async (subgraph: string): Promise<Recorded> => {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      if (request.url === "/graphql") calls.push(body);
      const headers = Object.entries(request.headers).filter(
        (entry): entry is [string, string] =>
          typeof entry[1] === "string" && !/^(host|connection|content-length)$/.test(entry[0]),
      );
      fetch(`${subgraph}${request.url ?? ""}`, { method: request.method ?? "GET", headers, ...(body && { body }) })
        .then(async (answer) => {
          response.statusCode = answer.status;
          response.setHeader("content-type", answer.headers.get("content-type") ?? "application/json");
          response.end(await answer.text());
        })
        .catch(() => response.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    calls,
    forget: () => {
      calls.length = 0;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
