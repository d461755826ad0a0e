import assert from "node:assert/strict";
import { test } from "node:test";
import { configOf, loadText, placesOf } from "./load-text.ts";

const environment = {
  PORT: "8080",
  ON: "true",
  NO: "no",
  WORD: "word",
  EMPTY: "",
  ZEROS: "007",
  LONG: "12345678901234567890",
  FLOAT: "1.5",
  NULL: "null",
  YAML: "a: 1\nb: [2, {c: d}]",
  QUOTES: `it's "quoted" # {{ env.PORT }} \${PORT}`,
};

/** What stands after `v:` → what it is read as. */
const values: readonly (readonly [string, unknown])[] = [
  ["{{ env.PORT }}", 8080],
  ["{{env.PORT}}", 8080],
  ["{{ env['PORT'] }}", 8080],
  ['{{ env["PORT"] }}', 8080],
  ["{{ env.get('PORT') }}", 8080],
  ["{{ env.get('NONE', 'd') }}", "d"],
  ["{{ env.get('NONE', 7) }}", 7],
  ["${PORT}", 8080],
  ['"{{ env.PORT }}"', "8080"],
  ["'${PORT}'", "8080"],
  ["{{ env.ON }}", true],
  ["{{ env.FLOAT }}", 1.5],
  ["{{ env.WORD }}", "word"],
  ["{{ env.EMPTY }}", ""],
  ["{{ env.NO }}", "no"],
  ["{{ env.NULL }}", "null"],
  ["{{ env.ZEROS }}", "007"],
  ["{{ env.LONG }}", "12345678901234567890"],
  ["{{ env.NONE | default('d') }}", "d"],
  ["{{ env.NONE | default(5) }}", 5],
  ["{{ env.NONE | d(false) }}", false],
  ["{{ env.NONE|default('a: {b} }} c') }}", "a: {b} }} c"],
  ["{{ env.EMPTY | default('d') }}", ""],
  ["{{ env.EMPTY | default('d', true) }}", "d"],
  ["{{ env['NONE'] | default('d') }}", "d"],
  ['{{ env.NONE | default(env.PORT | default("d")) }}', 8080],
  ['{{ env.NONE | default(env.NIL | default("d")) }}', "d"],
  ["{{ env.EMPTY | default(env['WORD'] | d('x', true), true) }}", "word"],
  ["{{ env.NONE | default(env.WORD) }}", "word"],
  ["${NONE:-a, b: [c]}", "a, b: [c]"],
  ["${NONE:-}", ""],
  ["${EMPTY:-d}", "d"],
  ["${PORT:-1}", 8080],
  ["$${PORT}", "${PORT}"],
  ["a $${b} ${WORD}", "a ${b} word"],
  ['"$${"', "${"],
  ["{{ '{{' }} x }}", "{{ x }}"],
  ["http://{{ env.WORD }}:{{ env.PORT }}/x", "http://word:8080/x"],
  ["{{ env.PORT }}{{ env.PORT }}", "80808080"],
  ["a {{ env.QUOTES }} b", `a it's "quoted" # {{ env.PORT }} \${PORT} b`],
  ["{{ env.YAML }}", "a: 1\nb: [2, {c: d}]"],
  ['"{{ env.YAML }}"', "a: 1\nb: [2, {c: d}]"],
  ["[{{ env.WORD }}, ${PORT}, {x: {{ env.PORT }}}]", ["word", 8080, { x: 8080 }]],
  ["|\n        one {{ env.WORD }}\n        two ${PORT}\n", "one word\ntwo 8080\n"],
  ["x # {{ nothing() }} ${NONE}", "x"],
  ["${}", "${}"],
  ["$5 and {a", "$5 and {a"],
];

for (const [text, value] of values) {
  test(`reads ${text.replaceAll("\n", "\\n")}`, async () => {
    const loading = await loadText(`plugins:\n  - name: a\n    kind: k\n    config:\n      v: ${text}\n`, {
      environment,
    });
    assert.deepEqual(configOf(loading).plugins[0]?.config, { v: value });
  });
}

/** What stands after `v:` and is refused. */
const refused = [
  "{{ env.NONE }}",
  "${NONE}",
  "x ${NONE} y",
  "{{ env }}",
  "{{ env.WORD.x }}",
  "{{ other.WORD }}",
  "{{ env.WORD | upper }}",
  "{{ env.WORD | default('a') | upper }}",
  "{{ env.WORD | default(x) }}",
  "{{ env.NONE | default(env.NIL) }}",
  "{{ env.WORD | default(env.NIL | upper) }}",
  "{{ env.get('WORD', 'a') | default('b') }}",
  `{{ ${"env.A | default(".repeat(9)}'x'${")".repeat(9)} }}`,
  "{{ event }}",
  "{{event}}",
  "{{ env.WORD + 'a' }}",
  "{{ 7*7 }}",
  "{{ }}",
  '"{{ env.WORD"',
  "{% if x %}",
  "{# x #}",
  "${a.b}",
  "${WORD:+x}",
  "{{ env['A B'] }}",
  "{{ env['__proto__'] }}",
  "{{ env.constructor }}",
  "${toString}",
];

