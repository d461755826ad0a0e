import type { Format } from "./format.ts";

/** Models and what is built around them. */
export const aiFormats: readonly Format[] = [
  {
    id: "openai_api_key",
    forms: [
      "sk-(proj|svcacct|admin|None|service)-[\\w-]{20,200}",
      "sk-[0-9A-Za-z]{20}T3BlbkFJ[0-9A-Za-z]{20}",
      "sk-[0-9A-Za-z]{48,52}",
    ],
    entropy: 3.3,
  },
  {
    id: "anthropic_api_key",
    forms: ["sk-ant-(api|admin)\\d{2}-[\\w-]{93}AA", "sk-ant-(sid|oat|ort)\\d{2}-[\\w-]{40,160}"],
    entropy: 3,
  },
  { id: "huggingface_token", forms: ["hf_[0-9A-Za-z]{34,40}", "api_org_[0-9A-Za-z]{34}"], random: true },
  { id: "replicate_token", forms: ["r8_[0-9A-Za-z]{37}"], entropy: 3 },
  { id: "groq_api_key", forms: ["gsk_[0-9A-Za-z]{48,56}"], entropy: 3 },
  { id: "xai_api_key", forms: ["xai-[0-9A-Za-z_]{70,90}"], entropy: 3 },
  { id: "perplexity_api_key", forms: ["pplx-[0-9A-Za-z]{48,56}"], entropy: 3 },
  { id: "openrouter_key", forms: ["sk-or-v1-[0-9a-f]{64}"] },
  { id: "fireworks_key", forms: ["fw_[0-9A-Za-z]{22,24}"], entropy: 3.2 },
  { id: "together_key", forms: ["tgp_v1_[\\w-]{40,60}"] },
  { id: "deepseek_key", forms: ["sk-[0-9a-f]{32}"], entropy: 2.8 },
  { id: "elevenlabs_key", forms: ["sk_[0-9a-f]{48}"], entropy: 2.8 },
  { id: "langsmith_key", forms: ["lsv2_(pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}", "ls__[0-9a-f]{32}"] },
  { id: "langfuse_key", forms: ["(sk|pk)-lf-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"] },
  { id: "pinecone_key", forms: ["pcsk_[0-9A-Za-z]{5,6}_[0-9A-Za-z]{60,66}"] },
  { id: "tavily_key", forms: ["tvly-(dev-|prod-)?[0-9A-Za-z]{32}"] },
  { id: "jina_key", forms: ["jina_[0-9a-f]{32}[\\w-]{20,40}"] },
  { id: "voyage_key", forms: ["pa-[\\w-]{43}"], entropy: 3.5 },
  { id: "runpod_key", forms: ["rpa_[0-9A-Z]{36,48}[0-9a-z]{0,10}"], entropy: 3 },
  { id: "cerebras_key", forms: ["csk-[0-9a-z]{48}"], entropy: 3 },
  { id: "e2b_key", forms: ["e2b_[0-9a-f]{40}"] },
  { id: "firecrawl_key", forms: ["fc-[0-9a-f]{32}"] },
  { id: "helicone_key", forms: ["sk-helicone-[a-z0-9]{7}-[a-z0-9]{7}-[a-z0-9]{7}-[a-z0-9]{7}"] },
  { id: "friendli_token", forms: ["flp_[0-9A-Za-z]{44,50}"], entropy: 3 },
];
