import { anonymous, Refusal, type Viewer } from "@ocop/contracts";
import { type AccessToken, machineTime, type Trace } from "@ocop/service-kit";
import type { Assignments } from "./assignments";

/** Who asks, and when (milliseconds on the machine's clock) that was found out. */
export type Identity = { readonly viewer: Viewer; readonly readAt: number };

type Parts = {
  readonly verify: (token: string) => Promise<AccessToken>;
  readonly assignments: Assignments;
};

/**
 * Turns the `Authorization` header of one request into its viewer, once. No header is the anonymous public; a
 * header that is not a valid token is refused, so that nobody is shown the public's answer by mistake.
 *
 * @throws Refusal `UNAUTHENTICATED` for anything but an absent header or a valid token of the issuer
 */
export const createIdentify =
  ({ verify, assignments }: Parts) =>
  async (authorization: string | undefined, trace: Trace): Promise<Identity> => {
    if (authorization === undefined) return { viewer: anonymous, readAt: machineTime() };
    const [, token] = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization) ?? [];
    if (token === undefined) throw new Refusal("UNAUTHENTICATED");
    const { subject, client } = await verify(token);
    const { assignments: live, readAt } = await assignments.of(subject, trace);
    return { viewer: { subject, client, assignments: live, system: null }, readAt };
  };

export type Identify = ReturnType<typeof createIdentify>;
