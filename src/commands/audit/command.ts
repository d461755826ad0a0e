import { type Command, UsageError } from "../command.ts";
import { auditVerify } from "./verify.ts";

/** What can be done with the records of the audit. */
export const audit: Command = {
  name: "audit",
  summary: "verify",
  usage: `usage: plugins-adapter audit <command> [options]

  verify  ${auditVerify.summary}

plugins-adapter audit <command> --help tells a command's options.`,
  commands: [auditVerify],
  run([name]) {
    throw new UsageError(name === undefined ? "which command?" : `no command "${name}"`);
  },
};
