import { type Day, isWithin } from "@ocop/contracts";
import type { CouncilSettings } from "./council-rules";
import { leastOf } from "./fraction";
import { refuse } from "./refusals";

/**
 * Hội đồng đánh giá, phân hạng: founded by one decision, for one term. It scores and proposes; the authority
 * recognises.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 7.3b
 */
export type Council = {
  readonly id: string;
  readonly version: number;
  readonly provinceRegionId: string;
  readonly rulesId: string;
  readonly settings: CouncilSettings;
  readonly demonstration: boolean;
  /** number and date of the founding decision, given by the authority */
  readonly decisionNo: string;
  readonly decidedOn: Day;
  /** half-open: the seats carry rights from `termFrom` up to the day before `termUntil` */
  readonly termFrom: Day;
  readonly termUntil: Day;
};

export const seatRoles = ["CHAIR", "DEPUTY_CHAIR", "SECRETARY", "MEMBER", "EXPERT", "ADVISOR"] as const;
export type SeatRole = (typeof seatRoles)[number];

/**
 * A seat belongs to an agency; a person sits on it as the agency's representative (đại diện). An ADVISOR is of
 * the advisory team (tổ tư vấn), which examines and never votes.
 */
export type Seat = {
  readonly id: string;
  readonly version: number;
  readonly councilId: string;
  readonly agency: string;
  readonly role: SeatRole;
  /** the identity provider's id of the person */
  readonly subject: string;
  readonly displayName: string;
  /** "Ủy viên, kiêm Thư ký": the founding decision makes this secretary a member as well */
  readonly alsoMember: boolean;
};

const scoring: Readonly<Record<SeatRole, (seat: Seat, settings: CouncilSettings) => boolean>> = {
  CHAIR: () => true,
  DEPUTY_CHAIR: () => true,
  MEMBER: () => true,
  EXPERT: () => true,
  SECRETARY: ({ alsoMember }, { secretaryScores }) => alsoMember && secretaryScores === "IF_ALSO_MEMBER",
  ADVISOR: () => false,
};

/** Does this seat fill a score sheet and count towards the quorum? */
export const scores = (seat: Seat, settings: CouncilSettings): boolean => scoring[seat.role](seat, settings);

export const votingSeats = (seats: readonly Seat[], settings: CouncilSettings): readonly Seat[] =>
  seats.filter((seat) => scores(seat, settings));

/** Who presides over those present: the chair, else the deputy chair for the chair; null when neither is there. */
export const presiding = (present: readonly Seat[]): Seat | null =>
  present.find(({ role }) => role === "CHAIR") ?? present.find(({ role }) => role === "DEPUTY_CHAIR") ?? null;

/**
 * Are enough voting members present? `present × m ≥ n × members` for the ratio n/m.
 *
 * @throws Refusal `NO_QUORUM` {needed, got}; `CHAIR_ABSENT` where the rules ask for the chair
 * @see the working rules of each council; Tây Ninh: three quarters of the members with the chair
 */
export const demandQuorum = (
  seats: readonly Seat[],
  presentIds: readonly string[],
  settings: CouncilSettings,
): void => {
  const voting = votingSeats(seats, settings);
  const present = voting.filter(({ id }) => presentIds.includes(id));
  const needed = leastOf(settings.quorumRatio, voting.length);
  if (present.length < needed) refuse("NO_QUORUM", { needed, got: present.length });
  if (settings.chairRequired && presiding(present) === null) refuse("CHAIR_ABSENT");
};

/**
 * The seat that may take the chair's steps, held by this person.
 *
 * @throws Refusal `NOT_PRESIDING` when somebody else presides over those present
 */
export const demandPresiding = (
  seats: readonly Seat[],
  presentIds: readonly string[],
  subject: string | null,
): void => {
  const seat = presiding(seats.filter(({ id }) => presentIds.includes(id)));
  if (seat?.subject !== subject) refuse("NOT_PRESIDING", { presiding: seat?.role ?? null });
};

/** @throws Refusal `OUT_OF_TERM` {from, until} */
export const demandTerm = ({ termFrom, termUntil }: Council, today: Day): void => {
  if (!isWithin(today, termFrom, termUntil)) refuse("OUT_OF_TERM", { from: termFrom, until: termUntil });
};

const mostSeats = 50;

/**
 * What keeps these seats from being a council, as keys; empty when nothing does.
 *
 * @see Quyết định 26/2026/QĐ-TTg, Điều 7.3b (a chair; agencies as members)
 */
export const flawsOfSeats = (seats: readonly Seat[]): readonly string[] => {
  const chairs = seats.filter(({ role }) => role === "CHAIR");
  const subjects = new Set(seats.map(({ subject }) => subject));
  const misplaced = seats.filter(({ role, alsoMember }) => alsoMember && role !== "SECRETARY");
  return [
    ...(chairs.length === 1 ? [] : ["one-chair"]),
    ...(subjects.size === seats.length ? [] : ["one-seat-per-person"]),
    ...(misplaced.length === 0 ? [] : ["also-member-is-for-secretaries"]),
    ...(seats.length <= mostSeats ? [] : ["fifty-seats-at-most"]),
  ];
};
