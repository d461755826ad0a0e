import assert from "node:assert/strict";
import { test } from "node:test";
import { watchFiles } from "../../src/generations/watch.ts";
import { fakeClock } from "../framework/fake-clock.ts";
import { settled } from "./parts.ts";

function watching({ inotify = true } = {}) {
  const clock = fakeClock();
  const files = { text: "1" };
  const seen: string[] = [];
  let looks = 0;
  let quiet = 0;
  const events = new Map<string, { tell: () => void; end: () => void }>();
  const end = watchFiles("1", {
    folders: ["/a", "/b"],
    async fingerprint() {
      looks++;
      return files.text;
    },
    debounceMs: 100,
    pollMs: 1000,
    onChange: (text) => void seen.push(text),
    onQuiet: () => quiet++,
    watchFolder(folder, tell, over) {
      if (!inotify) throw new Error("no space left on device");
      events.set(folder, { tell, end: over });
      return () => void events.delete(folder);
    },
    clock,
  });
  const advance = async (ms: number) => {
    clock.advance(ms);
    await settled();
  };
  const tell = () => events.get("/a")?.tell();
  return { clock, files, seen, looks: () => looks, quiet: () => quiet, events, end, advance, tell };
}

test("a change is told once it has held still", async () => {
  const { files, seen, advance, tell, end, clock } = watching();
  files.text = "2";
  tell();
  await advance(100);
  assert.deepEqual(seen, []);
  files.text = "3";
  await advance(100);
  assert.deepEqual(seen, []);
  await advance(100);
  assert.deepEqual(seen, ["3"]);
  end();
  assert.equal(clock.waiting, 0);
});

test("a thousand events cost one look, and none tells of what is not changed", async () => {
  const { looks, seen, advance, tell, end } = watching();
  for (let i = 0; i < 1000; i++) tell();
  await advance(100);
  assert.equal(looks(), 1);
  // one of them came while it looked
  await advance(100);
  assert.equal(looks(), 2);
  await advance(100);
  assert.deepEqual([looks(), seen], [2, []]);
  end();
});

test("without any event the next poll finds it", async () => {
  const { files, seen, advance, end } = watching({ inotify: false });
  files.text = "2";
  await advance(1000);
  await advance(100);
  assert.deepEqual(seen, ["2"]);
  end();
});

test("a folder whose watch ended, or that was replaced, is watched again", async () => {
  const { files, events, advance, tell, end } = watching();
  events.get("/b")?.end();
  assert.deepEqual([...events.keys()], ["/a"]);
  await advance(1000);
  assert.deepEqual([...events.keys()].toSorted(), ["/a", "/b"]);
  const before = events.get("/a");
  files.text = "2";
  tell();
  await advance(100);
  await advance(100);
  assert.notEqual(events.get("/a"), before);
  end();
  assert.equal(events.size, 0);
});

test("a change and back again is none", async () => {
  const { files, seen, advance, tell, end } = watching();
  files.text = "2";
  tell();
  await advance(100);
  files.text = "1";
  await advance(100);
  await advance(100);
  assert.deepEqual(seen, []);
  end();
});

test("quiet polls are told, prompted looks are not", async () => {
  const { quiet, advance, tell, end } = watching();
  tell();
  await advance(100);
  assert.equal(quiet(), 0);
  await advance(900);
  assert.equal(quiet(), 1);
  end();
  await advance(5000);
  assert.equal(quiet(), 1);
});

test("after the end nothing is told, not even what was under way", async () => {
  const { files, seen, advance, tell, end, clock } = watching();
  files.text = "2";
  tell();
  await advance(100);
  end();
  await advance(5000);
  assert.deepEqual([seen, clock.waiting], [[], 0]);
});
