/** A plugin that uses the framework's services, in a process of its own. */
export default class {
  async initialize({ cache }) {
    cache.set("calls", 0);
  }

  async tool_pre_invoke({ args }, { services }) {
    if (args.call) services.plugin(args.call);
    const metadata = { calls: services.cache.get("calls") + 1 };
    services.cache.set("calls", metadata.calls);
    if (args.url)
      metadata.code = await services.http.fetch(args.url).then(
        ({ status }) => status,
        (error) => error.code,
      );
    return { metadata };
  }
}
