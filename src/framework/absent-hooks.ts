/**
 * Why a hook that ContextForge has or has planned does not exist here; undefined for names that it knows nothing of.
 * Silence would let an entry look as if it protected something.
 */
export function absentHook(name: string): string | undefined {
  return absent.find(({ names }) => names.test(name))?.why;
}

const absent: readonly { readonly names: RegExp; readonly why: string }[] = [
  {
    names: /^(federation|peer)_/,
    why: "there is no federation between adapters",
  },
  {
    names: /^gateway_/,
    why: "a sidecar keeps no registry of gateways; Envoy's configuration says where requests go",
  },
  {
    names: /^server_/,
    why: "a sidecar keeps no registry of servers; Envoy's configuration says where requests go",
  },
  { names: /^agent_/, why: "agents of A2A are not MCP, and their traffic is not inspected" },
  {
    names: /^identity_resolve$/,
    why: "users are resolved by http_auth_resolve_user, or by adapter.identity",
  },
  { names: /^token_delegate$/, why: "the adapter calls no tool by itself, so it delegates no token" },
  {
    names: /^(cmf\.|evaluate$)/,
    why: "messages are not converted to ContextForge's common format; the hooks of tools, prompts and resources see them",
  },
];
