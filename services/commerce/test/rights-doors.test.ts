import { createMachineTokens } from "../src/adapters/machine-tokens";
import { idOfMachine, isMachine, machineOf, type ApiScope } from "../src/domain/api-key";
import { queriesOf } from "../src/data/queries";
import { audience, startIdentity, type Identity } from "./identity";
import { openWorld, type Asker, type World } from "./rights-world";
import { partnerHost, start } from "./running";

let world: World;
let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
  world = await openWorld(identity.issuer);
});
afterAll(async () => {
  await world.end();
  identity.end();
});

const tokenFor = async (subject: string, client: string, scopes: readonly ApiScope[]): Promise<string> => {
  const secrets = ["token-key-of-commerce-in-its-tests"];
  const { sign } = await createMachineTokens({ issuer: partnerHost, audience, secrets });
  return sign({ subject, client, scopes });
};

/** The token of a machine says what its key reached when it was made. */
const machineToken = async (subject: string): Promise<string> => {
  const key = await queriesOf(world.commerce.dataSource.manager).apiKey(idOfMachine(subject) ?? "");
  if (!key) throw new Error("no such key");
  return tokenFor(subject, key.partnerId, key.scopes);
};

const headersOf = async ({ subject }: Asker): Promise<Readonly<Record<string, string>>> => {
  if (subject === null) return {};
  return { authorization: `Bearer ${isMachine(subject) ? await machineToken(subject) : identity.token(subject)}` };
};

type Page = {
  readonly code?: string;
  readonly contract?: { readonly number: string };
  readonly items?: readonly { readonly id: string }[];
};

/** What the door says to one viewer: whose catalogue with which products, or the code of its refusal. */
const answerAt = async (viewer: Asker) => {
  world.commerce.clock.set(viewer.at);
  const response = await fetch(`${world.commerce.partnerUrl}/partner/v1/catalogue`, {
    headers: await headersOf(viewer),
  });
  const { code, contract, items = [] } = (await response.json()) as Page;
  return response.status === 200
    ? [200, contract?.number, items.map(({ id }) => id)]
    : [response.status, code, items.map(({ id }) => id)];
};

describe("GET /partner/v1/catalogue", () => {
  it("gives everybody who acts for a partner the own catalogue under its contract, and nobody else one", async () => {
    const { roles, ours, theirs } = world;
    const [own, other] = [
      [200, "ours", [ours.product]],
      [200, "theirs", [theirs.product]],
    ];
    const [refused, ended, unknown] = [
      [403, "FORBIDDEN", []],
      [403, "CONTRACT_ENDED", []],
      [401, "UNAUTHENTICATED", []],
    ];
    const readers: Readonly<Record<string, readonly unknown[]>> = {
      "ADMIN of a partner": [own, other, ended, own],
      "INTEGRATION of a partner": [own, other, ended, own],
      "ANALYST of a partner": [own, other, ended, own],
      "machine (key ends)": [own, other, unknown, own],
      "machine (key revoked)": [own, other, unknown, own],
      "machine (contract ends)": [own, other, ended, own],
      "machine for the catalogue alone": [own, null, null, null],
      "the public": [unknown, null, null, null],
    };
    // Nobody comes to this door with lent rights, nor as an actor of the platform: a token names one person.
    const comers = Object.entries(roles).filter(([, by]) => by["in scope"]?.actedAs === null && !by["in scope"].system);
    for (const [role, by] of comers) {
      const answers: unknown[] = [];
      for (const viewer of Object.values(by)) answers.push(viewer && (await answerAt(viewer)));
      const wanted = readers[role] ?? Object.values(by).map((viewer) => viewer && refused);
      expect([role, answers]).toEqual([role, wanted]);
    }
  });

  it("gives nothing to a machine whose token reaches the graph alone", async () => {
    const { keys, ours } = world;
    const token = await tokenFor(machineOf(keys.live), ours.partner, ["graph.read"]);
    world.commerce.clock.set(start);
    const response = await fetch(`${world.commerce.partnerUrl}/partner/v1/catalogue`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([response.status, ((await response.json()) as Page).code]).toEqual([403, "FORBIDDEN"]);
  });
});