for (const text of refused) {
  test(`refuses ${text}`, async () => {
    const loading = await loadText(`plugins:\n  - name: a\n    kind: k\n    config:\n      v: ${text}\n`, {
      environment,
    });
    assert.deepEqual(placesOf(loading), ["config.yaml:5 plugins[0].config.v"]);
  });
}

test("a template in a key is refused", async () => {
  const loading = await loadText("plugins:\n  - name: a\n    kind: k\n    config: {{{ env.WORD }}: 1}\n", {
    environment,
  });
  assert.ok(!loading.ok);
});

test("a template statement on a line of its own is named as the cause", async () => {
  const loading = await loadText("plugins:\n{% for x in y %}\n  - name: a\n    kind: k\n{% endfor %}\n");
  assert.ok(!loading.ok);
  assert.deepEqual(
    loading.problems.filter(({ found }) => found === "a template statement").map(({ line }) => line),
    [2, 5],
  );
});

test("columns are right behind a template", async () => {
  const loading = await loadText("plugins: [{name: {{ env.WORD }}, kind: k, x: 1}]\n", { environment });
  assert.ok(!loading.ok);
  assert.deepEqual(
    loading.problems.map(({ column }) => column),
    [43],
  );
});

test("a tolerant reading takes a name that nothing defines for an empty text, as Jinja does, and says so", async () => {
  const dialect = () => ({ tolerant: true });
  const text = `plugins:\n  - name: a\n    kind: k\n    config: {a: '{"event": "{{event}}"}', b: {{ x }}}\n`;
  const loading = await loadText(text, { dialect });
  assert.deepEqual(configOf(loading).plugins[0]?.config, { a: '{"event": ""}', b: "" });
  assert.ok(loading.ok);
  assert.deepEqual(
    loading.warnings.map(({ found }) => found),
    ['the template "{{event}}" (read as an empty text)', 'the template "{{ x }}" (read as an empty text)'],
  );
  for (const word of ["env", "true", "None", "range", "a.b", "a['b']", "a()"]) {
    const refused = await loadText(`plugins:\n  - name: a\n    kind: k\n    config: {a: "{{ ${word} }}"}\n`, {
      dialect,
    });
    assert.deepEqual(placesOf(refused), ["config.yaml:4 plugins[0].config.a"], word);
  }
});

test("a tolerant reading takes an unset variable for an empty text and says so", async () => {
  const dialect = () => ({ tolerant: true });
  const text =
    "plugins:\n  - name: a\n    kind: k\n    config: {a: {{ env.NONE }}, b: x${NONE}, c: no, d: ${NO}}\n";
  const loading = await loadText(text, { environment, dialect });
  assert.deepEqual(configOf(loading).plugins[0]?.config, { a: "", b: "x", c: false, d: false });
  assert.deepEqual(
    loading.warnings.map(({ line, key }) => `${line} ${key}`),
    ["4 plugins[0].config.a", "4 plugins[0].config.b"],
  );
});

test("a file that uses a private-use character itself reads the same", async () => {
  const loading = await loadText(
    'plugins:\n  - name: a\n    kind: k\n    config: {a: "\uE000x\uE001", b: ${WORD}}\n',
    { environment },
  );
  assert.deepEqual(configOf(loading).plugins[0]?.config, { a: "\uE000x\uE001", b: "word" });
});

test("more templates than can be told apart are refused, not mixed up", async () => {
  const lines = Array.from({ length: 3844 }, (_, index) => `      k${index}: \${V${index}:-d${index}}\n`);
  const text = `plugins:\n  - name: a\n    kind: k\n    config:\n${lines.join("")}`;
  const config = configOf(await loadText(text)).plugins[0]?.config ?? {};
  assert.deepEqual(
    [config["k0"], config["k61"], config["k62"], config["k3843"]],
    ["d0", "d61", "d62", "d3843"],
  );
  assert.deepEqual(placesOf(await loadText(`${text}      more: \${X:-1}\n`)), ["config.yaml:1"]);
});

test("a tolerant reading leaves ${…} that is no variable as it stands, as ContextForge does", async () => {
  const text = "plugins:\n  - name: a\n    kind: k\n    config: {a: 'x${1,2}$'}\n";
  const loading = await loadText(text, { environment, dialect: () => ({ tolerant: true }) });
  assert.deepEqual(configOf(loading).plugins[0]?.config, { a: "x${1,2}$" });
  assert.equal(loading.warnings.length, 1);
});
