import { classOf } from "./phrases.ts";

/** Classes of words that several phrases share. */
export const user = classOf("user users human humans operator customer person client anyone them him her");
export const tool = classOf(
  "tool tools function functions server servers plugin plugins action actions operation operations",
);
export const secret = classOf(
  "password passwords credential credentials secret secrets token tokens key keys cookie cookies session ssh conversation conversations history prompt messages emails contents private sensitive data confidential",
);
export const rules = classOf(
  "instruction instructions rule rules prompt prompts guideline guidelines safety guardrails policy policies directive directives restrictions",
);
export const ignore = classOf("ignore+ disregard+ forget override+ bypass+ overrule+ disobey+ neglect");
export const read = classOf(
  "read reads reading load+ open+ cat fetch+ access+ get include+ provide+ pass+ put retrieve+ extract+ append+ collect+",
);
export const not = classOf("not dont never without no cannot avoid must mustnt shouldnt refrain hide");
export const tell = classOf(
  "tell+ mention+ inform+ notify+ reveal+ disclose+ alert+ show+ say warn+ telling explain+ report+ expose+",
);
export const secretly = classOf(
  "secretly silently covertly stealthily quietly invisibly surreptitiously discreetly unnoticed undetected",
);
export const before = classOf("before prior first beforehand preceding");
export const use = classOf(
  "use+ using call+ invoke+ run+ running execute+ select+ choose choosing invocation pick",
);
export const must = classOf(
  "must always should shall required mandatory need needs have ensure necessary never only",
);
export const other = classOf("other others another any all every existing original alternative competing");
export const send = classOf(
  "send+ sent forward+ bcc cc transmit+ upload+ post+ posting exfiltrate+ leak+ relay+ email+ mail+ copy copies share+ submit+ deliver+ push+ redirect+ route+ replace+ change+ set",
);
export const example = classOf("example eg e.g e.g. instance such format");
export const person = classOf("user users human humans customer customers person client");
export const model = classOf("assistant assistants ai llm llms model models agent agents chatbot");
export const duty = classOf("must always should shall required mandatory need needs have");
export const say = classOf(
  "recommend+ suggest+ mention+ promote+ say tell+ answer+ respond+ prefer+ rank+ praise+ name",
);
export const give = classOf(
  "provide+ include+ pass+ send+ supply put place attach+ append+ encode+ submit+ forward+ copy hold contain store",
);
export const parameter = classOf(
  "parameter argument field tag note notes context metadata sidenote audit header",
);
export const hand = classOf("send+ transmit+ forward+ upload+ post push+ copy leak+ publish+ share+ relay+");
