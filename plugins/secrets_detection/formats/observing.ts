import { hasJsonPart } from "../checks.ts";
import type { Format } from "./format.ts";

/** What watches systems, and what alarms people. */
export const observingFormats: readonly Format[] = [
  {
    id: "grafana_api_key",
    forms: ["eyJrIjoi[0-9A-Za-z+/]{70,400}={0,3}"],
    requires: hasJsonPart,
    entropy: 3,
  },
  { id: "grafana_cloud_token", forms: ["glc_[0-9A-Za-z+/]{32,400}={0,3}"], entropy: 3 },
  { id: "grafana_service_account_token", forms: ["glsa_[0-9A-Za-z]{32}_[0-9A-Fa-f]{8}"], entropy: 3 },
  { id: "sentry_org_token", forms: ["sntrys_eyJ[0-9A-Za-z+/=]{60,300}_[0-9A-Za-z+/]{43}"], entropy: 4 },
  { id: "sentry_user_token", forms: ["sntry(u|i)_[0-9a-f]{64}"], entropy: 3 },
  { id: "sentry_dsn", forms: ["https://[0-9a-f]{32}:[0-9a-f]{32}@[\\w.-]{4,80}/\\d{1,20}"] },
  {
    id: "newrelic_key",
    forms: [
      "NRAK-[0-9A-Za-z]{27}",
      "NRII-[\\w-]{32}",
      "NRJS-[0-9a-f]{19}",
      "NRRA-[0-9a-f]{42}",
      "[0-9a-f]{36}FFFFNRAL",
      "NRIQ-[\\w-]{32}",
      "NRSP-[a-z]{2}\\d{2}[0-9A-F]{31}",
    ],
    entropy: 3,
  },
  { id: "datadog_client_token", forms: ["pub[0-9a-f]{32}"], entropy: 3 },
  { id: "honeycomb_key", forms: ["hc(a|b|x)(ik|lk|mk)_[0-9a-z]{58}", "hcaik_[0-9a-z]{58}"] },
  { id: "axiom_token", forms: ["xa(a|p)t-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"] },
  { id: "posthog_key", forms: ["ph(c|x|s)_[0-9A-Za-z]{40,50}"], entropy: 3.5 },
  { id: "sumologic_access_id", forms: ["su[0-9A-Za-z]{12}SUMO"] },
  { id: "splunk_hec_token", forms: ["Splunk [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"] },
  { id: "uptimerobot_key", forms: ["ur\\d{6,8}-[0-9a-f]{24}", "m\\d{8,10}-[0-9a-f]{24}"] },
];
