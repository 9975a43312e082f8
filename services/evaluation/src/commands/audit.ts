import { auditCommand, headsFileOf } from "@ocop/service-kit";
import { readAuditConfig } from "../config";
import { evaluationDataSource } from "../data/data-source";

const service = "evaluation";

/** `node dist/src/commands/audit.js verify | show --object <id>`: proves the audit log of evaluation, or shows an object's. */
void auditCommand(
  service,
  () => {
    const { database, auditKeys: signingSecrets, dataDir } = readAuditConfig();
    return { open: () => evaluationDataSource(database), signingSecrets, headsFile: headsFileOf(dataDir, service) };
  },
  process.argv.slice(2),
);
