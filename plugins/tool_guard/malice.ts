import { defends, type Finding, rule } from "./finding.ts";
import { classOf, type Phrase, phraseReader } from "./phrases.ts";

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
  "bypass+ evade+ evasion circumvent+ defeat+ disable+ subvert+ tamper+ unhook+ blind+ kill+",
);

/** Tools whose own words say that they attack. */
const malice: readonly Phrase<Finding>[] = [
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
      classOf("malicious weaponized weaponised maliciously"),
      classOf(
        "launch daemon agent unit code content payload binary library macro file files symlink symlinks values queries library dll job service systemd javascript launchdaemon one redirect autorun macos path zip extension package module script xpath input entry task process profile hook link links tar archive document update driver image container server proxy dns certificate",
      ),
    ],
    { within: 4, unless: defends },
  ),
  rule(
    "malicious_purpose",
    3,
    "opens a shell for somebody else",
    [classOf("reverse bind web"), classOf("shell shells")],
    { within: 1, unless: defends },
  ),
  rule(
    "malicious_purpose",
    3,
    "says that it exploits something",
    [
      classOf("exploit exploits exploiting exploited exploitation abuse abuses abusing"),
      classOf(
        "vulnerability vulnerabilities misconfiguration misconfigurations privilege privileges service services permissions permission capabilities writable unquoted weak suid sudo kernel zerologon cve task scheduled job policy helper membership delegation trust acl token tokens relay flaw weakness bug template group bugs feature gpo dll path",
      ),
    ],
    { within: 8, unless: defends },
  ),
  rule(
    "malicious_purpose",
    3,
    "is for exploitation",
    [
      classOf("for potential"),
      classOf("exploitation cracking hijacking takeover impersonation interception spoofing"),
    ],
    { within: 3, unless: classOf("detect+ prevent+ protect+ against") },
  ),
  rule(
    "malicious_purpose",
    3,
    "raises privileges",
    [classOf("privilege privileges"), classOf("escalation elevation")],
    { within: 1, unless: classOf("detect+ prevent+ protect+ against check+ scan+ audit+") },
  ),
  rule(
    "malicious_purpose",
    3,
    "raises privileges",
    [classOf("escalate+ elevate+ gain+"), classOf("privilege privileges root")],
    { within: 3, unless: defends },
  ),
  rule("malicious_purpose", 3, "goes around protection", [disables, guard], {
    within: 3,
    unless: classOf("branch cache detect+ prevent+ admin admins toggle enable or rule rules"),
  }),
  rule(
    "malicious_purpose",
    3,
    "steals",
    [
      classOf("steal+ stealer stole theft harvest+ harvesting phish+ phishing"),
      classOf(
        "credential credentials token tokens password passwords cookie cookies session sessions data key keys secret secrets identity account accounts page pages addresses wallet",
      ),
    ],
    { within: 4, unless: defends },
  ),
  rule(
    "malicious_purpose",
    3,
    "steals",
    [
      classOf(
        "credential credentials token tokens password passwords cookie session data oauth key identity",
      ),
      classOf("theft stealing stealer harvesting harvester phishing dumping grabbing"),
    ],
    { within: 2, unless: defends },
  ),
  rule(
    "malicious_purpose",
    3,
    "takes credentials",
    [
      classOf("dump+ crack+ steal+ sniff+ capture+ intercept+ decrypt+ forge+ replay+ grab+ spray+ hook+"),
      hardSecret,
    ],
    { within: 5, unless: defends },
  ),
  rule(
    "malicious_purpose",
    3,
    "takes credentials",
    [
      classOf("extract+ read replicate+"),
      classOf("credential password hashes ad laps lsass ntds sam pmkid"),
      classOf("hashes credentials from strings passwords memory database password access"),
    ],
    { within: 4, unless: defends },
  ),
  rule(
    "malicious_purpose",
    3,
    "guesses passwords",
    [
      classOf("brute password dictionary credential"),
      classOf("force forcing attack attacks spray spraying stuffing"),
    ],
    { within: 1, unless: defends },
  ),
  rule("malicious_purpose", 3, "guesses passwords", [classOf("bruteforce bruteforcing bruteforcer")], {
    unless: defends,
  }),
  rule(
    "malicious_purpose",
    3,
    "attacks",
    [
      classOf(
        "injection symlink deserialization attack relay overflow traversal amplification flood downgrade smuggling poisoning slip dcsync race mitm reset timing replay",
      ),
      classOf("attack attacks against targeting"),
    ],
    { within: 4, unless: defends },
  ),
  rule(
    "malicious_purpose",
    3,
    "attacks",
    [
      classOf("perform+ launch+ execute+ conduct+ run+ carry mount via using for create+"),
      classOf("attack attacks ddos"),
    ],
    { within: 6, unless: defends },
  ),
  rule("malicious_purpose", 3, "attacks", [classOf("attack"), classOf("chain vector payload on")], {
    within: 2,
    unless: defends,
  }),
  rule(
    "malicious_purpose",
    3,
    "injects",
    [
      classOf(
        "sql ldap xpath command ognl xslt template process code dll apc header expression language log crlf nosql xxe shellcode prompt environment ssti hta registry memory script",
      ),
      classOf("injection"),
    ],
    {
      within: 2,
      unless: classOf("detect+ prevent+ protect+ against scan+ check+ sanitize+ avoid dependency"),
    },
  ),
  rule(
    "malicious_purpose",
    3,
    "injects",
    [
      classOf("inject+ injecting"),
      classOf("code payload shellcode malicious library dll process thread hook queries commands memory"),
    ],
    { within: 4, unless: classOf("page browser css dependency detect+ prevent+ tab") },
  ),
  rule(
    "malicious_purpose",
    3,
    "takes over",
    [
      classOf("hijack+ takeover spoof+ impersonate+ poison+"),
      classOf(
        "session sessions dns arp socket path service process dll account user clipboard domain thread token com bgp llmnr traffic user users sender email tool tools cache credentials object search",
      ),
    ],
    { within: 5, unless: defends },
  ),
  rule(
    "malicious_purpose",
    3,
    "takes over",
    [
      classOf("session dll path account dns clipboard thread com token browser arp ip mac"),
      classOf("hijack hijacking hijacker takeover spoofing poisoning"),
    ],
    { within: 2, unless: defends },
  ),
  rule("malicious_purpose", 3, "stands in between", [classOf("man"), classOf("middle")], {
    within: 3,
    unless: defends,
  }),
  rule(
    "malicious_purpose",
    3,
    "hides its traces",
    [
      classOf("hide+ hidden conceal+ cloak+ covert obfuscate+ disguise+ smuggle+ tunnel+"),
      classOf(
        "data process processes file files payload traffic channel channels activity communication malware tracks extended",
      ),
    ],
    {
      within: 5,
      unless: classOf(
        "list+ include+ show+ including excluding ignore folders columns from whether detect+ unhide search+ dot",
      ),
    },
  ),
  rule(
    "malicious_purpose",
    3,
    "hides its traces",
    [
      classOf("clear+ delete+ wipe+ erase+ remove+ destroy+ tamper+ modify+"),
      classOf("event audit security system forensic bash shell"),
      classOf("log logs history evidence artifacts trail tracks"),
    ],
    { within: 3, unless: defends },
  ),
  rule(
    "malicious_purpose",
    3,
    "hides its traces",
    [
      classOf("anti evade+ evasion avoid+ defeat+"),
      classOf("forensic forensics debugging debugger analysis detection antivirus edr sandbox vm"),
    ],
    { within: 2, unless: classOf("collision bot") },
  ),
  rule(
    "malicious_purpose",
    3,
    "breaks out",
    [classOf("escape+ breakout break"), classOf("container sandbox virtual vm jail chroot hypervisor host")],
    { within: 4, unless: classOf("string characters html url detect+ prevent+ sequences") },
  ),
  rule(
    "malicious_purpose",
    3,
    "exhausts what others need",
    [
      classOf("exhaust+ overload+ flood+ crash+ bomb"),
      classOf(
        "filesystem inodes process processes table memory cpu disk system resources server network bandwidth descriptors",
      ),
    ],
    { within: 4, unless: defends },
  ),
  rule(
    "malicious_purpose",
    3,
    "exhausts what others need",
    [classOf("fork zip decompression xml"), classOf("bomb bombs")],
    { within: 1, unless: defends },
  ),
  rule("malicious_purpose", 3, "exhausts what others need", [classOf("denial"), classOf("service")], {
    within: 2,
    unless: defends,
  }),
  rule(
    "malicious_purpose",
    3,
    "destroys",
    [
      classOf("corrupt+ overwrite+ destroy+ wipe+ brick+ sabotage+"),
      classOf(
        "file contents boot mbr firmware system legitimate deleted backups filesystem disk shadow database critical",
      ),
    ],
    {
      within: 4,
      unless: classOf(
        "existing if will caution warning complete completely detect+ avoid+ prevent+ may without",
      ),
    },
  ),
  rule(
    "malicious_purpose",
    3,
    "stays after it is removed",
    [classOf("maintain+ establish+ achieve+ install+ gain+ for"), classOf("persistence persistent")],
    { within: 2, unless: classOf("data storage volume volumes session layer database disk connection") },
  ),
  rule(
    "malicious_purpose",
    3,
    "runs whatever it is given",
    [
      classOf("arbitrary encoded remote injected"),
      classOf("shell powershell code command commands python"),
      classOf("command commands code eval target remote victim system"),
    ],
    { within: 4, unless: classOf("sandbox sandboxed isolated safe safely") },
  ),
  rule(
    "malicious_purpose",
    3,
    "copies what is sensitive",
    [
      classOf("sensitive critical"),
      classOf("file files system"),
      classOf("copying linking scanning deletion exfiltration stealing"),
    ],
    { within: 3, unless: classOf("detect+ prevent+ against") },
  ),
  rule(
    "malicious_purpose",
    3,
    "talks to a controller",
    [classOf("command c2 cnc"), classOf("control beacon beaconing channel server callback")],
    { within: 2, unless: classOf("detect+ version source access line palette smart home remote panel") },
  ),
  rule(
    "malicious_purpose",
    2,
    "speaks of a victim",
    [classOf("victim victims attacker attackers stealth stealthy adversary undetected lateral")],
    { unless: defends },
  ),
  rule("malicious_purpose", 3, "moves from machine to machine", [classOf("lateral"), classOf("movement")], {
    within: 1,
    unless: defends,
  }),
  rule(
    "malicious_purpose",
    2,
    "explores a target",
    [
      classOf("recon reconnaissance enumerate+ enum fingerprint+"),
      classOf(
        "host hosts domain network services service resources buckets exports storage images users accounts ports shares target",
      ),
    ],
    { within: 6 },
  ),
  rule("malicious_purpose", 1, "is made for reconnaissance", [
    classOf("recon reconnaissance privesc pentest redteam"),
  ]),
];

/** Finds which of them a text holds. */
export const readMalice = phraseReader(malice);
