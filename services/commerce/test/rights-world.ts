import { anonymous, systemViewer, type Role, type Viewer, type ViewerAssignment } from "@ocop/contracts";
import { createLog, newId, newTrace } from "@ocop/service-kit";
import { deliveryOf, viewerOf, type Asking, type InSituations, type Judged } from "@ocop/service-kit/testing";
import { execute, parse, validate, type DocumentNode } from "graphql";
import type { DataSource, Logger } from "typeorm";
import { commerceDataSource } from "../src/data/data-source";
import { queriesOf } from "../src/data/queries";
import { machineOf } from "../src/domain/api-key";
import { noFacts, type CommerceViewer } from "../src/domain/rights";
import { buildSchema } from "../src/graph/schema";
import { contextOf } from "../src/main";
import { findFacts } from "../src/use-cases/find-facts";
import { certificateBody, place, productBody, runCommerce, start, today, type Running } from "./running";

export const subgraph = buildSchema();

/** Who asks, with what commerce knows of the viewer at that instant. */
export type Asker = CommerceViewer & { readonly at: Date };

export type Holding = {
  readonly salePoint: string;
  readonly fair: string;
  readonly partner: string;
  readonly product: string;
  readonly listing: string;
};

export type World = {
  readonly commerce: Running;
  /** in the scope of the roles, and out of it: in another province, of another partner */
  readonly ours: Holding;
  readonly theirs: Holding;
  /** roles and facts, each in every situation it knows */
  readonly roles: Readonly<Record<string, InSituations<Asker>>>;
  /** the same by name: `ADMIN of a partner, expired` */
  readonly viewers: Readonly<Record<string, Asker>>;
  readonly ask: Asking<Asker>;
  readonly keys: Keys;
  readonly end: () => Promise<void>;
};

/** Days after the last one of our key, and of our contract. */
const afterKey = new Date("2026-12-10T03:00:00.000Z");
const afterContract = new Date("2027-01-05T03:00:00.000Z");
const [keyEnds, contractEnds, later] = ["2026-12-05", "2026-12-21", "2027-10-01"];

const statements: string[] = [];
const ignore = (): void => undefined;
const logger: Logger = {
  logQuery: (sql) => {
    statements.push(sql);
  },
  logQueryError: ignore,
  logQuerySlow: ignore,
  logSchemaBuild: ignore,
  logMigration: ignore,
  log: ignore,
};

/** Documents are the same for all viewers: each is read and checked once. */
const documents = new Map<string, DocumentNode>();
const documentOf = (source: string): DocumentNode => {
  const known = documents.get(source);
  if (known) return known;
  const document = parse(source);
  const [wrong] = validate(subgraph.schema, document);
  if (wrong) throw wrong;
  documents.set(source, document);
  return document;
};

const askingOn = (dataSource: DataSource): Asking<Asker> => {
  const context = contextOf(dataSource, {
    cursorKeys: ["cursor-key-of-commerce-in-its-tests"],
    fieldKeys: ["field-key-of-commerce-in-its-tests"],
  });
  const log = createLog("commerce", { level: "silent" });
  return async ({ subject, client, assignments, system, actedAs, at }, source, variableValues = {}) => {
    const viewer: Viewer = { subject, client, assignments, system, actedAs };
    const contextValue = await context({ viewer, now: at, trace: newTrace(), log });
    statements.length = 0;
    const document = documentOf(source);
    const answer = await execute({ schema: subgraph.schema, document, variableValues, contextValue });
    return {
      data: JSON.parse(JSON.stringify(answer.data ?? null)) as Judged["data"],
      errors: (answer.errors ?? []).map(({ message: code, path = [] }) => ({ path, extensions: { code } })),
      statements: statements.length,
    };
  };
};

type Territory = { readonly province: string; readonly commune: string };
const here: Territory = place;
const elsewhere: Territory = { province: place.otherProvince, commune: place.otherCommune };

const holding = (role: Role, scopeType: ViewerAssignment["scopeType"], parts: Partial<ViewerAssignment>): Viewer =>
  viewerOf({ subject: `${role}-${scopeType}`, assignments: [{ role, scopeType, ...parts }] });

/** The gateway hands on live rights alone: of one that ended nothing arrives. */
const lapsed = (viewer: Viewer): Viewer => ({ ...viewer, assignments: [] });

/** The rights of a role as registry hands them out: the scope as it was given, the regions of today. */
const territorial = (role: Role, scopeType: "PROVINCE" | "COMMUNE") => {
  const over = (scopeId: string, today: string): Viewer => holding(role, scopeType, { scopeId, regionIds: [today] });
  const level = scopeType === "PROVINCE" ? "province" : "commune";
  const inside = over(here[level], here[level]);
  return {
    "in scope": inside,
    "out of scope": over(elsewhere[level], elsewhere[level]),
    expired: lapsed(inside),
    "merged territory": over(newId(), here[level]),
  };
};

