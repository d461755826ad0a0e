/** A point that one side of a test waits at until the other opens it: `await g.passed` here, `g.open()` there. */
export type Gate = { readonly passed: Promise<void>; open(): void };

export function gate(): Gate {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}
