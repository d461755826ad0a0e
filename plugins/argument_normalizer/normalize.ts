/** How one text is normalised. */
export interface Rules {
  readonly enable_unicode: boolean;
  readonly unicode_form: "NFC" | "NFD" | "NFKC" | "NFKD";
  readonly remove_control_chars: boolean;
  readonly enable_whitespace: boolean;
  readonly trim: boolean;
  readonly collapse_internal: boolean;
  readonly normalize_newlines: boolean;
  readonly collapse_blank_lines: boolean;
  readonly enable_casing: boolean;
  readonly case_strategy: "none" | "lower" | "upper" | "title";
  readonly enable_dates: boolean;
  readonly day_first: boolean;
  readonly year_first: boolean;
  readonly enable_numbers: boolean;
  readonly decimal_detection: "auto" | "comma" | "dot";
}

/** A text in its one form. Doing it twice is doing it once, unless a comma is set as the decimal separator. */
export function normalize(source: string, rules: Rules): string {
  let text = source;
  if (rules.enable_unicode) {
    text = text.normalize(rules.unicode_form);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant
    if (rules.remove_control_chars) text = text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g, "");
  }
  if (rules.enable_whitespace) text = spaced(text, rules);
  if (rules.enable_casing) text = cased(text, rules.case_strategy);
  // Where normal forms meet: taken apart characters may come together once what lay between them is gone.
  if (rules.enable_unicode) text = text.normalize(rules.unicode_form);
  const value = rules.enable_dates ? isoDate(text, rules) : undefined;
  if (value !== undefined) return value;
  return (rules.enable_numbers ? plainNumber(text, rules.decimal_detection) : undefined) ?? text;
}

function spaced(source: string, rules: Rules): string {
  let text = source;
  if (rules.normalize_newlines) text = text.replace(/\r\n?/g, "\n");
  if (rules.trim) text = text.trim();
  // Indentation is meaning: that of code, of lists, of YAML.
  if (rules.collapse_internal)
    text = text
      .split("\n")
      .map((line) => {
        const start = line.length - line.trimStart().length;
        return line.slice(0, start) + line.slice(start).replace(/[\t ]+/g, " ");
      })
      .join("\n");
  if (rules.collapse_blank_lines) text = text.replace(/\n{3,}/g, "\n\n");
  return text;
}

function cased(text: string, strategy: Rules["case_strategy"]): string {
  switch (strategy) {
    case "none":
      return text;
    case "lower":
      return text.toLowerCase();
    case "upper":
      return text.toUpperCase();
    case "title":
      return text
        .split(/(\s)/)
        .map((word) => {
          const first = String.fromCodePoint(word.codePointAt(0) ?? 0x20);
          return word === "" ? "" : first.toUpperCase() + word.slice(first.length).toLowerCase();
        })
        .join("");
  }
}

const numericDate = /^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})$/;

/** A text that is a date in digits as YYYY-MM-DD; undefined for one that is none, or may be several. */
function isoDate(text: string, { day_first, year_first }: Rules): string | undefined {
  const match = text.length <= 12 ? numericDate.exec(text) : null;
  if (match === null) return undefined;
  const [, first = "", , middle = "", last = ""] = match;
  if (first.length === 4) return written(first, middle, last);
  if (last.length === 4) {
    if (first.length > 2) return undefined;
    const dayLeads = Number(first) > 12 || (day_first && Number(middle) <= 12);
    return dayLeads ? written(last, middle, first) : written(last, first, middle);
  }
  // Two digits of a year are a guess that the operator has to make.
  if (first.length !== 2 || last.length !== 2) return undefined;
  if (year_first) return written(`20${first}`, middle, last);
  return day_first ? written(`20${last}`, middle, first) : undefined;
}

function written(year: string, month: string, day: string): string | undefined {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const date = new Date(Date.UTC(y, m - 1, d));
  if (y < 1000 || date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) return undefined;
  return date.toISOString().slice(0, 10);
}

/** A text that is a number with separators as JSON writes it; undefined for other texts, and where it may be two. */
function plainNumber(text: string, detection: Rules["decimal_detection"]): string | undefined {
  if (text.length > 100 || !/^[+-]?\d[\d.,' \u00a0\u202f]*$/.test(text) || !/[.,' \u00a0\u202f]/.test(text))
    return undefined;
  const decimal = detection === "auto" ? decimalOf(text) : detection === "comma" ? "," : ".";
  if (decimal === undefined) return undefined;
  const [whole = "", fraction, ...more] = decimal === "" ? [text] : text.split(decimal);
  if (more.length > 0 || (fraction !== undefined && !/^\d+$/.test(fraction))) return undefined;
  const digits = groups(whole);
  if (digits === undefined) return undefined;
  const number = fraction === undefined ? digits : `${digits}.${fraction}`;
  return number === text ? undefined : number;
}

/** The decimal separator, empty for none: the last of two kinds, or the one that cannot part thousands. */
function decimalOf(text: string): "," | "." | "" | undefined {
  const comma = text.lastIndexOf(",");
  const dot = text.lastIndexOf(".");
  if (comma === -1 && dot === -1) return "";
  if (comma !== -1 && dot !== -1) return comma > dot ? "," : ".";
  const mark = comma === -1 ? "." : ",";
  const parts = text.split(mark);
  if (parts.length > 2) return "";
  // A comma before three digits parts thousands; a dot there is a decimal one, as in JSON.
  return mark === "," && (parts[1] as string).length === 3 ? "" : mark;
}

/** The digits of a whole number whose thousands are parted by one kind of mark, or by none. */
function groups(text: string): string | undefined {
  if (/^[+-]?\d+$/.test(text)) return text.replace("+", "");
  const mark = /[^\d+-]/.exec(text)?.[0] as string;
  const [first = "", ...rest] = text.split(mark);
  if (!/^[+-]?\d{1,3}$/.test(first) || rest.length === 0 || !rest.every((part) => /^\d{3}$/.test(part)))
    return undefined;
  return first.replace("+", "") + rest.join("");
}