const unmoved = (inside: Viewer, outside: Viewer | null) => ({
  "in scope": inside,
  "out of scope": outside,
  expired: lapsed(inside),
  "merged territory": inside,
});

const national = (role: Role) => unmoved(holding(role, "NATIONAL", {}), null);

const assignedRoles = (): Readonly<Record<string, InSituations<Viewer>>> => {
  const producer = (): Viewer => holding("PRODUCER_OWNER", "PRODUCER", { scopeId: newId() });
  const officers = territorial("PROVINCE_OFFICER", "PROVINCE");
  const lent = (viewer: Viewer): Viewer => ({
    ...viewer,
    subject: "PLATFORM_OPERATOR-NATIONAL",
    actedAs: viewer.subject,
  });
  return {
    PRODUCER_OWNER: unmoved(producer(), producer()),
    COMMUNE_OFFICER: territorial("COMMUNE_OFFICER", "COMMUNE"),
    PROVINCE_OFFICER: officers,
    "AUDITOR of a province": territorial("AUDITOR", "PROVINCE"),
    "AUDITOR of the nation": national("AUDITOR"),
    CENTRAL_OFFICER: national("CENTRAL_OFFICER"),
    PLATFORM_OPERATOR: national("PLATFORM_OPERATOR"),
    "operator with the lent rights of a PROVINCE_OFFICER": {
      "in scope": lent(officers["in scope"]),
      "out of scope": lent(officers["out of scope"]),
      expired: lent(officers.expired),
      "merged territory": lent(officers["merged territory"]),
    },
  };
};

const alone = (viewer: Viewer): InSituations<Viewer> => ({
  "in scope": viewer,
  "out of scope": null,
  expired: null,
  "merged territory": null,
});

const person = (subject: string): Viewer => viewerOf({ subject });

/** Everything that commerce keeps of one owner, made by the graph itself. */
const settle = async (
  ask: Asking<Asker>,
  commerce: Running,
  { province, commune }: Territory,
  owner: string,
): Promise<Holding> => {
  const by = (viewer: Viewer): Asker => ({ ...viewer, ...noFacts, at: start });
  const officer = by(holding("PROVINCE_OFFICER", "PROVINCE", { scopeId: province, regionIds: [province] }));
  const send = async (as: Asker, name: string, input: object): Promise<string> => {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const document = `mutation ($input: ${type}!) { ${name}(input: $input) { id } }`;
    const { data, errors } = await ask(as, document, { input });
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
    return (data?.[name] as { readonly id: string }).id;
  };
  const central = by(holding("CENTRAL_OFFICER", "NATIONAL", {}));
  const [product, certificate] = [newId(), newId()];
  const territory = { provinceRegionId: province, communeRegionId: commune };
  await commerce.hear(
    deliveryOf("registry.product.changed", { id: product, version: 1 }, productBody(territory)),
    deliveryOf("evaluation.certificate.issued", { id: certificate, version: 1 }, certificateBody(product, territory)),
  );
  const salePoint = await send(officer, "registerSalePoint", {
    ...{ nameVi: `Điểm ${owner}`, kind: "ROAD_STOP", addressLine: "Km 12", areaSquareMetres: 50 },
    ...{ provinceId: province, communeId: commune, operatorSubject: `${owner}-former-operator`, demonstration: true },
  });
  const change = { salePointId: salePoint, expectedVersion: 1, operatorSubject: `${owner}-operator` };
  await send(officer, "updateSalePoint", change);
  const fair = await send(officer, "registerFair", {
    ...{
      nameVi: `Hội chợ ${owner}`,
      reach: "INSIDE_PROVINCE",
      venue: "Quảng trường",
      stands: 10,
      provinceId: province,
    },
    ...{ opensOn: "2027-01-20", closesOn: "2027-01-25", registeredOn: today },
    ...{ organiserName: "Trung tâm", organiserSubject: `${owner}-organiser` },
  });
  const partner = await send(central, "registerPartner", {
    name: owner,
    members: ["ADMIN", "INTEGRATION", "ANALYST"].map((role) => ({ role, subject: `${owner}-${role}` })),
    contract: {
      ...{ number: owner, minimumStars: 3, provinceIds: [province] },
      ...{ validFrom: today, validUntil: contractEnds },
    },
  });
  const listing = await send(by(person(`${owner}-operator`)), "listProduct", {
    salePointId: salePoint,
    productId: product,
  });
  return { salePoint, fair, partner, product, listing };
};

type Keys = Readonly<Record<"live" | "ended" | "revoked" | "catalogueOnly" | "theirs", string>>;

