import { fieldKeys, fieldPlace, store, type Cipher, type FieldOpener } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { Dossier, OpenForms } from "../domain/dossier";
import { isSealed, personalKeys, type FieldValue, type FormValues, type OpenValues } from "../domain/dossier-form";
import type { Queries, Repositories } from "../domain/ports";
import { refuse } from "../domain/refusals";
import { dossierSnapshotTable, dossierTable } from "./dossier.table";

const forms = ["form01", "form02"] as const;
type Form = (typeof forms)[number];

const placeOf = (dossierId: string, form: Form, key: string): string =>
  fieldPlace("dossier", dossierId, `${form}.${key}`);

const contentPlace = (snapshotId: string): string => fieldPlace("dossier_snapshot", snapshotId, "content");

const isPlainPersonal = ([key, value]: readonly [string, FormValues[string]]): boolean =>
  personalKeys.has(key) && !isSealed(value);

const hasSealed = ({ form01, form02 }: Dossier): boolean =>
  [form01, form02].some((values) => Object.values(values).some(isSealed));

const openedValues = (dossier: Dossier, form: Form, open: FieldOpener): OpenValues =>
  Object.fromEntries(
    Object.entries(dossier[form]).flatMap(([key, value]): [string, FieldValue][] => {
      if (!isSealed(value)) return [[key, value]];
      const text = open(dossier.id, Buffer.from(value.sealed, "base64url"), placeOf(dossier.id, form, key));
      return text === null ? [] : [[key, JSON.parse(text) as FieldValue]];
    }),
  );

/** Both forms of many dossiers with their personal values: one statement for the keys, none where nothing is sealed. */
export const openFormsOf =
  (manager: EntityManager, cipher: Cipher): Queries["openForms"] =>
  async (dossiers) => {
    const open = await fieldKeys(manager, cipher).opener(dossiers.filter(hasSealed).map(({ id }) => id));
    return dossiers.map((dossier) => ({
      form01: openedValues(dossier, "form01", open),
      form02: openedValues(dossier, "form02", open),
    }));
  };

/** Dossiers with their personal values sealed: what is read is opaque, what is written is sealed first. */
export const dossierRepository = (manager: EntityManager, cipher: Cipher): Repositories["dossiers"] => {
  const dossiers = store(manager, dossierTable);
  const keys = fieldKeys(manager, cipher);
  const openForms = openFormsOf(manager, cipher);

  const sealed = async (dossier: Dossier): Promise<Dossier> => {
    if (!forms.some((form) => Object.entries(dossier[form]).some(isPlainPersonal))) return dossier;
    const seal = (await keys.sealer(dossier.id)) ?? refuse("PERSONAL_DATA_ERASED");
    const sealedValues = (form: Form): FormValues =>
      Object.fromEntries(
        Object.entries(dossier[form]).map((entry) => {
          if (!isPlainPersonal(entry)) return entry;
          const [key, value] = entry;
          const bytes = seal(JSON.stringify(value), placeOf(dossier.id, form, key));
          return [key, { sealed: bytes.toString("base64url") }];
        }),
      );
    return { ...dossier, form01: sealedValues("form01"), form02: sealedValues("form02") };
  };

  return {
    find: dossiers.find,
    lock: (id) => dossiers.lock(id),
    save: async (dossier) => dossiers.save(await sealed(dossier)),
    open: async (dossier) => (await openForms([dossier]))[0] ?? nothingOpen,
    ofProduct: (productId, state) => dossiers.where({ productId, state }),
  };
};

const nothingOpen: OpenForms = { form01: {}, form02: {} };

/** Frozen submissions, each content sealed as a whole under the key of its dossier. */
export const snapshotRepository = (manager: EntityManager, cipher: Cipher): Repositories["snapshots"] => {
  const snapshots = store(manager, dossierSnapshotTable);
  const keys = fieldKeys(manager, cipher);
  return {
    add: async (snapshot) => {
      const seal = (await keys.sealer(snapshot.dossierId)) ?? refuse("PERSONAL_DATA_ERASED");
      await snapshots.save({ ...snapshot, content: seal(snapshot.content, contentPlace(snapshot.id)) });
    },
    ofDossier: async (dossierId) => {
      const rows = await snapshots.where({ dossierId }, { order: [["number", "ASC"]], limit: 1_000 });
      const open = await keys.opener(rows.length === 0 ? [] : [dossierId]);
      return rows.map((row) => ({ ...row, content: open(dossierId, row.content, contentPlace(row.id)) }));
    },
  };
};
