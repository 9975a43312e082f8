import { select, type Stated, type StatedPages, store, toBinary } from "@ocop/service-kit";
import type { EntityManager } from "typeorm";
import type { Certificate } from "../domain/certificate";
import type { CriteriaSet, CriteriaTree } from "../domain/criteria-set";
import { certificateTable } from "./certificate.table";
import { criteriaSetTable, criteriaTreeTable } from "./criteria-set.table";

type Bodies = {
  readonly criteriaSet: (set: CriteriaSet, tree: CriteriaTree) => Stated<"evaluation.criteriaSet.stated">["body"];
  readonly certificate: (certificate: Certificate) => Stated<"evaluation.certificate.stated">["body"] | null;
};

const page = 50;
const from = (after: string | null): Buffer => (after === null ? Buffer.alloc(16) : toBinary(after));

const statedSets = async (manager: EntityManager, after: string | null, { criteriaSet }: Bodies) => {
  const sets = await select(
    manager,
    criteriaSetTable,
    "FROM criteria_set t WHERE t.current = 1 AND t.complete = 1 AND t.set_id > ? ORDER BY t.set_id LIMIT ?",
    [from(after), page],
  );
  const trees = await store(manager, criteriaTreeTable).where({ id: sets.map(({ id }) => id) });
  return sets.flatMap((set) => {
    const tree = trees.find(({ id }) => id === set.id);
    return tree ? [{ id: set.setId, version: set.contentVersion, body: criteriaSet(set, tree) }] : [];
  });
};

/** Certificates whose place is unknown wait for registry's facts and are not told of before. */
const statedCertificates = async (manager: EntityManager, after: string | null, { certificate }: Bodies) => {
  const rows = await select(
    manager,
    certificateTable,
    "FROM certificate t WHERE t.province_region_id IS NOT NULL AND t.id > ? ORDER BY t.id LIMIT ?",
    [from(after), page],
  );
  return rows.flatMap((row) => {
    const body = certificate(row);
    return body ? [{ id: row.id, version: row.version, body, regionId: row.provinceRegionId }] : [];
  });
};

/** The current state of every aggregate that others copy, page by page. */
export const statedPages = (bodies: Bodies): StatedPages<"evaluation"> => ({
  "evaluation.criteriaSet.stated": (manager, after) => statedSets(manager, after, bodies),
  "evaluation.certificate.stated": (manager, after) => statedCertificates(manager, after, bodies),
});
