import type { PluginDefinition } from "plugins-adapter/framework";
import argumentGuard from "./argument_guard/plugin.ts";
import argumentNormalizer from "./argument_normalizer/plugin.ts";
import auditLog from "./audit_log/plugin.ts";
import basicFilter from "./basic_filter/plugin.ts";
import circuitBreaker from "./circuit_breaker/plugin.ts";
import codeSafetyLinter from "./code_safety_linter/plugin.ts";
import commandGuard from "./command_guard/plugin.ts";
import contentFilter from "./content_filter/plugin.ts";
import denyFilter from "./deny_filter/plugin.ts";
import encodedExfilDetection from "./encoded_exfil_detection/plugin.ts";
import enterpriseFilter from "./enterprise_filter/plugin.ts";
import fileTypeAllowlist from "./file_type_allowlist/plugin.ts";
import harmfulContent from "./harmful_content/plugin.ts";
import headerFilter from "./header_filter/plugin.ts";
import headerInjector from "./header_injector/plugin.ts";
import htmlSanitizer from "./html_sanitizer/plugin.ts";
import jsonRepair from "./json_repair/plugin.ts";
import markdownCleaner from "./markdown_cleaner/plugin.ts";
import outputLengthGuard from "./output_length_guard/plugin.ts";
import pathGuard from "./path_guard/plugin.ts";
import piiFilter from "./pii_filter/plugin.ts";
import privacyNoticeInjector from "./privacy_notice_injector/plugin.ts";
import promptInjection from "./prompt_injection/plugin.ts";
import rateLimiter from "./rate_limiter/plugin.ts";
import resourceFilter from "./resource_filter/plugin.ts";
import responseCache from "./response_cache/plugin.ts";
import schemaGuard from "./schema_guard/plugin.ts";
import searchReplace from "./search_replace/plugin.ts";
import secretsDetection from "./secrets_detection/plugin.ts";
import sqlSanitizer from "./sql_sanitizer/plugin.ts";
import ssrfGuard from "./ssrf_guard/plugin.ts";
import toolAcl from "./tool_acl/plugin.ts";
import toolGuard from "./tool_guard/plugin.ts";
import unicodeGuard from "./unicode_guard/plugin.ts";
import urlReputation from "./url_reputation/plugin.ts";
import watchdog from "./watchdog/plugin.ts";
import webhookNotification from "./webhook_notification/plugin.ts";

/** Every plugin that comes with the adapter, by kind. */
export const builtinPlugins: readonly PluginDefinition[] = [
  argumentGuard,
  argumentNormalizer,
  auditLog,
  basicFilter,
  circuitBreaker,
  codeSafetyLinter,
  commandGuard,
  contentFilter,
  denyFilter,
  encodedExfilDetection,
  enterpriseFilter,
  fileTypeAllowlist,
  harmfulContent,
  headerFilter,
  headerInjector,
  htmlSanitizer,
  jsonRepair,
  markdownCleaner,
  outputLengthGuard,
  pathGuard,
  piiFilter,
  privacyNoticeInjector,
  promptInjection,
  rateLimiter,
  resourceFilter,
  responseCache,
  schemaGuard,
  searchReplace,
  secretsDetection,
  sqlSanitizer,
  ssrfGuard,
  toolAcl,
  toolGuard,
  unicodeGuard,
  urlReputation,
  watchdog,
  webhookNotification,
];
