/** Event streams as servers write them, piece by piece; each is a whole answer to request 1, or goes with none. */
import { own } from "./message.ts";

const notification =
  '{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"é 1.50"}}';
const progress =
  '{"jsonrpc":"2.0", "method":"notifications/progress","params":{"progressToken":1,"progress":1.0,"total":1E+2}}';
const question =
  '{"jsonrpc":"2.0","id":"s-1","method":"sampling/createMessage","params":{"messages":[],"maxTokens":9007199254740993}}';
const result =
  '{"result":{"content":[ {"type":"text","text":"caf\\u00e9 \\/ é"} ],"structuredContent":{"n":1.0e0}},"id":1,"jsonrpc":"2.0"}';

const event = (data: string, fields = "") => `${fields}data: ${data}\n\n`;

export const streams: Readonly<Record<string, readonly string[]>> = {
  "an answer": [event(result)],
  "named events": [event(notification, "event: message\n"), event(result, "event: message\n")],
  "a priming event, then ids": [
    "id: s_1\nretry: 1000\ndata: \n\n",
    event(notification, "event: message\nid: s_2\n"),
    event(result, "event: message\nid: s_3\n"),
  ],
  "a priming event with an empty object's place": ["id: s_1\ndata:\n\n", event(result, "id: s_2\n")],
  "only a priming event, the rest comes later": ["id: s_1\nretry: 10\ndata: \n\n"],
  "retry alone, and in an event": ["retry: 5\n\n", event(result, "retry: 3000\n")],
  "an id alone, and an empty one": ["id: 7\n\n", event(notification, "id\n"), event(result, "id:\n")],
  "an id with spaces and colons": [event(result, "id:  a b:c \n")],
  comments: [
    ": keepalive\n\n",
    ":\n\n",
    event(notification, ": before\n"),
    ": ping - 2026\n\n",
    event(result),
  ],
  "comments within an event": [`id: 1\n: between\ndata: ${result}\n: after\n\n`],
  "CRLF, as Python's servers write": [
    ": ping\r\n\r\n",
    `id: 1\r\nevent: message\r\ndata: ${notification}\r\n\r\n`,
    `event: message\r\ndata: ${result}\r\n\r\n`,
  ],
  "CRLF and LF mixed": [`event: message\r\ndata: ${notification}\n\r\n`, `data: ${result}\r\n\n`],
  "data over several lines": [`data: ${result.slice(0, 10)}\ndata: ${result.slice(10)}\n\n`],
  "data without a space": [`data:${notification}\n\n`, `data:${result}\n\n`],
  "data before the other fields": [`data: ${result}\nid: 4\nevent: message\n\n`],
  "unknown event names": [event(notification, "event: custom\n"), event(result)],
  "more blank lines than needed": ["\n\n", event(notification), "\n\n\n", event(result), "\n"],
  "no blank line at the end": [event(notification), `data: ${result}\n`],
  "no line end at the end": [event(notification), `data: ${result}`],
  "split anywhere": [...event(notification, "id: é\n"), event(result)],
  "requests of the server": [event(question, "id: 1\n"), event(progress), event(result)],
  "odd line separators in data": [event(notification.replace("1.50", "\u2028\u0085")), event(result)],
  "own names in what servers ask and tell": [
    event(`{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":${own}}}`),
    event(`{"jsonrpc":"2.0","method":"notifications/vendor","params":{"_meta":${own},"data":${own}}}`),
    event(
      `{"jsonrpc":"2.0","id":1,"method":"elicitation/create","params":{"message":"m","requestedSchema":{"type":"object","properties":${own}}}}`,
    ),
    event(
      `{"jsonrpc":"2.0","id":2,"method":"sampling/createMessage","params":{"messages":[ {"role":"assistant","content":{"type":"tool_use","id":"1","name":"t","input":${own}}} ],"maxTokens":1,"metadata":${own},"tools":[ {"name":"t","inputSchema":{"type":"object","properties":${own}}} ]}}`,
    ),
    event(`{"jsonrpc":"2.0","id":1,"method":"ping"}`),
    event(`{"jsonrpc":"2.0","id":1,"result":{"content":[],"structuredContent":${own}}}`),
  ],
  "a subscription of 2026-07-28": [
    event(
      '{"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{"notifications":{"toolsListChanged":true},"_meta":{"io.modelcontextprotocol/subscriptionId":1}}}',
    ),
    event(
      '{"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1}}}',
    ),
  ],
  "three hundred events": Array.from({ length: 300 }, (_, index) => event(notification, `id: ${index}\n`)),
  "nothing at all": [],
};
