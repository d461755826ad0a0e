import assert from "node:assert/strict";
import { test } from "node:test";
import { contextOf, toolCall } from "../framework/manager-of.ts";
import { generationsOf, type Life, partsOf, settled } from "./parts.ts";

const noLife = (): Life => ({ started: [], ended: [] });

test("a reload swaps, and what nobody uses any more is shut down", async () => {
  const life = noLife();
  const { generations, offer, results, taken, live, clock } = generationsOf(partsOf(["a"], life));
  offer(partsOf(["b"], life), ["worth a word"]);
  assert.deepEqual(await generations.reload("request"), { ok: true, generation: 2, restartNeeded: [] });
  await settled();
  assert.deepEqual(
    generations.plugins().map(({ name }) => name),
    ["b"],
  );
  assert.deepEqual(life, { started: ["a", "b"], ended: ["a"] });
  assert.deepEqual([results, taken.map(({ number }) => number), live()], [["success"], [1, 2], 1]);
  await generations.close();
  assert.deepEqual(life.ended, ["a", "b"]);
  assert.deepEqual([generations.instances, clock.waiting, live()], [0, 0, 0]);
});

test("an exchange keeps the generation that it began with; it closes with the last of them", async () => {
  const life = noLife();
  const { generations, offer, live } = generationsOf(partsOf(["a"], life));
  const fail = () => assert.fail("an exchange was ended");
  const first = generations.begin(fail);
  const second = generations.begin(fail);
  const before = generations.current();
  offer(partsOf(["b"], life));
  await generations.reload("files");
  const third = generations.begin(fail);
  assert.equal(first.inspector, second.inspector);
  assert.notEqual(first.inspector, third.inspector);
  first.release();
  first.release();
  await settled();
  assert.deepEqual([life.ended, live(), before.exchanges], [[], 2, 1]);
  second.release();
  await settled();
  assert.deepEqual([life.ended, live()], [["a"], 1]);
  third.release();
  await settled();
  assert.deepEqual(life.ended, ["a"]);
  await generations.close();
});

test("when the limit passes, exchanges of an earlier generation are ended and it closes", async () => {
  const life = noLife();
  const { generations, offer, clock } = generationsOf(partsOf(["a"], life));
  let ended = 0;
  const binding = generations.begin(() => {
    ended++;
    binding.release();
  });
  // never says that it is over
  generations.begin(() => ended++);
  offer(partsOf(["b"], life, { reload: { retire_seconds: 10 } }));
  await generations.reload("files");
  clock.advance(9_999);
  await settled();
  assert.deepEqual([ended, life.ended], [0, []]);
  clock.advance(1);
  await settled();
  assert.deepEqual([ended, life.ended], [2, ["a"]]);
  await generations.close();
  assert.equal(clock.waiting, 0);
});

test("more generations than allowed: the oldest is ended, the others stay", async () => {
  const life = noLife();
  const reload = { max_generations: 3 };
  const { generations, offer, live } = generationsOf(partsOf(["a1"], life, { reload }));
  const ended: string[] = [];
  for (const next of ["a2", "a3", "a4", "a5"]) {
    const name = generations.plugins()[0]?.name ?? "";
    const binding = generations.begin(() => {
      ended.push(name);
      binding.release();
    });
    offer(partsOf([next], life, { reload }));
    await generations.reload("files");
    await settled();
  }
  assert.deepEqual([ended, life.ended, live()], [["a1", "a2"], ["a1", "a2"], 3]);
  await generations.close();
  assert.deepEqual(life.ended.toSorted(), life.started.toSorted());
});

test("a bad configuration keeps the one before, and every problem is a line", async () => {
  const life = noLife();
  const { generations, refuse, offer, results, log } = generationsOf(partsOf(["a"], life));
  refuse(["c.yaml:1:1: x", "c.yaml:2:1: y"]);
  const change = await generations.reload("files");
  assert.deepEqual(change, { ok: false, why: "invalid", problems: ["c.yaml:1:1: x", "c.yaml:2:1: y"] });
  assert.equal(generations.current().number, 1);
  assert.deepEqual(generations.rejection()?.problems, ["c.yaml:1:1: x", "c.yaml:2:1: y"]);
  const problems = log.filter(({ level }) => level === "error").map(({ fields }) => fields);
  assert.deepEqual(problems, [
    { problem: "c.yaml:1:1: x" },
    { problem: "c.yaml:2:1: y" },
    { reason: "files", problems: 2, generation: 1 },
  ]);
  offer(partsOf(["b"], life));
  await generations.reload("files");
  assert.deepEqual([generations.rejection(), results], [undefined, ["refused", "success"]]);
  await generations.close();
});

