import { toldBeside } from "./neighbour";
import { askAsMachine, createKey, type Key, machineTokenOf, type Partner, partnerOf, revokeKey } from "./partners";
import { everyPlace, findIn } from "./places";
import { settled } from "./reconciliation";
import { ask, dataOf, held, post, refusalOf, refusalsIn, type Running, running, tokenOf } from "./running";

/** Numbers that stand nowhere else. The second ones replace the first. */
const first = { phone: "0912873465", nationalId: "079201873465", bankAccount: "6201987346512" };
const second = { phone: "0938461275", nationalId: "079308461275", bankAccount: "7309846127534" };
/** Too long for a phone: refused, and not to be repeated. */
const wrong = "093846127599887";
const canaries = [...Object.values(first), ...Object.values(second), wrong];

const name = "Hộ giữ kín số (minh họa)";
const commune = "demo-commune-a";
const province = "demo-province-a";
const partnerAdmin = "demo-partner-admin";

let platform: Running;
let partner: Partner;
let key: Key;
let producerId: string;

/** Every answer that somebody was given who may not have the numbers. */
const answers: string[] = [];

const kept = <T>(answer: T): T => {
  answers.push(JSON.stringify(answer));
  return answer;
};

const update = (input: object, version: number) =>
  ask<{ updateProducer: { version: number } }>(
    platform,
    commune,
    "mutation ($input: UpdateProducerInput!) { updateProducer(input: $input) { version } }",
    { input: { producerId, expectedVersion: version, ...input } },
  );

const reveal = (by: string | null, field: string) =>
  ask<{ revealPersonalData: { value: string } }>(
    platform,
    by,
    "mutation ($input: RevealPersonalDataInput!) { revealPersonalData(input: $input) { value } }",
    { input: { producerId, field, reason: "Đối chiếu khi trao giấy chứng nhận (minh họa)." } },
  );

beforeAll(async () => {
  platform = await running();
  await Promise.all([commune, province, partnerAdmin, "demo-central", "demo-producer-b"].map(tokenOf));
  await toldBeside(platform);
  const { provinceId } = platform.story;
  partner = await partnerOf(platform, { name: "Chợ Minh Họa", admin: partnerAdmin, number: "31/HĐ-MH", provinceId });
  key = await createKey(platform, partner);
});
afterAll(() => revokeKey(platform, partnerAdmin, key));

