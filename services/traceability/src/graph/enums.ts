import { registerEnumType } from "type-graphql";
import { lotStates, tracingFields } from "../domain/lot";
import { tradeItemStates } from "../domain/trade-item";
import { unitStates, unitVerdicts } from "../domain/unit";

/** A closed list of the domain as an enum of the graph: written once, there. */
const graphEnum = (name: string, values: readonly string[], description: string): object => {
  const choices = Object.fromEntries(values.map((value) => [value, value]));
  registerEnumType(choices, { name, description });
  return choices;
};

export const TradeItemState = graphEnum("TradeItemState", tradeItemStates, "Whether a pack is on the market.");

export const LotState = graphEnum(
  "LotState",
  lotStates,
  "A lot is written as a draft, becomes public complete, and may be withdrawn with a reason.",
);

export const TracingField = graphEnum(
  "TracingField",
  tracingFields,
  "What a traced lot must hold: the ten fields of Thông tư 02/2024/TT-BKHCN in their order, and the origin of Nghị định 37/2026/NĐ-CP.",
);

export const UnitState = graphEnum(
  "UnitState",
  unitStates,
  "Where a serial stands. Only an activated one verifies; void is for good.",
);

export const UnitVerdict = graphEnum(
  "UnitVerdict",
  unitVerdicts,
  "What a scanned serial says, the first that fits: never issued, voided, not activated for sale, past the use-by date of its lot, or issued and activated. None says that the goods are genuine, since a printed code can be copied.",
);

export const SerialJobState = graphEnum(
  "SerialJobState",
  ["QUEUED", "RUNNING", "DONE", "FAILED"],
  "Where an order of serials stands.",
);
