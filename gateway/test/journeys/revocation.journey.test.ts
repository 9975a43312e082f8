import { dayOf } from "@ocop/contracts";
import { systemClock } from "@ocop/service-kit";
import { eventually } from "@ocop/service-kit/testing";
import { readPage } from "./public-page";
import { nothingAmiss, reconcile } from "./reconciliation";
import { ask, dataOf, refusalsIn, type Running, running, tokenOf } from "./running";

/** The officer who asks, and the other one of the same province, who confirms. */
const first = "demo-province-a";
const second = "demo-province-a2";

/** Seconds in which a revocation has to be seen everywhere; how soon it is, `pnpm bench` measures. */
const limit = 30;

let platform: Running;
let request: { readonly id: string; readonly version: number; readonly state: string };
const today = dayOf(systemClock().now());

type Standing = {
  readonly product: {
    readonly state: string;
    readonly stars: number | null;
    readonly certificate: { readonly status: string } | null;
    readonly salePoints: readonly unknown[];
    readonly listings: readonly { readonly state: string }[];
  };
  readonly certificate: { readonly status: string; readonly version: number };
};

const standing = (): Promise<Standing> => {
  const { productId, certificateId } = platform.story;
  return dataOf<Standing>(
    platform,
    null,
    `query ($product: ID!, $certificate: ID!) {
      product(id: $product) { state stars certificate { status } salePoints(first: 3) { id }
        listings(first: 3) { state withdrawnBecause certificateStatus } }
      certificate(id: $certificate) { status version revocationGround revokedOn } }`,
    { product: productId, certificate: certificateId },
  );
};

const pageIn = (lang: string) => readPage(`${platform.story.publicPage}?lang=${lang}`);

/** What the graph, the page and the officers' files say while the certificate holds. */
const everything = async () => ({
  standing: await standing(),
  pages: [await pageIn("vi"), await pageIn("en")],
  file: await dataOf(
    platform,
    first,
    "query ($id: ID!) { certificate(id: $id) { revocations { id version state ground decisionNo } } }",
    { id: platform.story.certificateId },
  ),
});

/** Confirms, or tries to; the key names the attempt. */
const confirm = (person: string | null, idempotencyKey: string) =>
  ask(
    platform,
    person,
    "mutation ($input: ConfirmRevocationInput!) { confirmRevocation(input: $input) { status revokedOn revocationGround } }",
    {
      input: {
        revocationId: request.id,
        expectedVersion: request.version,
        decisionNo: "03/QĐ-MH",
        decidedOn: today,
        idempotencyKey,
      },
    },
  );

beforeAll(async () => {
  platform = await running();
  await Promise.all([first, second].map(tokenOf));
});

describe("a revocation", () => {
  it("that one officer asks for changes nothing for the public", async () => {
    const before = { standing: await standing(), pages: [await pageIn("vi"), await pageIn("en")] };
    const { requestRevocation } = await dataOf<{ requestRevocation: typeof request }>(
      platform,
      first,
      "mutation ($input: RequestRevocationInput!) { requestRevocation(input: $input) { id version state } }",
      {
        input: {
          certificateId: platform.story.certificateId,
          expectedVersion: before.standing.certificate.version,
          ground: "PRODUCTION_STOPPED",
          reason: "Minh họa: chủ thể ngừng sản xuất.",
          idempotencyKey: "journey-request",
        },
      },
    );
    request = requestRevocation;
    expect(request).toMatchObject({ version: 1, state: "REQUESTED" });
    const { file, ...after } = await everything();
    expect(after).toEqual(before);
    expect(after.standing.product).toMatchObject({ state: "RECOGNISED", stars: 4, certificate: { status: "VALID" } });
    expect(after.pages).toMatchObject([
      { verdict: "Đang có hiệu lực", look: "good", banner: null },
      { verdict: "Valid", look: "good", banner: null },
    ]);
    expect(file).toEqual({
      certificate: {
        revocations: [
          { id: request.id, version: 1, state: "REQUESTED", ground: "PRODUCTION_STOPPED", decisionNo: null },
        ],
      },
    });
  });

  it.each([
    ["the officer who asked for it", "demo-province-a", "SAME_OFFICER"],
    ["the officer of another province", "demo-province-b", "NOT_FOUND"],
    ["the producer whose certificate it is", "demo-producer-a", "FORBIDDEN"],
    ["the public", null, "UNAUTHENTICATED"],
  ])("is not confirmed by %s, and nothing changes", async (_, person, code) => {
    const before = await everything();
    const answer = await confirm(person, "journey-refused");
    expect(refusalsIn(answer)).toEqual({ confirmRevocation: code });
    expect(answer.data).toEqual({ confirmRevocation: null });
    expect(await everything()).toEqual(before);
  });

  it("that a second officer confirms is seen by register, graph, sale point and page", async () => {
    const { certificate } = await standing();
    expect(await confirm(second, "journey-confirmation")).toEqual({
      status: 200,
      errors: [],
      data: { confirmRevocation: { status: "REVOKED", revokedOn: today, revocationGround: "PRODUCTION_STOPPED" } },
    });
    const seen = async (where: string, says: () => Promise<boolean>): Promise<void> => {
      await eventually(`${where} says that the certificate is revoked`, limit, says);
    };
    await seen("the register", async () => (await standing()).product.state === "LAPSED");
    await seen("the sale point", async () => (await standing()).product.listings[0]?.state === "WITHDRAWN");
    await seen("the page", async () => (await pageIn("vi")).banner !== null);
    expect(await standing()).toEqual({
      product: {
        state: "LAPSED",
        stars: null,
        certificate: null,
        salePoints: [],
        listings: [{ state: "WITHDRAWN", withdrawnBecause: "CERTIFICATE_REVOKED", certificateStatus: "REVOKED" }],
      },
      certificate: {
        status: "REVOKED",
        version: certificate.version + 1,
        revocationGround: "PRODUCTION_STOPPED",
        revokedOn: today,
      },
    });
    expect([await pageIn("vi"), await pageIn("en")]).toMatchObject([
      { status: 200, verdict: "Đã bị thu hồi", look: "bad", banner: "Đã bị thu hồi" },
      { status: 200, verdict: "Revoked", look: "bad", banner: "Revoked" },
    ]);
  });

  it("confirmed again by the same officer in the same attempt is answered and has no second effect", async () => {
    await reconcile(platform);
    const before = await everything();
    expect((await confirm(second, "journey-confirmation")).errors).toEqual([]);
    expect(await everything()).toEqual(before);
    expect(await reconcile(platform)).toEqual(nothingAmiss);
  });
});
