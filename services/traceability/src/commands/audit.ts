import { auditCommand, headsFileOf } from "@ocop/service-kit";
import { auditConfig } from "../config";
import { traceabilityDataSource } from "../data/data-source";

const service = "traceability";

/** `node dist/src/commands/audit.js verify | show --object <id>`: proves the audit log of traceability, or shows an object's. */
void auditCommand(
  service,
  () => {
    const { databaseUrl, auditKeys: signingSecrets, dataDir } = auditConfig();
    return {
      open: () => traceabilityDataSource(databaseUrl, []),
      signingSecrets,
      headsFile: headsFileOf(dataDir, service),
    };
  },
  process.argv.slice(2),
);