/** Keys of both partners. At most two of one are live at once: the third is made when the first has ended. */
const makeKeys = async (ask: Asking<Asker>, ours: Holding, theirs: Holding): Promise<Keys> => {
  const central: Asker = { ...holding("CENTRAL_OFFICER", "NATIONAL", {}), ...noFacts, at: start };
  const create = async (partnerId: string, expiresOn: string, scopes: readonly string[], at = start) => {
    const document = "mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { id } } }";
    const { data, errors } = await ask({ ...central, at }, document, { input: { partnerId, expiresOn, scopes } });
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
    return (data?.["createApiKey"] as { readonly apiKey: { readonly id: string } }).apiKey.id;
  };
  const both = ["catalogue.read", "graph.read"];
  const revoked = await create(ours.partner, later, both);
  await ask(central, `mutation { revokeApiKey(input: { apiKeyId: "${revoked}" }) { id } }`);
  return {
    revoked,
    ended: await create(ours.partner, keyEnds, both),
    live: await create(ours.partner, later, both),
    catalogueOnly: await create(ours.partner, later, ["catalogue.read"], afterKey),
    theirs: await create(theirs.partner, later, both),
  };
};

/** Roles by facts of commerce, with the instant at which they ask. */
const factRoles = (keys: Keys): Readonly<Record<string, InSituations<Viewer & { readonly at: Date }>>> => {
  const at = (viewer: Viewer, instant = start) => ({ ...viewer, at: instant });
  const member = (role: string) => ({
    "in scope": at(person(`ours-${role}`)),
    "out of scope": at(person(`theirs-${role}`)),
    expired: at(person(`ours-${role}`), afterContract),
    "merged territory": at(person(`ours-${role}`)),
  });
  const machine = (id: string): Viewer => person(machineOf(id));
  const machines = {
    "in scope": at(machine(keys.live)),
    "out of scope": at(machine(keys.theirs)),
    "merged territory": at(machine(keys.live)),
  };
  const operator = at(person("ours-operator"));
  const organiser = at(person("ours-organiser"));
  return {
    "operator of a sale point": {
      "in scope": operator,
      "out of scope": at(person("theirs-operator")),
      expired: at(person("ours-former-operator")),
      "merged territory": operator,
    },
    "organiser of a fair": {
      "in scope": organiser,
      "out of scope": at(person("theirs-organiser")),
      expired: null,
      "merged territory": organiser,
    },
    "ADMIN of a partner": member("ADMIN"),
    "INTEGRATION of a partner": member("INTEGRATION"),
    "ANALYST of a partner": member("ANALYST"),
    "machine (key ends)": { ...machines, expired: at(machine(keys.ended), afterKey) },
    "machine (key revoked)": { ...machines, expired: at(machine(keys.revoked)) },
    "machine (contract ends)": { ...machines, expired: at(machine(keys.live), afterContract) },
    "machine for the catalogue alone": {
      "in scope": at(machine(keys.catalogueOnly)),
      "out of scope": null,
      expired: null,
      "merged territory": null,
    },
  };
};

const otherRoles: Readonly<Record<string, InSituations<Viewer>>> = {
  "operator with the lent rights of an ADMIN of a partner": alone({
    ...person("PLATFORM_OPERATOR-NATIONAL"),
    actedAs: "ours-ADMIN",
  }),
  "operator of a sale point with lent rights": alone({
    ...person("ours-operator"),
    actedAs: "ours-ADMIN",
  }),
  "somebody signed in": alone(person("stranger")),
  "the public": alone(anonymous),
  ...Object.fromEntries(
    ["gateway", "event", "loader", "clock", "job"].map((name) => [`the system's ${name}`, alone(systemViewer(name))]),
  ),
};

/** Commerce with one of everything in scope and one out of it, and everybody who could ask for them. */
export const openWorld = async (issuer = "http://127.0.0.1:9"): Promise<World> => {
  const commerce = await runCommerce({ issuer });
  const dataSource = await commerceDataSource(commerce.databaseUrl, { logger }).initialize();
  const ask = askingOn(dataSource);
  const [ours, theirs] = [await settle(ask, commerce, here, "ours"), await settle(ask, commerce, elsewhere, "theirs")];
  const keys = await makeKeys(ask, ours, theirs);
  const queries = queriesOf(dataSource.manager);
  const known = async (viewer: (Viewer & { readonly at?: Date }) | null): Promise<Asker | null> => {
    if (viewer === null) return null;
    const { at = start } = viewer;
    return { ...viewer, ...(await findFacts(queries, viewer, "graph.read", at)), at };
  };
  const roles: Record<string, InSituations<Asker>> = {};
  for (const [name, by] of Object.entries({ ...assignedRoles(), ...factRoles(keys), ...otherRoles }))
    roles[name] = {
      "in scope": await known(by["in scope"]),
      "out of scope": await known(by["out of scope"]),
      expired: await known(by.expired),
      "merged territory": await known(by["merged territory"]),
    };
  const viewers = Object.fromEntries(
    Object.entries(roles).flatMap(([name, by]) =>
      Object.entries(by).flatMap(([situation, viewer]) => (viewer ? [[`${name}, ${situation}`, viewer] as const] : [])),
    ),
  );
  return {
    ...{ commerce, ours, theirs, roles, viewers, ask, keys },
    end: async () => {
      await dataSource.destroy();
      await commerce.end();
    },
  };
};
