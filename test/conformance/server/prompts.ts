import { inputPrompt } from "./input-tools.ts";
import type { Context, Json } from "./sdk.ts";
import { png } from "./tools.ts";

export type Prompt = {
  readonly description: string;
  readonly arguments?: readonly string[];
  get(args: Json, context: Context): unknown;
};

const user = (...contents: Json[]) => ({ messages: contents.map((content) => ({ role: "user", content })) });
const text = (value: string) => ({ type: "text", text: value });

/** The prompts that the conformance suite's scenarios ask for. */
export const prompts: Readonly<Record<string, Prompt>> = {
  test_simple_prompt: {
    description: "One text",
    get: () => user(text("This is a simple prompt for testing.")),
  },
  test_prompt_with_arguments: {
    description: "Its arguments",
    arguments: ["arg1", "arg2"],
    get: ({ arg1, arg2 }) => user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  },
  test_prompt_with_embedded_resource: {
    description: "A resource",
    arguments: ["resourceUri"],
    get: ({ resourceUri: uri }) =>
      user(
        {
          type: "resource",
          resource: { uri, mimeType: "text/plain", text: "Embedded resource content for testing." },
        },
        text("Please process the embedded resource above."),
      ),
  },
  test_prompt_with_image: {
    description: "A picture",
    get: () =>
      user({ type: "image", data: png, mimeType: "image/png" }, text("Please analyze the image above.")),
  },
  test_input_required_result_prompt: {
    description: "Asks for its context",
    get: (_, context) => inputPrompt(context),
  },
};
