import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startCli, testFolder } from "../../commands/cli.ts";
import { until } from "../../integration/lifecycle/until.ts";
import { ask } from "../../management/server-of.ts";
import { fullForm, pythonOf } from "../peers.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const token = "a-token-of-a-test";
const reloads = fullForm ? 8 : 2;

function configured(mark: string, kind = "house.rules.Rules"): string {
  return JSON.stringify({
    plugins: [{ name: "House", kind, hooks: ["tool_pre_invoke"], config: { mark } }],
    plugin_settings: { enable_plugin_api: true },
    adapter: {
      management: { token },
      reload: { watch: false },
      python: {
        interpreter: pythonOf("0.1.4"),
        working_directory: here,
        environment: { PYTHONDONTWRITEBYTECODE: "1" },
        start_timeout_seconds: 120,
      },
    },
  });
}

/** An adapter whose temporary files are in a folder of the test's. */
async function serving(t: TestContext, folder: string) {
  const temporary = join(folder, "tmp");
  mkdirSync(temporary, { recursive: true });
  const where = ["--listen", join(folder, "a.sock"), "--management", join(folder, "m.sock")];
  const cli = startCli(t, ["serve", "--config", "c.json", ...where], {
    cwd: folder,
    env: { TMPDIR: temporary },
  });
  await cli.until('"serving"');
  const request = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${token}` };
    const text = body && JSON.stringify(body);
    return ask({ socketPath: join(folder, "m.sock") }, method, path, headers, text);
  };
  const files = () => readdirSync(temporary).map((name) => join(temporary, name, "config.yaml"));
  return { cli, request, files };
}

/** Processes of Python that read one of these files, which their environment names. */
function pythonsOf(folder: string): number[] {
  return readdirSync("/proc").flatMap((name) => {
    try {
      const environment = readFileSync(`/proc/${name}/environ`, "latin1");
      return environment.includes(`PLUGINS_CONFIG_PATH=${folder}/`) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

test("reloads with a Python class: one process and one private folder at a time, and none after the end", async (t) => {
  const folder = testFolder(t);
  writeFileSync(join(folder, "c.json"), configured("m0"));
  const { cli, request, files } = await serving(t, folder);
  const ok = async (...args: Parameters<typeof request>) => {
    const { status, text } = await request(...args);
    assert.equal(status, 200, text);
  };
  const atRest = async (mark: string) => {
    await until(() => files().length === 1 && pythonsOf(folder).length === 1, 60);
    assert.match(readFileSync(files()[0] ?? "", "utf8"), new RegExp(`"mark":"${mark}"`));
  };
  await atRest("m0");
  for (let n = 1; n <= reloads; n++) {
    writeFileSync(join(folder, "c.json"), configured(`m${n}`));
    await ok("POST", "/reload");
    await atRest(`m${n}`);
  }
  const [kept] = pythonsOf(folder);
  await ok("PUT", "/plugins/House", { mode: "audit" });
  assert.deepEqual(pythonsOf(folder), [kept], "another mode keeps the process");
  await ok("POST", "/plugins/reload/House");
  await atRest(`m${reloads}`);
  assert.notDeepEqual(pythonsOf(folder), [kept]);
  const { plugins } = JSON.parse((await request("GET", "/plugins")).text);
  assert.equal(plugins[0].mode, "audit", "and is made anew in it");

  writeFileSync(join(folder, "c.json"), configured("bad", "house.rules.Broken"));
  assert.equal((await request("POST", "/reload")).status, 422);
  await atRest(`m${reloads}`);

  await ok("PUT", "/plugins/House", { mode: "disabled" });
  await until(() => files().length === 0 && pythonsOf(folder).length === 0, 60);
  await ok("PUT", "/plugins/House", { mode: "enforce" });
  await atRest(`m${reloads}`);

  cli.signal("SIGTERM");
  assert.equal(await cli.exited, 0, cli.err());
  assert.deepEqual([files(), pythonsOf(folder)], [[], []]);
});

test("an adapter that is killed leaves no Python process, and the next one removes its folder", async (t) => {
  const folder = testFolder(t);
  writeFileSync(join(folder, "c.json"), configured("m0"));
  const first = await serving(t, folder);
  const [left = ""] = first.files();
  first.cli.signal("SIGKILL");
  await first.cli.exited;
  await until(() => pythonsOf(folder).length === 0, 60);
  assert.deepEqual(first.files(), [left]);
  const second = await serving(t, folder);
  assert.equal(second.files().length, 1);
  assert.notDeepEqual(second.files(), [left]);
});
