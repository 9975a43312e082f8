import { auditCommand, headsFileOf } from "@ocop/service-kit";
import { readAuditConfig } from "../config";
import { commerceDataSource } from "../data/data-source";

const service = "commerce";

/** `node dist/src/commands/audit.js verify | show --object <id>`: proves the audit log of commerce, or shows an object's. */
void auditCommand(
  service,
  () => {
    const { database, auditKeys: signingSecrets, dataDir } = readAuditConfig();
    return { open: () => commerceDataSource(database), signingSecrets, headsFile: headsFileOf(dataDir, service) };
  },
  process.argv.slice(2),
);
