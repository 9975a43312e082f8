import { setTimeout as pause } from "node:timers/promises";
import { dayOf } from "@ocop/contracts";
import { machineTime, systemClock } from "@ocop/service-kit";
import { openGraph } from "../seed/graph";
import type { Revocation } from "./report";

/** What the measurement reads of a running platform. */
export type Running = {
  readonly addresses: Readonly<Record<string, string>>;
  readonly story: Readonly<Record<string, unknown>> | null;
};

/** Milliseconds until `ask` first says yes. */
const until = async (start: number, ask: () => Promise<boolean>): Promise<number> => {
  while (!(await ask())) {
    if (machineTime() - start > 60_000) throw new Error("the revocation was not seen within a minute");
    await pause(5);
  }
  return machineTime() - start;
};

/** Revokes the story's certificate by two officers and watches the page, the graph and the sale point until each says so. */
export const measureRevocation = async ({ addresses, story }: Running): Promise<Revocation> => {
  const graph = openGraph({ gateway: addresses["gateway"] ?? "", issuer: addresses["identity"] ?? "" });
  const certificateId = String(story?.["certificateId"]);
  const productId = String(story?.["productId"]);
  const { certificate } = await graph.ask<{ certificate: { version: number } }>(
    null,
    "query ($id: ID!) { certificate(id: $id) { version } }",
    { id: certificateId },
  );
  const { requestRevocation } = await graph.ask<{ requestRevocation: { id: string; version: number } }>(
    "demo-province-a",
    "mutation ($input: RequestRevocationInput!) { requestRevocation(input: $input) { id version } }",
    {
      input: {
        certificateId,
        expectedVersion: certificate.version,
        ground: "PRODUCTION_STOPPED",
        reason: "Minh họa: ngừng sản xuất.",
        idempotencyKey: `bench-request-${certificateId}`,
      },
    },
  );
  await graph.ask("demo-province-a2", "{ me { subject } }");
  const confirm = graph.ask(
    "demo-province-a2",
    "mutation ($input: ConfirmRevocationInput!) { confirmRevocation(input: $input) { id } }",
    {
      input: {
        revocationId: requestRevocation.id,
        expectedVersion: requestRevocation.version,
        decisionNo: "03/QĐ-MH",
        decidedOn: dayOf(systemClock().now()),
        idempotencyKey: `bench-confirm-${certificateId}`,
      },
    },
  );
  await confirm;
  const start = machineTime();
  const [page, inGraph, salePoint] = await Promise.all([
    until(start, async () => (await (await fetch(String(story?.["publicPage"]))).text()).includes("Đã bị thu hồi")),
    until(start, async () => {
      const { certificate } = await graph.ask<{ certificate: { status: string } }>(
        null,
        "query ($id: ID!) { certificate(id: $id) { status } }",
        { id: certificateId },
      );
      return certificate.status === "REVOKED";
    }),
    until(start, async () => {
      const { product } = await graph.ask<{
        product: { listings: { state: string; withdrawnBecause: string | null }[] };
      }>(null, "query ($id: ID!) { product(id: $id) { listings(first: 5) { state withdrawnBecause } } }", {
        id: productId,
      });
      return product.listings.every(({ withdrawnBecause }) => withdrawnBecause === "CERTIFICATE_REVOKED");
    }),
  ]);
  return { "public page": page, graph: inGraph, "sale point listing": salePoint };
};
