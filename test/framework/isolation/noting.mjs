/** Notes in the file NOTES that its module was run. */
import { appendFileSync } from "node:fs";

appendFileSync(process.env.NOTES, "run\n");

export default () => ({ tool_pre_invoke: () => ({}) });
export const defined = {
  kind: "noting",
  hooks: ["tool_pre_invoke"],
  config: { safeParse: (data) => ({ success: true, data }) },
  create: () => ({ tool_pre_invoke: () => ({}) }),
};