describe("a producer's phone, national id and bank account", () => {
  it("are entered, used and changed by those who work with them", async () => {
    const { unit } = await dataOf<{ unit: { id: string } }>(
      platform,
      null,
      `{ unit: administrativeUnitByCode(listVersion: "demonstration", code: "98001") { id } }`,
    );
    const { registerProducer } = await dataOf<{ registerProducer: { id: string; version: number } }>(
      platform,
      commune,
      "mutation ($input: RegisterProducerInput!) { registerProducer(input: $input) { id version } }",
      {
        input: {
          ...first,
          name,
          kind: "BUSINESS_HOUSEHOLD",
          communeId: unit.id,
          representative: "Nguyễn Thị Giữ Kín",
          idempotencyKey: "journey-personal-data",
        },
      },
    );
    producerId = registerProducer.id;
    expect(refusalsIn(kept(await update({ phone: wrong }, registerProducer.version)))).toEqual({
      updateProducer: "BAD_USER_INPUT",
    });
    const { updateProducer } = held(await update(second, registerProducer.version));
    expect(updateProducer.version).toBe(registerProducer.version + 1);

    const { registerProduct } = await dataOf<{ registerProduct: { id: string } }>(
      platform,
      commune,
      "mutation ($input: RegisterProductInput!) { registerProduct(input: $input) { id } }",
      { input: { producerId, nameVi: "Chè giữ kín (minh họa)", setCode: "QD26-11" } },
    );
    const { rounds } = await dataOf<{ rounds: readonly { id: string; extra: boolean }[] }>(
      platform,
      null,
      "query ($id: ID!) { rounds(provinceId: $id) { id extra } }",
      { id: platform.story.provinceId },
    );
    const { openDossier } = await dataOf<{ openDossier: { form01: readonly { text: string | null }[] } }>(
      platform,
      commune,
      "mutation ($input: OpenDossierInput!) { openDossier(input: $input) { form01 { key text } } }",
      {
        input: {
          productId: registerProduct.id,
          roundId: rounds.find(({ extra }) => extra)?.id,
          registrationType: "FIRST",
        },
      },
    );
    expect(openDossier.form01).toContainEqual({ key: "phone", text: second.phone });
  });

  it("are shown in full to nobody but those who help, and to the province for a reason", async () => {
    const numbers = "query ($id: ID!) { producer(id: $id) { phone nationalIdMasked bankAccountMasked } }";
    const shown = async (who: string) => (await ask(platform, who, numbers, { id: producerId })).data;
    expect(await shown(province)).toEqual({
      producer: { phone: second.phone, nationalIdMasked: "•••••••••275", bankAccountMasked: "•••••••••7534" },
    });
    expect(await shown(commune)).toEqual({
      producer: { phone: second.phone, nationalIdMasked: null, bankAccountMasked: null },
    });
    expect(kept(await shown("demo-central"))).toEqual({
      producer: { phone: "09•• ••• •75", nationalIdMasked: null, bankAccountMasked: null },
    });
    expect(held(await reveal(province, "NATIONAL_ID"))).toEqual({ revealPersonalData: { value: second.nationalId } });
    expect(held(await reveal(province, "BANK_ACCOUNT"))).toEqual({ revealPersonalData: { value: second.bankAccount } });
  });

  it("are not answered to the public, a partner's machine or another producer, in whatever graph", async () => {
    const all =
      "query ($id: ID!) { producer(id: $id) { name phone representative nationalIdMasked bankAccountMasked } }";
    for (const who of [null, "demo-producer-b", partnerAdmin, "demo-province-b"]) {
      const answer = kept(await ask<{ producer: object }>(platform, who, all, { id: producerId }));
      expect(answer.data).toEqual({
        producer: { name, phone: null, representative: null, nationalIdMasked: null, bankAccountMasked: null },
      });
      const refused = refusalsIn(kept(await reveal(who, "PHONE")));
      expect(refused).toEqual({ revealPersonalData: who === null ? "UNAUTHENTICATED" : "FORBIDDEN" });
    }
    const unknown = { status: 400, codes: Array(4).fill("GRAPHQL_VALIDATION_FAILED") };
    const variables = { id: producerId };
    const token = await machineTokenOf(platform, key);
    expect(refusalOf(kept(await post(platform, null, all, variables, { door: "/graphql/public" })))).toEqual(unknown);
    expect(refusalOf(kept(await askAsMachine(platform, token, all, variables)))).toEqual(unknown);
    const found = "query ($id: ID!) { producer(id: $id) { name kind province { code } commune { code } } }";
    expect(kept(await askAsMachine(platform, token, found, variables)).data).toMatchObject({ producer: { name } });
    const open = await post(platform, null, found, variables, { door: "/graphql/public" });
    expect(kept(open).data).toMatchObject({ producer: { name } });
    expect(canaries.filter((canary) => answers.join("\n").includes(canary))).toEqual([]);
  });

  it("lie readable in no log, no table, no outbox, no key of Redis and no file of the audit log", async () => {
    await settled(platform);
    const places = await everyPlace(platform);
    const where = findIn(places, [name]);
    expect(where).toEqual(
      expect.arrayContaining([
        `ocop_registry.producer: ${name}`,
        `ocop_registry.outbox_event: ${name}`,
        `ocop_commerce.producer_copy: ${name}`,
      ]),
    );
    const names = places.map((place) => place.name);
    expect(names).toEqual(
      expect.arrayContaining(["logs/gateway.log", "logs/registry.log", "logs/mariadb.log", "audit/registry.jsonl"]),
    );
    expect(names.filter((one) => one.startsWith("redis ")).length).toBeGreaterThan(0);
    expect(findIn(places, canaries)).toEqual([]);
  });
});
