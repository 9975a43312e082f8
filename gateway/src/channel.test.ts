import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { machineTime } from "@ocop/service-kit";
import { type Channel, openChannel, SubgraphAway } from "./channel";

let server: Server;
let channel: Channel;
let received = 0;
let answer: (request: IncomingMessage, response: ServerResponse) => void;

const works = (_request: IncomingMessage, response: ServerResponse): void => {
  response.setHeader("content-type", "application/json").end('{"data":{"a":1}}');
};
const breaksOff = ({ socket }: IncomingMessage): void => {
  socket.destroy();
};
const saysNothing = (): undefined => undefined;
const hesitates = (_request: IncomingMessage, response: ServerResponse): void => {
  response.setHeader("content-type", "application/json").write('{"data":');
};
const refuses = (_request: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(401).end("{}");
};

const read = { body: "{}", headers: {}, mayRepeat: true, patience: 5_000 };
const write = { ...read, mayRepeat: false };

beforeEach(async () => {
  received = 0;
  answer = works;
  server = createServer((request, response) => {
    received += 1;
    request.resume().on("end", () => {
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  channel = openChannel({ name: "registry", url, now: machineTime });
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await channel.close();
});

describe("the way to a subgraph", () => {
  it("tries a read once more when the connection is lost", async () => {
    answer = (request, response) => {
      if (received === 1) breaksOff(request);
      else works(request, response);
    };
    expect(await channel.send(read)).toEqual({ data: { a: 1 } });
    expect(received).toBe(2);
  });

  it("tries a read no more than twice", async () => {
    answer = breaksOff;
    await expect(channel.send(read)).rejects.toThrow(SubgraphAway);
    expect(received).toBe(2);
  });

  it("never sends a write twice: its outcome is not known", async () => {
    answer = breaksOff;
    await expect(channel.send(write)).rejects.toThrow(SubgraphAway);
    expect(received).toBe(1);
  });

  it.each([
    ["that says nothing", saysNothing],
    ["that stops in the middle of its answer", hesitates],
  ])("gives a subgraph up %s once its patience is over, and asks no second time", async (_case, says) => {
    answer = says;
    await expect(channel.send({ ...read, patience: 200 })).rejects.toThrow(SubgraphAway);
    expect(received).toBe(1);
  });

  it("is spared after five failures in a row, and says so at once", async () => {
    answer = breaksOff;
    for (let time = 0; time < 5; time++) await expect(channel.send(write)).rejects.toThrow(SubgraphAway);
    await expect(channel.send(write)).rejects.toThrow("registry: left alone after failures in a row");
    expect(received).toBe(5);
  });

  it("is not blamed when the subgraph answers and refuses the call", async () => {
    answer = refuses;
    for (let time = 0; time < 8; time++)
      await expect(channel.send(read)).rejects.toThrow("registry refused the viewer context of the gateway");
    expect(received).toBe(8);
  });

  it("is not blamed for an answer that is no GraphQL result", async () => {
    answer = (_request, response) => response.end("[]");
    await expect(channel.send(read)).rejects.toThrow("registry answered 200 without a GraphQL result");
    answer = works;
    expect(await channel.send(read)).toEqual({ data: { a: 1 } });
  });
});
