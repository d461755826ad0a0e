/** A dotted path whose last name has a capital letter: names of npm packages have dots too, but no capitals. */
const classPath = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*){1,50}$/;

/** Whether a `kind` is the path of a Python class, as in `my_pkg.my_mod.MyPlugin`. */
export function isClassPath(kind: string): boolean {
  return kind.length <= 255 && classPath.test(kind) && /[A-Z]/.test(kind.slice(kind.lastIndexOf(".")));
}
