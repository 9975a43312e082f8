import { systemViewer, type EventBody, type EventName, type Role, type Viewer } from "@ocop/contracts";
import {
  createCipher,
  createPublish,
  manualClock,
  newId,
  newTrace,
  printTrace,
  publicCode,
  record,
  type ManualClock,
} from "@ocop/service-kit";
import { inRolledBackTransaction, testDatabase, viewerOf, type TestDatabase } from "@ocop/service-kit/testing";
import type { EntityManager, Logger } from "typeorm";
import { migrations } from "../migrations/all";
import { loadDemonstration, loadForms } from "../src/commands/load-files";
import { readDemonstration } from "../src/commands/demonstration-file";
import { committedFile } from "../src/commands/reference-file";
import { tables } from "../src/data/data-source";
import { repositoriesOn } from "../src/data/repositories";
import type { DossierChanges } from "../src/domain/dossier";
import { withoutReadings } from "../src/domain/rights";
import type { CriteriaSetCopy } from "../src/domain/self-assessment";
import { actsOn, depsOf } from "../src/main";
import type { Deps } from "../src/use-cases/deps";

/** A schema, its migrations and its reference data take seconds on a busy machine. */
jest.setTimeout(60_000);

export const fieldKeys = ["0123456789-registry-field-key-0123456789"] as const;
export const cipher = createCipher(fieldKeys);

const territory = readDemonstration(committedFile("demonstration.json"));
const unitId = (code: string): string => territory.units.find((unit) => unit.code === code)?.id ?? "";

/** Ids of the demonstration territory. */
export const places = {
  province: unitId("98"),
  teaHill: unitId("98001"),
  cloudStream: unitId("98002"),
  elsewhere: unitId("99"),
  beach: unitId("99001"),
  round: territory.rounds[0]?.id ?? "",
} as const;

const officer = (subject: string, role: Role, scopeType: "PROVINCE" | "COMMUNE", region: string): Viewer =>
  viewerOf({ subject, assignments: [{ role, scopeType, scopeId: region, regionIds: [region] }] });

export const ownerOf = (producerId: string, subject = "owner"): Viewer =>
  viewerOf({ subject, assignments: [{ role: "PRODUCER_OWNER", scopeType: "PRODUCER", scopeId: producerId }] });

export const people = {
  commune: officer("commune-a", "COMMUNE_OFFICER", "COMMUNE", places.teaHill),
  neighbour: officer("commune-a2", "COMMUNE_OFFICER", "COMMUNE", places.cloudStream),
  province: officer("province-a", "PROVINCE_OFFICER", "PROVINCE", places.province),
  secondProvince: officer("province-a2", "PROVINCE_OFFICER", "PROVINCE", places.province),
  elsewhere: officer("province-b", "PROVINCE_OFFICER", "PROVINCE", places.elsewhere),
  auditor: viewerOf({ subject: "auditor", assignments: [{ role: "AUDITOR", scopeType: "NATIONAL" }] }),
  central: viewerOf({ subject: "central", assignments: [{ role: "CENTRAL_OFFICER", scopeType: "NATIONAL" }] }),
  secondCentral: viewerOf({ subject: "central-2", assignments: [{ role: "CENTRAL_OFFICER", scopeType: "NATIONAL" }] }),
  operator: viewerOf({ subject: "operator", assignments: [{ role: "PLATFORM_OPERATOR", scopeType: "NATIONAL" }] }),
  nobody: viewerOf({ subject: "nobody" }),
  gateway: systemViewer("gateway"),
} as const;

/** A small set in the shape evaluation publishes: one criterion with an option of 0 points, one without. */
export const teaSet: CriteriaSetCopy = {
  id: newId(),
  version: 1,
  code: "QD26-11",
  regime: "qd26-2026",
  contentVersion: 1,
  criteria: [
    {
      code: "1.1",
      options: [
        { key: "none", points: 0, star: null },
        { key: "all-local", points: 3, star: 4 },
      ],
    },
    { code: "1.2", options: [{ key: "quarter", points: 1, star: null }] },
  ],
  bands: [
    { stars: 1, from: 0 },
    { stars: 2, from: 30 },
    { stars: 3, from: 50 },
    { stars: 4, from: 70 },
    { stars: 5, from: 90 },
  ],
};

export const certificateBody = (
  productId: string,
  change: Partial<EventBody<"evaluation.certificate.issued">> = {},
): EventBody<"evaluation.certificate.issued"> => ({
  productId,
  producerId: newId(),
  productName: { vi: "Chè Đồi Chè", en: null },
  lookupCode: "0123456789ABCDEF",
  certificateNo: null,
  stars: 4,
  regime: "qd26-2026",
  decisionNo: "1/QĐ-UBND",
  decidedOn: "2026-11-20",
  authority: "UBND tỉnh Trình Diễn",
  issuedOn: "2026-11-21",
  expiresOn: "2029-11-21",
  state: "ISSUED",
  revokedOn: null,
  revocationGround: null,
  provinceRegionId: places.province,
  communeRegionId: places.teaHill,
  demonstration: true,
  ...change,
});

