import { defends, type Finding, rule } from "./finding.ts";
import { classOf, type Phrase, phraseReader } from "./phrases.ts";

const user = classOf("user users human humans operator customer person client anyone them him her");
const tool = classOf(
  "tool tools function functions server servers plugin plugins action actions operation operations",
);
const secret = classOf(
  "password passwords credential credentials secret secrets token tokens key keys cookie cookies session ssh conversation conversations history prompt messages emails contents private sensitive data confidential",
);
const rules = classOf(
  "instruction instructions rule rules prompt prompts guideline guidelines safety guardrails policy policies directive directives restrictions",
);
const ignore = classOf("ignore+ disregard+ forget override+ bypass+ overrule+ disobey+ neglect");
const read = classOf(
  "read reads reading load+ open+ cat fetch+ access+ get include+ provide+ pass+ put retrieve+ extract+ append+ collect+",
);
const not = classOf("not dont never without no cannot avoid must mustnt shouldnt refrain hide");

const tell = classOf(
  "tell+ mention+ inform+ notify+ reveal+ disclose+ alert+ show+ say warn+ telling explain+ report+ expose+",
);

const secretly = classOf(
  "secretly silently covertly stealthily quietly invisibly surreptitiously discreetly unnoticed undetected",
);

const before = classOf("before prior first beforehand preceding");

const use = classOf("use+ using call+ invoke+ run+ running execute+ select+ choose choosing invocation pick");

const must = classOf(
  "must always should shall required mandatory need needs have ensure necessary never only",
);

const other = classOf("other others another any all every existing original alternative competing");

const send = classOf(
  "send+ sent forward+ bcc cc transmit+ upload+ post+ posting exfiltrate+ leak+ relay+ email+ mail+ copy copies share+ submit+ deliver+ push+ redirect+ route+ replace+ change+ set",
);

const example = classOf("example eg e.g e.g. instance such format");

