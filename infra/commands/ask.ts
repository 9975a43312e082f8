import { parseArgs } from "node:util";
import { anonymous, roles, scopeTypes, services, systemViewer, type Viewer } from "@ocop/contracts";
import { newTrace, printTrace, signViewer } from "@ocop/service-kit";
import { z } from "zod";
import { readEnvironment } from "./config";
import { CommandFailed, runCommand } from "./run-command";
import { type Running, runningFrom } from "./running";
import { accessTokenOf } from "./sign-in";

const places = ["gateway", ...services] as const;
type Place = (typeof places)[number];

const usage =
  `Usage: pnpm ask <${places.join("|")}> '<query>' [--as <demo person>] [--variables '<json>'] [--data-dir <directory>]` +
  `, for example: pnpm ask gateway '{ __typename }' --as demo-province-a`;

const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .optional(),
});
type Answer = z.infer<typeof answer>;

const assignment = z.object({
  id: z.string(),
  role: z.enum(roles),
  scopeType: z.enum(scopeTypes),
  scopeId: z.string().nullable(),
  regionIds: z.array(z.string()),
});

const post = async (address: string, headers: Readonly<Record<string, string>>, body: string): Promise<Answer> => {
  const url = new URL("/graphql", address);
  const init = { method: "POST", headers: { "content-type": "application/json", ...headers }, body };
  const response = await fetch(url, init).catch((cause: unknown) => {
    throw new CommandFailed(`Nothing answers at ${url.origin}: is the platform running?`, { cause });
  });
  const parsed = answer.safeParse(await response.json());
  if (!parsed.success) throw new CommandFailed(`${url.origin} answered ${String(response.status)} without a result.`);
  return parsed.data;
};

/** Asks one service as the gateway does, with a context signed over the body. */
const askService = (running: Running, service: string, viewer: Viewer, body: string): Promise<Answer> => {
  const [key = ""] = running.variable(`OCOP_VIEWER_KEY_${service.toUpperCase()}`).split(",");
  const traceparent = printTrace(newTrace());
  return post(running.address(service), signViewer({ viewer, audience: service, body, key, traceparent }), body);
};

/** The person as the gateway would present them: subject, and the assignments that registry knows. */
const viewerOf = async (running: Running, person: string | undefined): Promise<Viewer> => {
  if (person === undefined) return anonymous;
  const query = `query ($subject: String!) { _assignmentsOf(subject: $subject) { id role scopeType scopeId regionIds } }`;
  const body = JSON.stringify({ query, variables: { subject: person } });
  const { data, errors } = await askService(running, "registry", systemViewer("gateway"), body);
  if (errors) throw new CommandFailed(`registry does not tell the assignments of ${person}: ${lineOf(errors[0])}`);
  const assignments = z.array(assignment).parse(data?.["_assignmentsOf"]);
  return { subject: person, client: "shell", assignments, system: null, actedAs: null };
};

const askPlace = async (running: Running, place: Place, person: string | undefined, body: string): Promise<Answer> => {
  if (place !== "gateway") return askService(running, place, await viewerOf(running, person), body);
  const headers: Record<string, string> =
    person === undefined ? {} : { authorization: `Bearer ${await accessTokenOf(running.address("identity"), person)}` };
  return post(running.address("gateway"), headers, body);
};

/** One error as one line: code, place, facts, and the trace id to look for in the logs. */
const lineOf = (error: NonNullable<Answer["errors"]>[number] | undefined): string => {
  if (!error) return "no reason given";
  const { message, path, extensions: { facts, traceId } = {} } = error;
  const place = path ? ` at ${path.join(".")}` : "";
  const known = facts && Object.keys(facts).length > 0 ? ` ${JSON.stringify(facts)}` : "";
  return `${message}${place}${known}${typeof traceId === "string" ? ` (trace ${traceId})` : ""}`;
};

const parseVariables = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new CommandFailed(`--variables is not JSON: ${text}`, { cause });
  }
};

const isPlace = (text: string | undefined): text is Place => places.some((place) => place === text);

/**
 * `pnpm ask`: one question to the guarded graph, or to one service behind it, as a demo person or the public.
 * Prints the answer's data as JSON and every error as a line of its own.
 */
const ask = async (args: readonly string[]): Promise<string> => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      as: { type: "string" },
      variables: { type: "string", default: "{}" },
      "data-dir": { type: "string", default: readEnvironment().dataDir },
    },
  });
  const [place, query, ...more] = positionals;
  if (!isPlace(place) || query === undefined || more.length > 0) throw new CommandFailed(usage);
  const body = JSON.stringify({ query, variables: parseVariables(values.variables) });
  const { data = null, errors = [] } = await askPlace(await runningFrom(values["data-dir"]), place, values.as, body);
  for (const error of errors) process.stderr.write(`${lineOf(error)}\n`);
  if (errors.length > 0) process.exitCode = 1;
  return JSON.stringify({ data }, null, 2);
};

void runCommand(() => ask(process.argv.slice(2)));