test("what is refused again for the same reason is not logged again, but counted", async () => {
  const { generations, refuse, results, log } = generationsOf(partsOf(["a"], noLife()));
  refuse(["x"], true);
  await generations.reload("files");
  const lines = log.length;
  await generations.reload("retry");
  assert.equal(log.length, lines);
  assert.equal(results.length, 2);
  refuse(["y"], true);
  await generations.reload("retry");
  assert.ok(log.length > lines);
  await generations.close();
});

test("a configuration that cannot even be checked is refused, without a word of the error", async () => {
  const { generations, next, log } = generationsOf(partsOf(["a"], noLife()));
  next.loading = () => Promise.reject(new TypeError("s3cr3t"));
  const change = await generations.reload("files");
  assert.deepEqual(change, { ok: false, why: "invalid", problems: ["cannot be read: TypeError"] });
  assert.ok(!JSON.stringify(log).includes("s3cr3t"));
  await generations.close();
});

test("a plugin that is unhealthy from the start holds a reload back, unless it was so before", async () => {
  const life = noLife();
  const { generations, offer } = generationsOf(partsOf(["a", "b"], life, { sick: ["a"] }));
  await generations.current().manager.checkHealth();
  offer(partsOf(["a", "b"], life, { sick: ["a", "b"] }));
  assert.deepEqual(await generations.reload("files"), {
    ok: false,
    why: "invalid",
    problems: ['plugin "b" is unhealthy'],
  });
  assert.equal(generations.rejection()?.again, true);
  assert.deepEqual(life.ended.toSorted(), ["a", "b"]);
  offer(partsOf(["a", "b"], life, { sick: ["a"] }));
  assert.equal((await generations.reload("retry")).ok, true);
  await generations.close();
  assert.equal(life.ended.length, life.started.length);
});

test("reloads that wait become one; the one under way is not it", async () => {
  const life = noLife();
  const { generations, next } = generationsOf(partsOf(["a"], life));
  let loads = 0;
  next.loading = async () => {
    loads++;
    await settled();
    return { ok: true, parts: partsOf(["a"], life), warnings: [] };
  };
  const first = generations.reload("request");
  await Promise.resolve();
  const rest = Array.from({ length: 50 }, () => generations.reload("files"));
  assert.ok((await Promise.all([first, ...rest])).every(({ ok }) => ok));
  assert.equal(loads, 2);
  await generations.close();
  assert.equal(life.ended.length, life.started.length);
});

test("too many changes at a time are refused, and none once the process stops", async () => {
  const { generations } = generationsOf(partsOf(["a"], noLife()));
  const changes = Array.from({ length: 101 }, () => generations.setMode("a", "audit"));
  const answers = (await Promise.all(changes)).map((change) => (change.ok ? "ok" : change.why));
  assert.deepEqual([answers.filter((each) => each === "ok").length, answers.at(-1)], [100, "busy"]);
  await generations.close();
  assert.deepEqual((await generations.reload("files")).ok, false);
});

test("a reload that is under way when the process stops leaves nothing running", async () => {
  const life = noLife();
  const { generations, next, clock } = generationsOf(partsOf(["a"], life));
  const loading = new Promise<void>((begun) => {
    next.loading = async () => {
      begun();
      await settled();
      return { ok: true, parts: partsOf(["b"], life), warnings: [] };
    };
  });
  const change = generations.reload("files");
  await loading;
  await generations.close();
  assert.deepEqual(await change, { ok: false, why: "stopping", problems: ["the process is stopping"] });
  assert.deepEqual(life.ended.toSorted(), ["a", "b"]);
  assert.deepEqual([generations.instances, clock.waiting], [0, 0]);
});

test("once changes are stopped the generation stays, for exchanges too, and a reload under way is dropped", async () => {
  const life = noLife();
  const { generations, next } = generationsOf(partsOf(["a"], life));
  const loading = new Promise<void>((begun) => {
    next.loading = async () => {
      begun();
      await settled();
      return { ok: true, parts: partsOf(["b"], life), warnings: [] };
    };
  });
  const change = generations.reload("request");
  await loading;
  generations.stopChanges();
  assert.equal((await change).ok, false);
  assert.equal((await generations.reload("signal")).ok, false);
  assert.equal(generations.current().number, 1);
  const outcome = await generations.current().manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  assert.equal(outcome.executions.length, 1);
  await generations.close();
  assert.deepEqual(life.ended.toSorted(), ["a", "b"]);
});

