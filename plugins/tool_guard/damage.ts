import { defends, type Finding, rule } from "./finding.ts";
import type { Phrase } from "./phrases.ts";

/** Tools whose own words say that they attack, hide or destroy. */
export const damage: readonly Phrase<Finding>[] = [
  rule(
    "malicious_purpose",
    3,
    "injects",
    [
      "inject+ injecting",
      "code payload shellcode malicious library dll process thread hook queries commands memory",
    ],
    { within: 4, unless: "page browser css dependency detect+ prevent+ tab" },
  ),
  rule(
    "malicious_purpose",
    3,
    "takes over",
    [
      "hijack+ takeover spoof+ impersonate+ poison+",
      "session sessions dns arp socket path service process dll account user clipboard domain thread token com bgp llmnr traffic user users sender email tool tools cache credentials object search",
    ],
    { within: 5, unless: defends },
  ),
  rule(
    "malicious_purpose",
    3,
    "takes over",
    [
      "session dll path account dns clipboard thread com token browser arp ip mac",
      "hijack hijacking hijacker takeover spoofing poisoning",
    ],
    { within: 2, unless: defends },
  ),
  rule("malicious_purpose", 3, "stands in between", ["man", "middle"], {
    within: 3,
    unless: defends,
  }),
  rule(
    "malicious_purpose",
    3,
    "hides its traces",
    [
      "hide+ hidden conceal+ cloak+ covert obfuscate+ disguise+ smuggle+ tunnel+",
      "data process processes file files payload traffic channel channels activity communication malware tracks extended",
    ],
    {
      within: 5,
      unless:
        "list+ include+ show+ including excluding ignore folders columns from whether detect+ unhide search+ dot",
    },
  ),
  rule(
    "malicious_purpose",
    3,
    "hides its traces",
    [
      "clear+ delete+ wipe+ erase+ remove+ destroy+ tamper+ modify+",
      "event audit security system forensic bash shell",
      "log logs history evidence artifacts trail tracks",
    ],
    { within: 3, unless: defends },
  ),
  rule(
    "malicious_purpose",
    3,
    "hides its traces",
    [
      "anti evade+ evasion avoid+ defeat+",
      "forensic forensics debugging debugger analysis detection antivirus edr sandbox vm",
    ],
    { within: 2, unless: "collision bot" },
  ),
  rule(
    "malicious_purpose",
    3,
    "breaks out",
    ["escape+ breakout break", "container sandbox virtual vm jail chroot hypervisor host"],
    { within: 4, unless: "string characters html url detect+ prevent+ sequences" },
  ),
  rule(
    "malicious_purpose",
    3,
    "exhausts what others need",
    [
      "exhaust+ overload+ flood+ crash+ bomb",
      "filesystem inodes process processes table memory cpu disk system resources server network bandwidth descriptors",
    ],
    { within: 4, unless: defends },
  ),
  rule("malicious_purpose", 3, "exhausts what others need", ["fork zip decompression xml", "bomb bombs"], {
    within: 1,
    unless: defends,
  }),
  rule("malicious_purpose", 3, "exhausts what others need", ["denial", "service"], {
    within: 2,
    unless: defends,
  }),
  rule(
    "malicious_purpose",
    3,
    "destroys",
    [
      "corrupt+ overwrite+ destroy+ wipe+ brick+ sabotage+",
      "file contents boot mbr firmware system legitimate deleted backups filesystem disk shadow database critical",
    ],
    {
      within: 4,
      unless: "existing if will caution warning complete completely detect+ avoid+ prevent+ may without",
    },
  ),
  rule(
    "malicious_purpose",
    3,
    "stays after it is removed",
    ["maintain+ establish+ achieve+ install+ gain+ for", "persistence persistent"],
    { within: 2, unless: "data storage volume volumes session layer database disk connection" },
  ),
  rule(
    "malicious_purpose",
    3,
    "runs whatever it is given",
    [
      "arbitrary encoded remote injected",
      "shell powershell code command commands python",
      "command commands code eval target remote victim system",
    ],
    { within: 4, unless: "sandbox sandboxed isolated safe safely" },
  ),
  rule(
    "malicious_purpose",
    3,
    "copies what is sensitive",
    ["sensitive critical", "file files system", "copying linking scanning deletion exfiltration stealing"],
    { within: 3, unless: "detect+ prevent+ against" },
  ),
  rule(
    "malicious_purpose",
    3,
    "talks to a controller",
    ["command c2 cnc", "control beacon beaconing channel server callback"],
    { within: 2, unless: "detect+ version source access line palette smart home remote panel" },
  ),
  rule(
    "malicious_purpose",
    2,
    "speaks of a victim",
    ["victim victims attacker attackers stealth stealthy adversary undetected lateral"],
    { unless: defends },
  ),
  rule("malicious_purpose", 3, "moves from machine to machine", ["lateral", "movement"], {
    within: 1,
    unless: defends,
  }),
  rule(
    "malicious_purpose",
    2,
    "explores a target",
    [
      "recon reconnaissance enumerate+ enum fingerprint+",
      "host hosts domain network services service resources buckets exports storage images users accounts ports shares target",
    ],
    { within: 6 },
  ),
  rule("malicious_purpose", 2, "is made for reconnaissance", [
    "recon reconnaissance privesc pentest redteam",
  ]),
];
