/** Tools and a prompt that ask the client before they answer: by requests of the server up to 2025-11-25, by `input_required` results since. */
import { type Context, type Json, sdk } from "./sdk.ts";
import type { Tool } from "./tools.ts";

const { inputRequired } = sdk;

/** Seals what a result of `input_required` hands the client to bring back. */
export const states = sdk.createRequestStateCodec({ key: "a key that is long enough for these tests" });

const fields = (properties: Json) => ({
  type: "object",
  properties,
  required: Object.keys(properties),
});
const words = (...values: string[]) => ({ type: "string", enum: values });
const titled = (titles: Json) => Object.entries(titles).map(([value, title]) => ({ const: value, title }));
const askName = (message = "What is your name?") =>
  inputRequired.elicit({ message, requestedSchema: fields({ name: { type: "string" } }) });
const askModel = (prompt: unknown, maxTokens: number) =>
  inputRequired.createMessage({
    messages: [{ role: "user", content: { type: "text", text: prompt } }],
    maxTokens,
  });
const text = (value: string) => ({ content: [{ type: "text", text: value }] });

/** Answers of the right form only: what else a client sent under the key is asked for again. */
const given = ({ mcpReq }: Context, key: string): Json | undefined => {
  const answer = mcpReq.inputResponses?.[key];
  return typeof answer === "object" && answer !== null ? answer : undefined;
};

/** Asks until every answer is there, then answers with all of them. */
function asking(description: string, requests: (args: Json) => Json, properties?: Json): Tool {
  return {
    description,
    ...(properties && { inputSchema: fields(properties) }),
    call(args, context) {
      const inputRequests = requests(args);
      const answers = Object.keys(inputRequests).map((key) => given(context, key));
      if (answers.includes(undefined)) return inputRequired({ inputRequests });
      return text(`Answered: ${JSON.stringify(answers)}`);
    },
  };
}

/** The same, with a state that must come back; a state of another is refused by the SDK. */
function askingWithState(description: string, rounds: readonly (() => Json)[]): Tool {
  return {
    description,
    async call(_, context) {
      const round = context.mcpReq.requestState<{ round: number }>()?.round ?? 0;
      const asked = round === 0 ? {} : (rounds[round - 1]?.() ?? {});
      const answered = Object.keys(asked).every((key) => given(context, key) !== undefined);
      const next = answered ? round : round - 1;
      const requests = rounds[next];
      if (requests === undefined) return text("state-ok");
      return inputRequired({
        inputRequests: requests(),
        requestState: await states.mint({ round: next + 1 }),
      });
    },
  };
}

const confirm = () => ({
  confirm: inputRequired.elicit({
    message: "Please confirm",
    requestedSchema: fields({ ok: { type: "boolean" } }),
  }),
});

export const inputTools: Readonly<Record<string, Tool>> = {
  test_sampling: asking("Asks the model", ({ prompt }) => ({ sampling: askModel(prompt, 100) }), {
    prompt: { type: "string" },
  }),
  test_elicitation: asking(
    "Asks the user",
    ({ message }) => ({
      user: inputRequired.elicit({
        message,
        requestedSchema: fields({
          username: { type: "string", description: "User's response" },
          email: { type: "string", description: "User's email address" },
        }),
      }),
    }),
    { message: { type: "string" } },
  ),
  test_streaming_elicitation: asking("Asks the user", () => ({ user_name: askName() })),
  test_elicitation_sep1034_defaults: asking("Asks the user, with defaults", () => ({
    user: inputRequired.elicit({
      message: "Please review and update the form fields with defaults",
      requestedSchema: {
        type: "object",
        properties: {
          name: { type: "string", default: "John Doe" },
          age: { type: "integer", default: 30 },
          score: { type: "number", default: 95.5 },
          status: { ...words("active", "inactive", "pending"), default: "active" },
          verified: { type: "boolean", default: true },
        },
        required: [],
      },
    }),
  })),
  test_elicitation_sep1330_enums: asking("Asks the user for one of several", () => ({
    user: inputRequired.elicit({
      message: "Please select options from the enum fields",
      requestedSchema: {
        type: "object",
        properties: {
          untitledSingle: words("option1", "option2", "option3"),
          titledSingle: {
            type: "string",
            oneOf: titled({ value1: "First Option", value2: "Second Option", value3: "Third Option" }),
          },
          legacyEnum: {
            ...words("opt1", "opt2", "opt3"),
            enumNames: ["Option One", "Option Two", "Option Three"],
          },
          untitledMulti: { type: "array", items: words("option1", "option2", "option3") },
          titledMulti: {
            type: "array",
            items: {
              anyOf: titled({ value1: "First Choice", value2: "Second Choice", value3: "Third Choice" }),
            },
          },
        },
        required: [],
      },
    }),
  })),
  test_input_required_result_elicitation: asking("Asks for a name", () => ({ user_name: askName() })),
  test_input_required_result_sampling: asking("Asks the model for a capital", () => ({
    capital_question: askModel("What is the capital of France?", 100),
  })),
  test_input_required_result_list_roots: asking("Asks for the roots", () => ({
    client_roots: inputRequired.listRoots(),
  })),
  test_input_required_result_request_state: askingWithState("Asks with a state", [confirm]),
  test_input_required_result_tampered_state: askingWithState("Asks with a sealed state", [confirm]),
  test_input_required_result_multiple_inputs: askingWithState("Asks for three things", [
    () => ({
      user_name: askName(),
      greeting: askModel("Generate a greeting", 50),
      client_roots: inputRequired.listRoots(),
    }),
  ]),
  test_input_required_result_multi_round: askingWithState("Asks twice", [
    () => ({ step1: askName("Step 1: What is your name?") }),
    () => ({
      step2: inputRequired.elicit({
        message: "Step 2: What is your favorite color?",
        requestedSchema: fields({ color: { type: "string" } }),
      }),
    }),
  ]),
  test_input_required_result_capabilities: {
    description: "Asks for what the client can do",
    call(_, context, capabilities) {
      const inputRequests = {
        ...(capabilities.sampling !== undefined && { greeting: askModel("Generate a greeting", 50) }),
        ...(capabilities.elicitation !== undefined && { user_name: askName() }),
      };
      const answered = Object.keys(inputRequests).every((key) => given(context, key) !== undefined);
      return answered ? text("Nothing left to ask.") : inputRequired({ inputRequests });
    },
  },
};

/** The prompt that asks for its context. */
export function inputPrompt(context: Context): unknown {
  const answer = given(context, "user_context");
  if (answer !== undefined)
    return { messages: [{ role: "user", content: { type: "text", text: JSON.stringify(answer) } }] };
  return inputRequired({
    inputRequests: {
      user_context: inputRequired.elicit({
        message: "What context should the prompt use?",
        requestedSchema: fields({ context: { type: "string" } }),
      }),
    },
  });
}
