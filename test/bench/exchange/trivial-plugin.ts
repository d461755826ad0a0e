/** A plugin that looks at nothing and allows everything: what remains is what a plugin costs. */
export class Trivial {
  tool_pre_invoke() {
    return {};
  }
  tool_post_invoke() {
    return {};
  }
}
