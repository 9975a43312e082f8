import { column, table } from "@ocop/service-kit";
import type { ApiKey } from "../domain/api-key";

export const apiKeyTable = table<ApiKey>(
  "api_key",
  {
    id: column.id(),
    version: column.version(),
    partnerId: column.reference(),
    secretHash: column.code(64),
    scopes: column.json(),
    plan: column.code(20),
    createdAt: column.instant(),
    expiresOn: column.day(),
    revokedAt: column.instant({ nullable: true }),
    lastUsedAt: column.instant({ nullable: true }),
  },
  [{ name: "api_key_partner", columns: ["partnerId", "revokedAt", "expiresOn"] }],
);
