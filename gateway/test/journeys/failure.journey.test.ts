import { services } from "@ocop/contracts";
import { eventually } from "@ocop/service-kit/testing";
import { Redis } from "ioredis";
import { readPage } from "./public-page";
import { nothingAmiss, reconcile, settled } from "./reconciliation";
import {
  type EngineName,
  ask,
  dataOf,
  engineOf,
  inDatabaseOf,
  processOf,
  redisAddress,
  type Running,
  running,
  signIn,
  tokenOf,
} from "./running";

/** Seconds in which a killed process or engine has to serve again; how soon it does is no matter of these tests. */
const limit = 60;

const producer = "demo-producer-a";
const officer = "demo-province-a";

let platform: Running;

/** One question with something from every service, at the root and inside the product. */
const everything = `query ($code: String!, $certificate: ID!, $province: ID!, $item: String!) {
  productByCode(code: $code) { name { value } certificates(first: 1) { status } listings(first: 1) { state } publicPage { url } }
  certificate(id: $certificate) { certificateNo }
  salePoints(first: 1, where: { provinceId: $province }) { nodes { areaSquareMetres } }
  tradeItemByCode(code: $item) { state } }`;

type Everything = {
  readonly productByCode: Readonly<Record<string, unknown>> | null;
  readonly certificate: unknown;
  readonly salePoints: unknown;
  readonly tradeItemByCode: unknown;
};

const askEverything = (person: string | null = null) => {
  const { productCode, certificateId, provinceId, publicPage } = platform.story;
  const item = publicPage.split("/").at(-1);
  return ask<Everything>(platform, person, everything, {
    code: productCode,
    certificate: certificateId,
    province: provinceId,
    item,
  });
};

/** What the question is answered with while nothing fails. */
let whole: Everything;

const kill = (pid: number): void => {
  process.kill(pid, "SIGKILL");
};

/** A request that finds nobody, or nobody yet, is no answer. */
const tried = async (works: () => Promise<boolean>): Promise<boolean> => {
  try {
    return await works();
  } catch {
    return false;
  }
};

const isReady = (name: string): Promise<boolean> =>
  tried(async () => (await fetch(`${platform.address(name)}/health/ready`)).ok);

const restarted = (name: string, before: number): Promise<void> =>
  eventually(`${name} runs again and is ready`, limit, async () => processOf(name) !== before && (await isReady(name)));

const healed = (): Promise<void> =>
  eventually("every field is answered again", limit, () =>
    tried(async () => {
      const { data, errors } = await askEverything();
      return errors.length === 0 && JSON.stringify(data) === JSON.stringify(whole);
    }),
  );

const engineRestarted = (name: EngineName, before: number): Promise<void> =>
  eventually(`${name} runs again`, limit, () => tried(() => Promise.resolve(engineOf(name).pid !== before)));

beforeAll(async () => {
  platform = await running();
  await Promise.all([producer, officer].map(tokenOf));
  const { data, errors } = await askEverything();
  if (data === null || errors.length > 0) throw new Error(`the platform is not whole: ${JSON.stringify(errors)}`);
  whole = data;
});