/** Everything a dossier of the tea set needs before it may be submitted. */
export const complete: DossierChanges = {
  fields: [
    { form: "FORM_01", key: "legalRepresentative", value: "Đặng Thị Làm Mẫu" },
    { form: "FORM_01", key: "contactAddress", value: "thôn 1, xã Đồi Chè" },
    { form: "FORM_01", key: "phone", value: "0000000000" },
    { form: "FORM_01", key: "sampleCount", value: 5 },
    { form: "FORM_01", key: "commitment", value: true },
    { form: "FORM_02", key: "entityType", value: "Hợp tác xã" },
    { form: "FORM_02", key: "address", value: "thôn 1, xã Đồi Chè" },
    { form: "FORM_02", key: "phone", value: "0000000000" },
    { form: "FORM_02", key: "representativeName", value: "Đặng Thị Làm Mẫu" },
    { form: "FORM_02", key: "product", value: "Chè xanh, gói 100 g" },
    { form: "FORM_02", key: "hasBusinessRegistration", value: true },
    { form: "FORM_02", key: "hasQualityDeclaration", value: true },
    { form: "FORM_02", key: "hasFoodSafetyCertificate", value: true },
    { form: "FORM_02", key: "hasProductionCertificate", value: false },
    { form: "FORM_02", key: "materialAndProcess", value: "sao thủ công" },
    { form: "FORM_02", key: "markets", value: "trong tỉnh" },
    { form: "FORM_02", key: "plan", value: "mở rộng vùng chè" },
  ],
  answers: [
    { criterion: "1.1", option: "all-local", withdrawn: false },
    { criterion: "1.2", option: null, withdrawn: false },
  ],
  evidence: [{ kind: "story", title: "Câu chuyện sản phẩm", criteria: ["1.1"] }],
};

export const findings = {
  localMaterial: "100 % chè búp tươi của xã",
  localLabour: "12 trên 14 lao động là người địa phương",
  ideaOrigin: "nghề chè của làng",
  localIdentity: "sao chè thủ công",
  request: "Đề nghị UBND tỉnh đánh giá, phân hạng",
  sampleCount: 5,
} as const;

export type Registry = TestDatabase & {
  readonly clock: ManualClock;
  /** in a transaction that is rolled back */
  readonly rehearse: <T>(run: (as: (viewer: Viewer) => Deps, manager: EntityManager) => Promise<T>) => Promise<T>;
  /** in a transaction of its own, committed */
  readonly act: <T>(viewer: Viewer, run: (deps: Deps) => Promise<T>) => Promise<T>;
};

/** A register of its own with the demonstration territory, the forms and the tea set. */
export const openRegistry = async (logger?: Logger): Promise<Registry> => {
  const database = await testDatabase({
    entities: tables,
    migrations,
    ...(logger ? { logger } : {}),
  });
  const { dataSource } = database;
  const clock = manualClock(new Date("2026-11-21T03:00:00.000Z"));
  const loading = { dataSource, clock, cipher, readFile: committedFile, say: () => undefined };
  await loadDemonstration(loading);
  await loadForms(loading);
  await repositoriesOn(dataSource.manager).criteriaSets.put(teaSet);
  const acts = actsOn(dataSource, cipher);
  return {
    ...database,
    clock,
    rehearse: (run) =>
      inRolledBackTransaction(dataSource, (manager) =>
        run((viewer) => {
          const meta = {
            actor: viewer.subject ?? "system",
            traceparent: printTrace(newTrace()),
            causationId: null,
          };
          return depsOf(
            {
              manager,
              publish: createPublish({ service: "registry", manager, meta }),
              now: () => clock.now(),
              newId,
              newCode: publicCode,
              record: (said) => {
                record(manager, said);
              },
              viewer: withoutReadings(viewer),
            },
            cipher,
          );
        }, manager),
      ),
    act: (viewer, run) => acts({ viewer: withoutReadings(viewer), now: clock.now(), trace: newTrace() })(run),
  };
};

type Published = { readonly type: EventName; readonly agg_ver: number; readonly body: Record<string, unknown> };

/** The events written so far, in order. */
export const eventsIn = async (manager: EntityManager): Promise<readonly Published[]> => {
  const rows = await manager.query<{ type: EventName; agg_ver: number; payload: string }[]>(
    "SELECT type, agg_ver, payload FROM outbox_event ORDER BY created_at, event_id",
  );
  return rows.map(({ type, agg_ver, payload }) => ({
    type,
    agg_ver,
    body: JSON.parse(payload) as Record<string, unknown>,
  }));
};

/** Every row of the register and its outbox, for "nothing changed". */
export const everything = async (manager: EntityManager): Promise<string> => {
  const names = [
    ...["producer", "product", "dossier", "dossier_snapshot", "running_number"],
    ...["programme_plan", "product_search", "product_word", "product_tally"],
    ...["assignment", "assignment_holder", "break_glass_session", "dossier_reading", "dossier_reader"],
    ...["idempotency", "outbox_event", "outbox_delivery"],
  ];
  const tables = [];
  for (const name of names) tables.push(await manager.query<unknown[]>(`SELECT * FROM ${name} ORDER BY 1`));
  return JSON.stringify(tables);
};