test("one plugin is made anew; the others are the same, and exchanges under way keep the old one", async () => {
  const life = noLife();
  const { generations, offer } = generationsOf(partsOf(["a", "b", "c"], life));
  const idOf = (name: string) => generations.plugins().find((plugin) => plugin.name === name)?.uuid;
  const before = ["a", "b", "c"].map(idOf);
  const binding = generations.begin(() => {});
  assert.equal((await generations.reloadPlugin("b")).ok, true);
  await settled();
  assert.deepEqual([idOf("a"), idOf("c")], [before[0], before[2]]);
  assert.notEqual(idOf("b"), before[1]);
  assert.deepEqual(
    generations.plugins().map(({ name }) => name),
    ["a", "b", "c"],
  );
  assert.deepEqual(life.ended, []);
  binding.release();
  await settled();
  assert.deepEqual(life.ended, ["b"]);
  const missing = await generations.reloadPlugin("x");
  assert.equal(!missing.ok && missing.why, "unknown");
  offer(partsOf(["a"], life));
  await generations.reload("request");
  await generations.close();
  assert.deepEqual(life.ended.toSorted(), life.started.toSorted());
});

test("a mode changes at run time, until the configuration is read again", async () => {
  const life = noLife();
  const { generations, offer } = generationsOf(partsOf(["a"], life));
  const mode = () => generations.plugins()[0]?.mode;
  const id = generations.plugins()[0]?.uuid;
  assert.equal((await generations.setMode("a", "audit")).ok, true);
  assert.deepEqual([mode(), generations.plugins()[0]?.uuid], ["audit", id]);
  assert.deepEqual(life.ended, []);
  offer(partsOf(["a"], life));
  await generations.reload("request");
  assert.equal(mode(), "enforce");
  await generations.close();
  assert.equal(life.ended.length, life.started.length);
});

test("leaving enforce_ignore_error, errors deny again", async () => {
  const { generations } = generationsOf(partsOf(["a"], noLife()));
  const policy = () => generations.current().parts.instances[0]?.entry.onError;
  await generations.setMode("a", "enforce_ignore_error");
  assert.equal(policy(), "ignore");
  await generations.setMode("a", "enforce");
  assert.equal(policy(), "fail");
  await generations.close();
});

test("a disabled plugin is started by another mode, and shut down by disabled; order is the configuration's", async () => {
  const life = noLife();
  const { generations } = generationsOf(partsOf(["a", "c"], life, { disabled: ["b"] }));
  await generations.setMode("b", "permissive");
  const order = () => generations.current().parts.instances.map(({ name }) => name);
  assert.deepEqual(
    [order(), life.started],
    [
      ["a", "b", "c"],
      ["a", "c", "b"],
    ],
  );
  await generations.setMode("a", "disabled");
  await settled();
  assert.deepEqual([order(), life.ended], [["b", "c"], ["a"]]);
  assert.equal(generations.plugins().find(({ name }) => name === "a")?.status, "disabled");
  await generations.close();
  assert.deepEqual(life.ended.toSorted(), life.started.toSorted());
});

test("a plugin that on_error: disable switched off is switched on", async () => {
  const { generations } = generationsOf(partsOf(["a"], noLife()));
  const [instance] = generations.current().parts.instances;
  assert.ok(instance);
  instance.status.switchedOff = true;
  await generations.setMode("a", "audit");
  assert.equal(generations.plugins()[0]?.status, "switched_off");
  assert.equal(generations.switchOn("a"), true);
  assert.equal(generations.plugins()[0]?.status, "enabled");
  assert.equal(generations.switchOn("x"), false);
  await generations.close();
});

test("counters go on over reloads, end with their plugin, and are set back together", async () => {
  const life = noLife();
  const { generations, offer } = generationsOf(partsOf(["a"], life));
  const run = () => generations.current().manager.invokeHook("tool_pre_invoke", toolCall(), contextOf());
  const count = (name: string) => generations.stats().plugins[name]?.executions;
  await run();
  const binding = generations.begin(() => {});
  offer(partsOf(["a", "b"], life));
  await generations.reload("files");
  await run();
  assert.deepEqual([count("a"), count("b")], [2, 1]);
  binding.release();
  await settled();
  assert.deepEqual([count("a"), count("b")], [2, 1]);
  generations.resetStats();
  assert.deepEqual([count("a"), count("b")], [0, 0]);
  await run();
  offer(partsOf(["b"], life));
  await generations.reload("files");
  await settled();
  assert.deepEqual([count("a"), count("b")], [undefined, 1]);
  offer(partsOf(["a"], life));
  await generations.reload("files");
  await settled();
  assert.equal(count("a"), 0);
  await generations.close();
});

test("settings that act only after a restart are named", async () => {
  const { generations, offer, log } = generationsOf(partsOf(["a"], noLife()));
  offer(partsOf(["a"], noLife(), { reload: { poll_seconds: 3, retire_seconds: 1 } }));
  const change = await generations.reload("files");
  assert.deepEqual(change.ok && change.restartNeeded, ["adapter.reload.poll_seconds"]);
  assert.ok(log.some(({ level, message }) => level === "warn" && message.includes("after a restart")));
  await generations.close();
});
