import { dayOf, type Role } from "@ocop/contracts";
import { territoryOf } from "../domain/administrative-unit";
import { grant } from "../domain/assignment";
import { firstPersonalFacts, type PersonalFacts } from "../domain/personal-data";
import { enterProducer, isRegistrable, type Producer, type ProducerFacts } from "../domain/producer";
import { refuse } from "../domain/refusals";
import { permit, producerRegistrars } from "../domain/rights";
import type { Deps } from "./deps";
import { enterAssignment } from "./save-assignment";
import { saveProducer } from "./save-producer";

export type RegisterProducer = ProducerFacts &
  PersonalFacts & {
    /** a commune of today's list */
    readonly communeId: string;
    /** subjects who will act for the producer; absent is null */
    readonly ownerSubject: string | null;
    readonly delegateSubject: string | null;
  };

const entrust = async (deps: Deps, producer: Producer, role: Role, subject: string | null): Promise<void> => {
  if (subject === null) return;
  const { newId, now, viewer } = deps;
  const { provinceRegionId, communeRegionId } = producer;
  const right = grant({
    id: newId(),
    subject,
    role,
    scopeType: "PRODUCER",
    scopeId: producer.id,
    provinceRegionId,
    communeRegionId,
    validFrom: dayOf(now()),
    validUntil: null,
    legalBasis: "registration of the producer",
    grantedBy: viewer.subject ?? viewer.system ?? "",
    proposedAt: now(),
  });
  await enterAssignment(deps, right);
};

/**
 * A commune's or province's officer enters a producer of the own area and says who acts for it.
 *
 * @throws Refusal `FORBIDDEN` outside the officer's area, also for who would entrust the producer to
 *   themselves; `UNIT_NOT_CURRENT`; `BAD_USER_INPUT` {field}
 */
export const registerProducer = async (deps: Deps, given: RegisterProducer): Promise<Producer> => {
  const { repositories, newId, now, viewer } = deps;
  const commune = (await repositories.units.find(given.communeId)) ?? refuse("BAD_USER_INPUT", { field: "communeId" });
  const { listVersion, parentCode } = commune;
  const [province = refuse("BAD_USER_INPUT", { field: "communeId" })] = await repositories.units.ofKeys(
    parentCode === null ? [] : [{ listVersion, code: parentCode }],
  );
  const territory = territoryOf(province, commune, dayOf(now()));
  permit(producerRegistrars, viewer, territory, now());
  if (given.kind === null || !isRegistrable(given.kind)) refuse("BAD_USER_INPUT", { field: "kind" });
  const saved = await saveProducer(deps, enterProducer(newId(), given, territory, province));
  await repositories.personal.put(saved.id, firstPersonalFacts(given));
  await entrust(deps, saved, "PRODUCER_OWNER", given.ownerSubject);
  await entrust(deps, saved, "PRODUCER_DELEGATE", given.delegateSubject);
  return saved;
};
