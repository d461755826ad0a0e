/**
 * What is told of ContextForge's own sample configuration, and why: the page of the reference is made of it, and
 * `sample.test.ts` holds every warning to one of these rows.
 */
export interface Explained {
  /** Of the warning's text, without its place. */
  readonly told: RegExp;
  readonly title: string;
  readonly contextforge: string;
  readonly here: string;
  readonly todo: string;
}

export const explained: readonly Explained[] = [
  {
    told: /^disabled: the plugin is checked, but does not run$/,
    title: "A disabled plugin",
    contextforge: "Not loaded. Nothing is said.",
    here: "Checked as far as no code of it need run. `validate` names it.",
    todo: "Nothing.",
  },
  {
    told: /is a Python class that no built-in plugin stands for/,
    title: "A class that is not built in",
    contextforge: "Imported from the gateway's own Python.",
    here: "A warning while `mode: disabled`. Switched on, it stops the start: a plugin that would protect is never left out.",
    todo: "Leave it disabled, or run it [in Python](#plugins-that-are-not-built-in).",
  },
  {
    told: /^kind ".*ResourceFilterPlugin" does not implement hook "(prompt_post_fetch|tool_post_invoke)"/,
    title: "A hook that the plugin does not have",
    contextforge:
      "The plugin is not loaded where its class lacks the method (`prompt_post_fetch` of this one); traffic passes without it.",
    here: "A warning while `mode: disabled`. Switched on, it stops the start.",
    todo: "Take the hook out of `hooks`. `search_replace` and `deny_filter` look at results of tools and prompts.",
  },
  {
    told: /^found the template "\{\{\w+\}\}" \(read as an empty text\)/,
    title: "Braces that are no variable",
    contextforge:
      "Jinja renders the whole file: `{{event}}` becomes an empty text before the plugin sees it.",
    here: "The same, with a warning. Without `compat: contextforge` it is an error.",
    todo: "Write `{{ '{{' }}event}}` where the plugin is to see `{{event}}`.",
  },
  {
    told: /^found `include_user_info`, which has no effect/,
    title: "`include_user_info`",
    contextforge: "Ignored with the rest of `plugin_settings`.",
    here: "Ignored with a warning: who calls comes from `adapter.identity`.",
    todo: "Take it out.",
  },
];

/** Class paths of ContextForge's plugins, of its sample configuration and its folders, that no built-in plugin has. */
export const notBuiltIn: readonly (readonly [kind: string, does: string])[] = [
  [
    "plugins.span_attribute_customizer.span_attribute_customizer.SpanAttributeCustomizerPlugin",
    "names attributes of traces",
  ],
  ["plugins.html_to_markdown.html_to_markdown.HTMLToMarkdownPlugin", "turns HTML into Markdown"],
  [
    "plugins.sparc_static_validator.sparc_static_validator.SPARCStaticValidatorPlugin",
    "checks arguments with ALTK",
  ],
  [
    "cpex_retry_with_backoff.RetryWithBackoffPlugin",
    "asks for a retry of failed calls; the adapter calls nobody again",
  ],
  [
    "plugins.virus_total_checker.virus_total_checker.VirusTotalURLCheckerPlugin",
    "asks VirusTotal about URLs",
  ],
  ["plugins.summarizer.summarizer.SummarizerPlugin", "has a model shorten results"],
  [
    "plugins.robots_license_guard.robots_license_guard.RobotsLicenseGuardPlugin",
    "minds robots and licence marks of pages",
  ],
  ["plugins.timezone_translator.timezone_translator.TimezoneTranslatorPlugin", "converts times"],
  [
    "plugins.response_cache_by_prompt.response_cache_by_prompt.ResponseCacheByPromptPlugin",
    "caches results by likeness of prompts",
  ],
  ["plugins.code_formatter.code_formatter.CodeFormatterPlugin", "formats code in results"],
  [
    "plugins.license_header_injector.license_header_injector.LicenseHeaderInjectorPlugin",
    "adds licence headers to code",
  ],
  [
    "plugins.citation_validator.citation_validator.CitationValidatorPlugin",
    "checks that cited URLs are there",
  ],
  ["plugins.vault.vault_plugin.Vault", "puts tokens from a vault into calls"],
  ["plugins.content_moderation.content_moderation.ContentModerationPlugin", "asks a moderation service"],
  ["plugins.altk_json_processor.json_processor.ALTKJsonProcessor", "has a model extract from long JSON"],
  [
    "plugins.tools_telemetry_exporter.telemetry_exporter.ToolsTelemetryExporterPlugin",
    "writes calls to traces",
  ],
  ["plugins.toon_encoder.toon_encoder.ToonEncoderPlugin", "writes JSON results as TOON"],
  ["plugins.unified_pdp.unified_pdp.UnifiedPDPPlugin", "asks policy engines (RBAC, OPA, Cedar)"],
  ["plugins.jwt_claims_extraction.jwt_claims_extraction.JwtClaimsExtractionPlugin", "reads claims of JWTs"],
];
