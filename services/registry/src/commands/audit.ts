import { auditCommand, headsFileOf } from "@ocop/service-kit";
import { auditConfig } from "../config";
import { registryDataSource } from "../data/data-source";

const service = "registry";

/** `node dist/src/commands/audit.js verify | show --object <id>`: proves the audit log of registry, or shows an object's. */
void auditCommand(
  service,
  () => {
    const { databaseUrl, auditKeys: signingSecrets, dataDir } = auditConfig();
    return {
      open: () => registryDataSource(databaseUrl, []),
      signingSecrets,
      headsFile: headsFileOf(dataDir, service),
    };
  },
  process.argv.slice(2),
);