describe("a subgraph that is killed", () => {
  /** What is answered without one service, and the fields that its absence is given as the reason for. */
  const without: readonly (readonly [string, (data: Everything) => Everything, readonly string[]])[] = [
    ["registry", (data) => ({ ...data, productByCode: null }), ["Query.productByCode"]],
    [
      "evaluation",
      (data) => ({ ...data, productByCode: { ...data.productByCode, certificates: null }, certificate: null }),
      ["Product.certificates", "Query.certificate"],
    ],
    [
      "commerce",
      (data) => ({ ...data, productByCode: { ...data.productByCode, listings: null }, salePoints: null }),
      ["Product.listings", "Query.salePoints"],
    ],
    [
      "traceability",
      (data) => ({ ...data, productByCode: { ...data.productByCode, publicPage: null }, tradeItemByCode: null }),
      ["Product.publicPage", "Query.tradeItemByCode"],
    ],
  ];

  it("leaves no field of the question unanswered before", () => {
    expect(whole).toMatchObject({
      productByCode: {
        name: { value: "Chè Shan Trình Diễn (minh họa)" },
        certificates: [{ status: expect.any(String) as string }],
        listings: [{ state: expect.any(String) as string }],
        publicPage: { url: platform.story.publicPage },
      },
      certificate: { certificateNo: "MH-0001" },
      salePoints: { nodes: [{ areaSquareMetres: 60 }] },
      tradeItemByCode: { state: "ACTIVE" },
    });
  });

  it.each(without)("takes no more than its own fields with it: %s", async (name, rest, fields) => {
    const before = processOf(name);
    kill(before);
    const { status, data, errors } = await askEverything();
    await restarted(name, before);
    expect({ status, data }).toEqual({ status: 200, data: rest(whole) });
    expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(["SUBGRAPH_UNAVAILABLE"]));
    expect(new Set(errors.map(({ extensions }) => extensions.facts?.["subgraph"]))).toEqual(new Set([name]));
    expect(errors.flatMap(({ extensions }) => extensions.facts?.["fields"]).sort()).toEqual(fields);
    await healed();
  });

  it("does not take the rights of those with it who have just been asked for theirs", async () => {
    const sheets = "{ evaluations(first: 1) { nodes { sheetsIn } } }";
    const seen = { status: 200, errors: [], data: { evaluations: { nodes: [{ sheetsIn: 5 }] } } };
    expect(await ask(platform, officer, sheets)).toEqual(seen);
    const before = processOf("registry");
    kill(before);
    const answer = await ask(platform, officer, sheets);
    await restarted("registry", before);
    expect(answer).toEqual(seen);
    await healed();
  });
});

describe("the gateway that is killed", () => {
  it("takes no public page with it, and answers again", async () => {
    const page = await readPage(platform.story.publicPage);
    const before = processOf("gateway");
    kill(before);
    await expect(askEverything()).rejects.toThrow("fetch failed");
    expect(await readPage(platform.story.publicPage)).toEqual(page);
    await restarted("gateway", before);
    await healed();
    expect((await askEverything(officer)).data).toEqual(whole);
  });
});

describe("the identity provider that is killed", () => {
  it("keeps nobody from asking who is signed in, lets nobody in, and has its keys again", async () => {
    await askEverything(officer);
    const before = processOf("identity");
    kill(before);
    const door = `${platform.address("identity")}/.well-known/openid-configuration`;
    const [answer, newcomer] = await Promise.allSettled([askEverything(officer), fetch(door)]);
    await restarted("identity", before);
    expect(answer).toMatchObject({ status: "fulfilled", value: { status: 200, errors: [], data: whole } });
    expect(newcomer).toMatchObject({ status: "rejected", reason: { message: "fetch failed" } });
    expect((await askEverything(officer)).data).toEqual(whole);
    expect(await signIn("demo-auditor")).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });
});

type Product = { readonly id: string; readonly version: number };

const registerProduct = async (nameVi: string): Promise<Product> => {
  const { registerProduct } = await dataOf<{ registerProduct: Product }>(
    platform,
    producer,
    "mutation ($input: RegisterProductInput!) { registerProduct(input: $input) { id version } }",
    { input: { producerId: platform.story.producerId, nameVi } },
  );
  return registerProduct;
};

/** Says something else of a product. @returns the product as the acknowledgement has it */
const change = async ({ id, version }: Product, nameVi: string): Promise<Product> => {
  const { updateProduct } = await dataOf<{ updateProduct: Product }>(
    platform,
    producer,
    "mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { id version } }",
    { input: { productId: id, expectedVersion: version, nameVi } },
  );
  return updateProduct;
};

const inRegister = async ({ id }: Product) => {
  const { product } = await dataOf<{ product: Product & { name: { value: string } } }>(
    platform,
    null,
    "query ($id: ID!) { product(id: $id) { id version name { value } } }",
    { id },
  );
  return { id: product.id, version: product.version, name: product.name.value };
};