/** Instructions to the model, what it is to hide, and what it is to hand over. */
const poisoning: readonly Phrase<Finding>[] = [
  rule(
    "instructions",
    3,
    "tells the model to ignore its instructions",
    [
      ignore,
      classOf("all any previous prior above other your earlier safety system the existing user"),
      rules,
    ],
    { within: 3, unless: classOf("detect+ prevent+") },
  ),
  rule(
    "instructions",
    3,
    "tells the model to ignore checks",
    [
      classOf("ignore+ disregard+ skip+"),
      classOf("safety security"),
      classOf("checks check rules guidelines measures"),
    ],
    { within: 2 },
  ),
  rule(
    "instructions",
    3,
    "tells what to read or do before the tool is used",
    [before, use, classOf("this the"), tool, must, read],
    { within: 8 },
  ),
  rule(
    "instructions",
    3,
    "tells what to read before the tool is used",
    [
      before,
      use,
      classOf("this any other the"),
      tool,
      read,
      classOf("file files contents config key keys history messages env credentials"),
    ],
    { within: 8 },
  ),
  rule(
    "instructions",
    3,
    "says that the tool fails without a secret in a parameter",
    [
      classOf("otherwise else wont will"),
      classOf("not fail fails work"),
      read,
      classOf("sidenote contents file secret"),
    ],
    { within: 10 },
  ),
  rule(
    "instructions",
    2,
    "speaks to the model",
    [
      classOf("you youre"),
      classOf("are"),
      classOf("now an a"),
      classOf("assistant ai model agent llm admin administrator unrestricted"),
    ],
    { within: 3 },
  ),
  rule(
    "instructions",
    2,
    "makes its own use a duty",
    [
      must,
      classOf("be"),
      classOf("called used invoked executed run"),
      classOf("first before every each after whenever immediately automatically"),
    ],
    { within: 4 },
  ),
  rule(
    "instructions",
    2,
    "demands to run on every message",
    [
      use,
      classOf("this"),
      tool,
      classOf("every each all any"),
      classOf("message conversation request query turn interaction response time question"),
    ],
    { within: 6 },
  ),
  rule(
    "instructions",
    2,
    "demands a step of the model",
    [
      classOf("important critical mandatory required warning notice attention"),
      classOf("you"),
      classOf("must always need have"),
    ],
    { within: 8 },
  ),
  rule("concealment", 3, "is to be kept from the user", [not, tell, user], { within: 4 }),
  rule(
    "concealment",
    3,
    "is to be kept from the user",
    [
      classOf("without"),
      classOf("users user the their any explicit"),
      classOf("knowledge consent awareness noticing permission knowing approval realizing confirmation"),
    ],
    { within: 3, unless: defends },
  ),
  rule(
    "concealment",
    3,
    "is to be kept from the user",
    [
      classOf("keep+ stay remain"),
      classOf("secret hidden confidential undisclosed"),
      classOf("from to"),
      user,
    ],
    { within: 4 },
  ),
  rule(
    "concealment",
    3,
    "is to be kept from the user",
    [
      classOf("user users human"),
      classOf("not never unaware wont doesnt mustnt cant shouldnt"),
      classOf("see know notice told informed aware realize suspect visible shown"),
    ],
    { within: 4 },
  ),
  rule(
    "concealment",
    3,
    "is to be kept out of the answer",
    [
      classOf("not dont never"),
      classOf("mention+ reveal+ disclose+ include"),
      classOf("this that it these"),
      classOf("response answer output reply instruction instructions step"),
    ],
    { within: 6 },
  ),
  rule(
    "concealment",
    3,
    "acts in secret",
    [
      secretly,
      classOf(
        "send+ forward+ copy copies upload+ collect+ record+ capture+ log+ logs logging add+ append+ transmit+ include+ redirect+ exfiltrate+ monitor+ read modify+ install+ execute+ run+",
      ),
    ],
    { within: 3 },
  ),
  rule(
    "concealment",
    3,
    "acts in secret",
    [
      classOf(
        "send+ forward+ copy upload+ collect+ record+ capture+ log+ transmit+ redirect+ monitor+ modify+ run+",
      ),
      classOf("secretly covertly surreptitiously stealthily invisibly"),
    ],
    { within: 6 },
  ),
  rule(
    "exfiltration",
    3,
    "hands data to an address",
    [
      classOf(
        "send+ sent forward+ bcc cc transmit+ exfiltrate+ leak+ relay+ copy copied redirect+ replace+ change+ set",
      ),
      classOf("@mail"),
    ],
    { within: 14, unless: example },
  ),
  rule(
    "exfiltration",
    3,
    "hands data to a place of its own",
    [send, secret, classOf("to at via"), classOf("@url @mail")],
    { within: 8, unless: classOf("example eg docs see documentation") },
  ),
  rule(
    "exfiltration",
    3,
    "hands data to a place of its own",
    [
      send,
      classOf("all every any users user conversation full entire"),
      classOf("data messages information input inputs output history emails files content contents results"),
      classOf("external remote third attacker attackers our my server @url @mail"),
    ],
    { within: 7, unless: classOf("example eg docs see documentation not never") },
  ),
  rule(
    "exfiltration",
    3,
    "copies what it is used for elsewhere",
    [
      classOf("also additionally simultaneously automatically always"),
      classOf("send+ forward+ bcc copy upload+ post+ cc transmit+"),
      classOf(
        "copy data contents result results messages message email emails information conversation @url @mail",
      ),
    ],
    { within: 8, unless: classOf("you can may option optionally") },
  ),
  rule(
    "steering",
    3,
    "turns the model away from other tools",
    [classOf("never not dont avoid stop"), use, classOf("other another any original"), tool],
    { within: 4, unless: classOf("if unless when") },
  ),
  rule(
    "steering",
    3,
    "takes the place of other tools",
    [
      must,
      classOf("instead rather before over replace replaces priority preference"),
      classOf("of than over all any other every"),
      classOf("other any all every original"),
      tool,
    ],
    { within: 8 },
  ),
  rule(
    "steering",
    3,
    "puts itself above other tools",
    [
      classOf(
        "prefer+ choose select prioritize+ priority preferred superior better best over rank+ highest trustworthy reliable",
      ),
      classOf("over than above to before among of"),
      classOf("all any other every"),
      tool,
    ],
    { within: 5, unless: classOf("if unless parallel order") },
  ),
  rule(
    "steering",
    2,
    "speaks of other tools as broken",
    [
      other,
      tool,
      classOf(
        "deprecated broken unsafe obsolete outdated insecure malfunctioning unreliable disabled compromised",
      ),
    ],
    { within: 5 },
  ),
  rule(
    "steering",
    3,
    "changes how another tool is used",
    [
      classOf("when whenever if"),
      use,
      classOf("tool function send email transfer payment message"),
      classOf("must always"),
      classOf("recipient amount address parameter argument bcc number destination @mail"),
    ],
    { within: 10 },
  ),
  rule(
    "parameters",
    3,
    "asks for what the model was told",
    [
      classOf("full entire complete whole all your current"),
      classOf("conversation chat system previous"),
      classOf("history prompt transcript context messages instructions"),
    ],
    {
      within: 3,
      unless: classOf(
        "get gets list+ return+ retrieve+ fetch+ search+ summary summarize+ delete+ channel channel's thread store+ manage+ clear+ reset+",
      ),
    },
  ),
  rule(
    "parameters",
    3,
    "asks for a secret of the model's side",
    [
      read,
      classOf("your users user"),
      classOf("password passwords ssh private environment env credential credentials system mcp"),
      classOf(
        "password key keys variables variable credentials prompt here configuration config contents file",
      ),
    ],
    { within: 4, unless: defends },
  ),
  rule(
    "authority",
    2,
    "claims an authority",
    [
      classOf("required mandated authorized approved mandatory ordered instructed directed demanded"),
      classOf("by for"),
      classOf(
        "security compliance administrator admin system anthropic openai legal gdpr protocol it policy regulations management developers",
      ),
    ],
    { within: 3 },
  ),
  rule(
    "authority",
    1,
    "claims an authority",
    [
      classOf("mandatory critical official"),
      classOf("security compliance system protocol"),
      classOf("step requirement check protocol policy procedure update notice verification directive"),
    ],
    { within: 3 },
  ),
];

/** Finds which of them a text holds. */
export const readPoisoning = phraseReader(poisoning);
