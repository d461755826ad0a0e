import { defends, type Finding, rule } from "./finding.ts";
import { classOf, type Phrase } from "./phrases.ts";

const hardSecret = classOf(
  "password passwords credential credentials secrets cookies ssh hash hashes ntlm lsass sam keychain kerberos tickets shadow tokens",
);

const offends = classOf(
  "create+ deploy+ install+ spawn+ inject+ execute+ run+ launch+ write+ build+ generate+ perform+ plant+ embed+ establish+ add+ open+ start+ use+ using via conduct+ simulate+ insert+ place+ craft+ trigger+ prepare maintain implement+",
);

const evilThing = classOf(
  "keylogger keyloggers ransomware rootkit rootkits backdoor backdoors backdoored shellcode malware trojan trojans botnet botnets spyware worm virus bootkit webshell cryptominer cryptojacking",
);

const clearEvil = classOf(
  "exfiltrate exfiltrates exfiltrated exfiltrating exfil keylog keylogger keylogging ransomware rootkit backdoored shellcode attacker attackers c2 botnet stealthily",
);

const guard = classOf(
  "security authentication auth authorization sandbox firewall firewalls uac amsi applocker selinux apparmor tcc policy protection protections restriction restrictions defender edr antivirus av filter filters detection integrity waf mfa 2fa dlp ids ips logging logs safety guardrail guardrails monitoring access controls permissions gatekeeper sip aslr dep csp locker whitelisting allowlisting allowlist validation tracing",
);

const disables = classOf(
  "bypass bypasses bypassing evade+ evasion circumvent+ defeat+ disable disables disabling subvert+ tamper+ unhook+ blind+ kill+",
);

/** Tools whose own words say that they take, break in or go around protection. */
export const malice: readonly Phrase<Finding>[] = [
  rule("malicious_purpose", 3, "says that it takes data away", [clearEvil], { unless: defends }),
  rule("malicious_purpose", 3, "makes or places malware", [offends, evilThing], {
    within: 4,
    unless: defends,
  }),
  rule("malicious_purpose", 2, "names malware", [evilThing], { unless: defends }),
  rule(
    "malicious_purpose",
    3,
    "says that something is malicious",
    [
      "malicious weaponized weaponised maliciously",
      "launch daemon agent unit code content payload binary library macro file files symlink symlinks values queries library dll job service systemd javascript launchdaemon one redirect autorun macos path zip extension package module script xpath input entry task process profile hook link links tar archive document update driver image container server proxy dns certificate",
    ],
    { within: 4, unless: defends },
  ),
  rule("malicious_purpose", 3, "opens a shell for somebody else", ["reverse bind web", "shell shells"], {
    within: 1,
    unless: defends,
  }),
  rule(
    "malicious_purpose",
    3,
    "says that it exploits something",
    [
      "exploit exploits exploiting exploited exploitation abuse abuses abusing",
      "vulnerability vulnerabilities misconfiguration misconfigurations privilege privileges service services permissions permission capabilities writable unquoted weak suid sudo kernel zerologon cve task scheduled job policy helper membership delegation trust acl token tokens relay flaw weakness bug template group bugs feature gpo dll path",
    ],
    { within: 8, unless: defends },
  ),
  rule(
    "malicious_purpose",
    3,
    "is for exploitation",
    ["for potential", "exploitation cracking hijacking takeover impersonation interception spoofing"],
    { within: 3, unless: "detect+ prevent+ protect+ against" },
  ),
  rule("malicious_purpose", 3, "raises privileges", ["privilege privileges", "escalation elevation"], {
    within: 1,
    unless: "detect+ prevent+ protect+ against check+ scan+ audit+",
  }),
  rule(
    "malicious_purpose",
    3,
    "raises privileges",
    ["escalate+ elevate+ gain+", "privilege privileges root"],
    { within: 3, unless: defends },
  ),
  rule("malicious_purpose", 3, "goes around protection", [disables, guard], {
    within: 3,
    unless:
      "branch cache detect+ prevent+ admin admins toggle enable or rule rules path paths check checks when true exception middleware",
  }),
  rule(
    "malicious_purpose",
    3,
    "steals",
    [
      "steal+ stealer stole theft harvest+ harvesting phish+ phishing",
      "credential credentials token tokens password passwords cookie cookies session sessions data key keys secret secrets identity account accounts page pages addresses wallet",
    ],
    { within: 4, unless: defends },
  ),
  rule(
    "malicious_purpose",
    3,
    "steals",
    [
      "credential credentials token tokens password passwords cookie session data oauth key identity",
      "theft stealing stealer harvesting harvester phishing dumping grabbing",
    ],
    { within: 2, unless: defends },
  ),
  rule(
    "malicious_purpose",
    3,
    "takes credentials",
    ["dump+ crack+ steal+ sniff+ capture+ intercept+ decrypt+ forge+ replay+ grab+ spray+ hook+", hardSecret],
    { within: 5, unless: defends },
  ),
  rule(
    "malicious_purpose",
    3,
    "takes credentials",
    [
      "extract+ read replicate+",
      "credential password hashes ad laps lsass ntds sam pmkid",
      "hashes credentials from strings passwords memory database password access",
    ],
    { within: 4, unless: defends },
  ),
  rule(
    "malicious_purpose",
    3,
    "guesses passwords",
    ["brute password dictionary credential", "force forcing attack attacks spray spraying stuffing"],
    { within: 1, unless: defends },
  ),
  rule("malicious_purpose", 3, "guesses passwords", ["bruteforce bruteforcing bruteforcer"], {
    unless: defends,
  }),
  rule(
    "malicious_purpose",
    3,
    "attacks",
    [
      "injection symlink deserialization attack relay overflow traversal amplification flood downgrade smuggling poisoning slip dcsync race mitm reset timing replay",
      "attack attacks against targeting",
    ],
    { within: 4, unless: defends },
  ),
  rule(
    "malicious_purpose",
    3,
    "attacks",
    ["perform+ launch+ execute+ conduct+ run+ carry mount via using for create+", "attack attacks ddos"],
    { within: 6, unless: defends },
  ),
  rule("malicious_purpose", 3, "attacks", ["attack", "chain vector payload on"], {
    within: 2,
    unless: defends,
  }),
  rule(
    "malicious_purpose",
    3,
    "injects",
    [
      "sql ldap xpath command ognl xslt template process code dll apc header expression language log crlf nosql xxe shellcode prompt environment ssti hta registry memory script",
      "injection",
    ],
    {
      within: 2,
      unless: "detect+ prevent+ protect+ against scan+ check+ sanitize+ avoid dependency",
    },
  ),
];
