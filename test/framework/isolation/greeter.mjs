/** A plugin of a hook that a host program registered. */
export default class {
  hooks = { greeting: ({ text }) => ({ modified_payload: { text: text.toUpperCase(), to: "nobody" } }) };
}
