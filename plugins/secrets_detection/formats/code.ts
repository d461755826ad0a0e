import { hasCrc32Tail, hasJsonPart } from "../checks.ts";
import type { Format } from "./format.ts";

/** Source control, packages, builds and code quality. */
export const codeFormats: readonly Format[] = [
  { id: "github_token", forms: ["gh(p|o|u|s|r)_[0-9A-Za-z]{36}"], checksum: hasCrc32Tail, entropy: 3 },
  { id: "github_fine_grained_pat", forms: ["github_pat_\\w{82}"], checksum: hasCrc32Tail, entropy: 3 },
  { id: "github_app_jwt_token", forms: ["ghs_\\d{1,20}_eyJ[\\w.-]{100,2000}"] },
  {
    id: "gitlab_pat",
    forms: ["glpat-[\\w-]{20}", "glpat-[\\w-]{27,300}.[0-9a-z]{2}(.)?[0-9a-z]{7,9}"],
    entropy: 3,
  },
  { id: "gitlab_deploy_token", forms: ["gldt-[\\w-]{20}"], entropy: 3 },
  { id: "gitlab_pipeline_trigger_token", forms: ["glptt-[0-9a-f]{40}", "glptt-[\\w-]{20}"], entropy: 3 },
  {
    id: "gitlab_runner_token",
    forms: [
      "glrt-[\\w-]{20}",
      "glrt-t\\d_[\\w-]{27,300}.[0-9a-z]{2}(.)?[0-9a-z]{7,9}",
      "glrtr-[\\w-]{20,60}",
    ],
    entropy: 3,
  },
  { id: "gitlab_runner_registration_token", forms: ["GR1348941[\\w-]{20}"], entropy: 3 },
  {
    id: "gitlab_ci_job_token",
    forms: ["glcbt-[0-9A-Za-z]{1,5}_[\\w-]{20}", "glcbt-[\\w-]{20,80}"],
    entropy: 3,
  },
  { id: "gitlab_feature_flag_token", forms: ["glffct-[\\w-]{20}"], entropy: 3 },
  { id: "gitlab_feed_token", forms: ["glft-[\\w-]{20}", "glft-[0-9a-f]{64}-\\d{1,12}"], entropy: 3 },
  { id: "gitlab_incoming_mail_token", forms: ["glimt-[\\w-]{25}"], entropy: 3 },
  { id: "gitlab_agent_token", forms: ["glagent-[\\w-]{50}"], entropy: 3 },
  { id: "gitlab_oauth_secret", forms: ["gloas-[\\w-]{64}"], entropy: 3 },
  { id: "gitlab_scim_token", forms: ["glsoat-[\\w-]{20}"], entropy: 3 },
  { id: "gitlab_workspace_token", forms: ["glwt-[\\w-]{20,60}"], entropy: 3 },
  { id: "gitlab_session_cookie", forms: ["_gitlab_session=[0-9a-z]{32}"], entropy: 3 },
  {
    id: "bitbucket_token",
    forms: ["ATBB[0-9A-Za-z_=.-]{28,40}", "ATCTT3xFfG[\\w+/=.-]{150,250}"],
    entropy: 3.5,
  },
  { id: "npm_token", forms: ["npm_[0-9A-Za-z]{36}"], checksum: hasCrc32Tail, entropy: 3 },
  {
    id: "npm_legacy_auth",
    forms: [":_authToken=[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"],
  },
  {
    id: "pypi_token",
    forms: ["pypi-AgEIcHlwaS5vcmc[\\w-]{50,1000}", "pypi-AgENdGVzdC5weXBpLm9yZ[\\w-]{50,1000}"],
  },
  { id: "rubygems_key", forms: ["rubygems_[0-9a-f]{48}"] },
  { id: "clojars_token", forms: ["CLOJARS_[0-9A-Za-z]{60}"] },
  { id: "nuget_key", forms: ["oy2[a-z0-9]{43}"], entropy: 3.2 },
  { id: "crates_io_token", forms: ["cio[0-9A-Za-z]{32}"], entropy: 3.5 },
  { id: "packagist_token", forms: ["packagist_(ack|acs|uut|out|ort)_(ack_|acs_)?[0-9a-f]{60,76}"] },
  { id: "docker_hub_token", forms: ["dckr_(pat|oat)_[\\w-]{27,40}"] },
  { id: "circleci_token", forms: ["CCI(PAT|PRJ)_[0-9A-Za-z]{22}_[0-9a-f]{40}"] },
  { id: "buildkite_token", forms: ["bkua_[0-9A-Za-z]{40,64}"] },
  { id: "sonarqube_token", forms: ["sq(u|p|a)_[0-9a-f]{40}"] },
  {
    id: "sourcegraph_token",
    forms: [
      "sgp_[0-9a-fA-F]{16}_[0-9a-fA-F]{40}",
      "sgp_(local_)?[0-9a-fA-F]{40}",
      "sg(d|s|p)_[0-9a-fA-F]{64}",
    ],
    entropy: 3,
  },
  { id: "snyk_token", forms: ["snyk_(uat|sat).[0-9a-f]{8}.[\\w.-]{60,200}"] },
  { id: "postman_key", forms: ["PMAK-[0-9a-f]{24}-[0-9a-f]{34}"] },
  { id: "readme_key", forms: ["rdme_[0-9a-z]{70}"] },
  { id: "jetbrains_token", forms: ["perm(:|-)[\\w=]{8,40}.[\\w=-]{4,60}.[0-9A-Za-z]{30}"] },
  { id: "ngc_key", forms: ["nvapi-[\\w-]{60,70}"] },
  {
    id: "launchdarkly_key",
    forms: ["(api|sdk|mob)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"],
  },
  { id: "flagsmith_key", forms: ["ser.[0-9A-Za-z]{20,24}"], entropy: 3.2 },
  { id: "jwt_base64", forms: ["ZXlK[0-9A-Za-z+/_-]{100,4000}={0,2}"], requires: hasJsonPart, entropy: 4 },
  { id: "stackhawk_key", forms: ["hawk.[\\w-]{20}.[\\w-]{20}"], entropy: 3 },
];
