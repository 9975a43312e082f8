import { addDays, type CertificateStatus, type Day } from "@ocop/contracts";
import { select, store } from "@ocop/service-kit";
import type { EntityManager, ObjectLiteral } from "typeorm";
import type { CertificateFilter, Queries } from "../domain/ports";
import { certificateTable, recognitionTable, revocationTable } from "./certificate.table";
import { bytesOf } from "./keys";

type Reads =
  | "certificates"
  | "certificateByLookupCode"
  | "certificatePage"
  | "certificateCount"
  | "certificatesOfProducts"
  | "certificatesOfEvaluations"
  | "revocationsOf"
  | "recognitionsOfProducts";

/** The status of today as a condition on dates; `certificateStatus` says the same of one row. */
const statuses: Readonly<Record<CertificateStatus, string>> = {
  NOT_YET_VALID: "t.issuedOn > :today",
  VALID: "t.state = 'ISSUED' AND t.issuedOn <= :today AND t.expiresOn > :expiring",
  EXPIRING: "t.state = 'ISSUED' AND t.issuedOn <= :today AND t.expiresOn > :today AND t.expiresOn <= :expiring",
  EXPIRED: "t.state IN ('ISSUED', 'EXPIRED') AND t.expiresOn <= :today",
  REVOKED: "t.state = 'REVOKED'",
  SUPERSEDED: "t.state = 'SUPERSEDED'",
};

/** What expires on this day or before counts as expiring today. */
const expiringUntil = (today: Day): Day => addDays(today, 180);

const statusCondition = (status: CertificateStatus, today: Day): { sql: string; params: ObjectLiteral } => ({
  sql: `(${statuses[status]})`,
  params: { today, expiring: expiringUntil(today) },
});

const wanted = ({ provinceId, status, stars, productIds }: CertificateFilter, today: Day) => ({
  filter: {
    ...(provinceId !== null && { provinceRegionId: provinceId }),
    ...(stars !== null && { stars }),
    ...(productIds !== null && { productId: productIds }),
  },
  ...(status !== null && { where: statusCondition(status, today) }),
});

/** Certificates run for three years each: a product has a few, and never this many. */
const ofEachProduct = 100;

export const certificateQueries = (manager: EntityManager): Pick<Queries, Reads> => {
  const certificates = store(manager, certificateTable);
  const revocations = store(manager, revocationTable);
  const recognitions = store(manager, recognitionTable);
  return {
    certificates: (ids) => certificates.where({ id: ids }, { limit: ids.length }),
    certificateByLookupCode: async (lookupCode) => (await certificates.where({ lookupCode }))[0] ?? null,
    certificatePage: (filter, today, wish) =>
      certificates.page({ ...wanted(filter, today), sort: ["issuedOn"], direction: "DESC", ...wish }),
    certificateCount: (filter, today) => certificates.count(wanted(filter, today)),
    certificatesOfProducts: (productIds) =>
      select(
        manager,
        certificateTable,
        `FROM (SELECT c.*, ROW_NUMBER() OVER (PARTITION BY c.product_id ORDER BY c.issued_on DESC, c.id DESC) AS place
               FROM certificate c WHERE c.product_id IN (?)) t
         WHERE t.place <= ? ORDER BY t.product_id, t.place`,
        [productIds.map(bytesOf), ofEachProduct],
      ),
    certificatesOfEvaluations: (evaluationIds) =>
      certificates.where({ evaluationId: evaluationIds }, { limit: evaluationIds.length }),
    revocationsOf: (certificateIds, scope) =>
      revocations.where(
        { certificateId: certificateIds },
        { scope, order: [["id", "DESC"]], limit: certificateIds.length * ofEachProduct },
      ),
    recognitionsOfProducts: (productIds) =>
      recognitions.where(
        { productId: productIds },
        { order: [["id", "ASC"]], limit: productIds.length * ofEachProduct },
      ),
  };
};
