/** The plugins of the demo, as the file a user would write. */
export const demoConfig = `# Plugins of the demo. Change this file and start again with --config to try others.
plugins:
  - name: no-destruction
    kind: deny_filter
    description: Stops calls that would destroy data
    hooks: [tool_pre_invoke]
    mode: enforce
    priority: 10
    config:
      words: [drop table, truncate table]

  - name: cards
    kind: pii_filter
    description: Masks card numbers in whatever a server answers
    hooks: [tool_post_invoke, prompt_post_fetch, resource_post_fetch]
    mode: enforce
    priority: 50
    config:
      default_mask_strategy: partial

plugin_settings:
  plugin_timeout: 5
  fail_on_plugin_error: true
`;
