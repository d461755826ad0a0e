const properties =
  /^(?:color|background-color|font(?:-(?:family|size|style|weight|variant))?|text-(?:align|decoration|indent|transform)|(?:margin|padding)(?:-(?:top|right|bottom|left))?|border(?:-(?:top|right|bottom|left))?(?:-(?:color|style|width))?|border-(?:radius|collapse|spacing)|(?:max-|min-)?(?:width|height)|line-height|letter-spacing|word-spacing|white-space|vertical-align|list-style-type|float|clear|display)$/;
const plainValue = /^[-A-Za-z0-9#%.,\s!"']*$/;
const colours = /(?:rgba?|hsla?)\([-0-9.,%/\s]*\)/gi;
const longestStyle = 5000;

/** The declarations of a `style` that only say how something looks; undefined when none is left. */
export function harmlessStyle(style: string): string | undefined {
  if (style.length > longestStyle) return undefined;
  const kept = style.split(";").flatMap((declaration) => {
    const colon = declaration.indexOf(":");
    const property = declaration.slice(0, Math.max(0, colon)).trim().toLowerCase();
    const value = declaration.slice(colon + 1).trim();
    if (colon === -1 || value === "" || !properties.test(property)) return [];
    return plainValue.test(value.replace(colours, "")) ? [`${property}: ${value}`] : [];
  });
  return kept.length === 0 ? undefined : kept.join("; ");
}

function withoutComments(style: string): string {
  let plain = "";
  let last = 0;
  for (let at = style.indexOf("/*"); at !== -1; at = style.indexOf("/*", last)) {
    plain += style.slice(last, at);
    last = style.indexOf("*/", at + 2) + 2;
    if (last === 1) return plain;
  }
  return plain + style.slice(last);
}

const hiding =
  /(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|opacity:0?\.?0*(?:%|;|!|$)|font-size:0(?:[a-z%]*)(?:;|!|$)|color:transparent|text-indent:-[0-9]{3}|(?:left|top|right|bottom|margin-left|margin-top):-[0-9]{3}|clip:rect\(0|clip-path:inset\((?:50|100)%|content-visibility:hidden|transform:scale\(0\))/;

/** Whether a `style` keeps an element from being seen. */
export function isHiding(style: string): boolean {
  const plain = withoutComments(style.slice(0, longestStyle))
    .replace(/\\(?:([0-9a-f]{1,6})\s?|(.))/gi, (_, code: string | undefined, plain: string) =>
      code === undefined ? plain : String.fromCharCode(Number.parseInt(code, 16)),
    )
    .replace(/[\s]/g, "")
    .toLowerCase();
  return hiding.test(plain);
}