/** Deliveries of the register that have no receipt yet. */
const waiting = (): Promise<number> =>
  inDatabaseOf(platform, "registry", async (dataSource) => {
    const [row] = await dataSource.query<{ n: string | number }[]>("SELECT COUNT(*) AS n FROM outbox_delivery");
    return Number(row?.n);
  });

describe("a change that was acknowledged", () => {
  let product: Product;

  it("and not yet sent when the register is killed reaches every service, once", async () => {
    await settled(platform);
    const redis = engineOf("redis").pid;
    const before = processOf("registry");
    process.kill(redis, "SIGSTOP");
    try {
      product = await registerProduct("Mứt gừng (minh họa)");
      expect(await waiting()).toBe(3);
      kill(before);
    } finally {
      process.kill(redis, "SIGCONT");
    }
    await restarted("registry", before);
    expect(await inRegister(product)).toEqual({ id: product.id, version: 1, name: "Mứt gừng (minh họa)" });
    expect(await reconcile(platform)).toEqual(nothingAmiss);
  });

  it("just before the register is killed reaches every service, once", async () => {
    const before = processOf("registry");
    product = await change(product, "Mứt gừng dẻo (minh họa)");
    kill(before);
    await restarted("registry", before);
    expect(await inRegister(product)).toEqual({ id: product.id, version: 2, name: "Mứt gừng dẻo (minh họa)" });
    expect(await reconcile(platform)).toEqual(nothingAmiss);
  });

  it.each(["redis", "mariadb"] as const)("just before %s is killed reaches every service, once", async (engine) => {
    await healed();
    const { version } = product;
    const name = `Mứt gừng, ${engine} (minh họa)`;
    const before = engineOf(engine).pid;
    product = await change(product, name);
    kill(before);
    await engineRestarted(engine, before);
    await healed();
    expect(await inRegister(product)).toEqual({ id: product.id, version: version + 1, name });
    expect(await reconcile(platform)).toEqual(nothingAmiss);
  });
});

describe("Redis that is wiped while its readers stand still", () => {
  const readers = ["evaluation", "commerce", "traceability"] as const;
  const changes = 8;

  it("loses nothing of a backlog and doubles nothing", async () => {
    await healed();
    const products = await Promise.all(["Trà gừng", "Trà sen", "Trà quế"].map((name) => registerProduct(name)));
    await settled(platform);
    const redis = new Redis(redisAddress());
    const stopped = readers.map(processOf);
    let wiped: readonly unknown[];
    try {
      for (const pid of stopped) process.kill(pid, "SIGSTOP");
      await Promise.all(
        products.map(async (product) => {
          let latest = product;
          for (let nth = 1; nth <= changes; nth++) latest = await change(latest, `Trà, lần ${String(nth)} (minh họa)`);
        }),
      );
      const backlog = readers.map((reader) => `{ocop:${reader}}:events:wait`);
      await eventually("24 changes wait in the queue of each reader", 30, async () => {
        const lengths = await Promise.all(backlog.map((queue) => redis.llen(queue)));
        return lengths.every((length) => length === products.length * changes);
      });
      const commands = backlog.reduce((all, queue) => all.llen(queue), redis.multi());
      wiped = (await commands.flushall().dbsize().exec())?.map(([, result]) => result) ?? [];
    } finally {
      for (const pid of stopped) process.kill(pid, "SIGCONT");
      redis.disconnect();
    }
    expect(wiped).toEqual([24, 24, 24, "OK", 0]);
    expect(await reconcile(platform)).toEqual(nothingAmiss);
    for (const product of products)
      expect(await inRegister(product)).toEqual({
        id: product.id,
        version: 1 + changes,
        name: "Trà, lần 8 (minh họa)",
      });
    await healed();
  });
});

describe("after all of it", () => {
  it("every process is ready", async () => {
    expect(await Promise.all([...services, "gateway", "identity"].map(isReady))).toEqual(Array(6).fill(true));
  });
});
