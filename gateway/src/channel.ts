import { Agent, type Dispatcher, request } from "undici";
import { createBreaker } from "./breaker";

/** What a subgraph says to one operation. */
export type SubgraphAnswer = {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
};

export type SubgraphCall = {
  /** The exact bytes that are sent and that were signed. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Is it a read? A lost connection is then tried once more. */
  readonly mayRepeat: boolean;
  /** Milliseconds in which the answer must begin. */
  readonly patience: number;
};

/** The subgraph cannot be reached, does not answer in time, or answers that it cannot work. */
export class SubgraphAway extends Error {
  override readonly name = "SubgraphAway";
  constructor(
    readonly subgraph: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`${subgraph}: ${reason}`, options);
  }
}

/** The way from the gateway to one subgraph: kept-alive connections, a time limit, a circuit breaker. */
export type Channel = {
  readonly name: string;
  /**
   * @throws SubgraphAway at once while the breaker is open
   * @throws Error when the subgraph answered and refused the call itself: a fault of the platform
   */
  send(call: SubgraphCall): Promise<SubgraphAnswer>;
  isReachable(): Promise<boolean>;
  close(): Promise<void>;
};

export type ChannelOptions = {
  readonly name: string;
  /** `http://host:port` of the subgraph; its graph is at `/graphql` */
  readonly url: string;
  /** milliseconds on the machine's clock */
  readonly now: () => number;
};

const connections = 128;
const connectPatience = 1_000;

const isAnswer = (body: unknown): body is SubgraphAnswer =>
  typeof body === "object" && body !== null && ("data" in body || "errors" in body);

/** Was the connection lost, so that sending again may help? A subgraph that is slow would only be slow again. */
const isLost = ({ cause }: SubgraphAway): boolean =>
  typeof cause === "object" &&
  cause !== null &&
  "code" in cause &&
  ["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"].includes(String(cause.code));

export const openChannel = ({ name, url, now }: ChannelOptions): Channel => {
  const agent = new Agent({ connections, pipelining: 1, connect: { timeout: connectPatience } });
  const breaker = createBreaker(now);
  const graph = new URL("/graphql", url);
  const health = new URL("/health/live", url);

  const reach = async (address: URL, options: Omit<Dispatcher.RequestOptions, "path">) => {
    try {
      const response = await request(address, { ...options, dispatcher: agent });
      return { status: response.statusCode, text: await response.body.text() };
    } catch (error) {
      throw new SubgraphAway(name, "cannot be reached", { cause: error });
    }
  };

  const post = async ({ body, headers, patience }: SubgraphCall): Promise<SubgraphAnswer> => {
    const { status, text } = await reach(graph, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", ...headers },
      body,
      headersTimeout: patience,
      bodyTimeout: patience,
    });
    if (status >= 500) throw new SubgraphAway(name, `answered ${String(status)}`);
    // 401 before any resolver means that it did not believe our context, whoever the client is.
    if (status === 401) throw new Error(`${name} refused the viewer context of the gateway`);
    const answer: unknown = JSON.parse(text);
    if (!isAnswer(answer)) throw new Error(`${name} answered ${String(status)} without a GraphQL result`);
    return answer;
  };

  const postOrRepeat = async (call: SubgraphCall): Promise<SubgraphAnswer> => {
    try {
      return await post(call);
    } catch (error) {
      if (!call.mayRepeat || !(error instanceof SubgraphAway) || !isLost(error)) throw error;
      return post(call);
    }
  };

  return {
    name,
    send: async (call) => {
      if (!breaker.allows()) throw new SubgraphAway(name, "left alone after failures in a row");
      try {
        const answer = await postOrRepeat(call);
        breaker.succeeded();
        return answer;
      } catch (error) {
        if (error instanceof SubgraphAway) breaker.failed();
        else breaker.succeeded();
        throw error;
      }
    },
    isReachable: async () => {
      try {
        const { status } = await reach(health, { method: "GET", headersTimeout: 1_000, bodyTimeout: 1_000 });
        return status === 200;
      } catch (error) {
        if (error instanceof SubgraphAway) return false;
        throw error;
      }
    },
    close: () => agent.close(),
  };
};
