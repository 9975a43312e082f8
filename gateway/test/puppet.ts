import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** One call as it arrived. */
export type Heard = { readonly headers: IncomingHttpHeaders; readonly body: string };

/** A subgraph that keeps no promise: it answers whatever it is told to, and remembers what it was asked. */
export type Puppet = {
  readonly url: string;
  readonly heard: readonly Heard[];
  /** text of the answer to a call; null breaks the connection off */
  says: (call: Heard) => string | null;
  close(): void;
};

export const startPuppet = async (): Promise<Puppet> => {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (piece: string) => (body += piece));
    request.on("end", () => {
      const call = { headers: request.headers, body };
      heard.push(call);
      const answer = puppet.says(call);
      if (answer === null) request.socket.destroy();
      else response.setHeader("content-type", "application/json").end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const puppet: Puppet = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    heard,
    says: () => null,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return puppet;
};
