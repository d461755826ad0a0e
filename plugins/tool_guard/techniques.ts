import { defends, type Finding, rule } from "./finding.ts";
import { classOf, type Phrase } from "./phrases.ts";

const check: Finding["check"] = "malicious_purpose";
const host = classOf(
  "host hosts range ranges domain domains url urls ip ips ssid bssid pid network user username email username process",
);

/** Names of what attackers do and use, as MITRE ATT&CK and testers' handbooks have them; and tools with a side door. */
export const techniques: readonly Phrase<Finding>[] = [
  rule(
    check,
    3,
    "is named for an attack's tool",
    [
      "mimikatz bloodhound sharphound psexec wmiexec smbexec kerberoast kerberoasting asreproast asreproasting dcsync zerologon printnightmare eternalblue impacket metasploit msfvenom meterpreter crackmapexec hashcat secretsdump responder evilginx gophish netexec lolbin lolbins timestomp timestomping deauth deauthentication skeleton",
    ],
    {
      unless:
        "detect+ prevent+ protect+ against defend+ skeletons loading component components page ui first responders cve advisory",
    },
  ),
  rule(check, 3, "is named for an attack", ["pass golden silver overpass", "hash ticket tickets"], {
    within: 2,
    unless: defends,
  }),
  rule(
    check,
    3,
    "logs in with stolen hashes",
    ["authenticate+ login log logon connect+", "ntlm lm kerberos", "hash hashes ticket"],
    { within: 4, unless: defends },
  ),
  rule(
    check,
    3,
    "is named for an attack",
    ["process thread dll atom ghost", "hollowing doppelganging sideloading ghosting"],
    { within: 2, unless: defends },
  ),
  rule(
    check,
    3,
    "is named for an attack",
    ["rogue evil fake", "ap access twin dhcp dns certificate hotspot"],
    { within: 1, unless: defends },
  ),
  rule(check, 3, "is named for an attack", ["zone", "transfer"], {
    within: 1,
    unless: "manage primary secondary allow time hosted",
  }),
  rule(check, 3, "is named for an attack", ["zip path directory", "slip traversal"], {
    within: 1,
    unless: "detect+ prevent+ protect+ against avoid safe graph tree recursive",
  }),
  rule(
    check,
    2,
    "looks into other processes",
    ["process proc", "memory mem environ environment", "via dump from read proc mem"],
    { within: 4 },
  ),
  rule(
    check,
    2,
    "looks into other processes",
    ["read dump access extract", "process proc", "memory environment environ"],
    { within: 3, unless: "usage heap" },
  ),
  rule(check, 3, "hides data in streams", ["ntfs", "ads alternate streams"], { within: 2 }),
  rule(
    check,
    2,
    "writes to devices",
    ["write raw direct", "device devices disk", "files file sectors blocks"],
    { within: 2 },
  ),
  rule(check, 2, "grabs what services say", ["banner service", "grab grabbing grabber"], {
    within: 1,
  }),
  rule(
    check,
    2,
    "listens in",
    ["capture sniff intercept", "probe handshake handshakes packets traffic frames beacons keystrokes"],
    { within: 4, unless: "network request requests browser page screenshot debugging" },
  ),
  rule(check, 3, "is made for an attack", [
    "recon exfil privesc cmdi keylog ransom ransomware phish backdoor botnet mitm ddos",
    "@start",
  ]),
  rule(check, 1, "takes a target", ["target", host], { within: 2 }),
  rule(
    check,
    3,
    "encrypts what others have",
    ["encrypt+", "all every victim entire", "files documents drives disk system"],
    { within: 3, unless: "backup backups rest transit decrypt+" },
  ),
  rule(check, 3, "asks for a ransom", ["ransom"], { unless: defends }),
  rule(
    check,
    3,
    "says that it exploits something",
    ["exploit exploits exploiting", "vulnerable target host hosts system server"],
    { within: 4, unless: defends },
  ),
  rule(
    check,
    3,
    "stays after it is removed",
    ["survive+ persist+", "reboot reboots restart restarts removal reinstall logout"],
    { within: 3, unless: "data session sessions settings state storage cache volume" },
  ),
  rule(
    check,
    3,
    "hides its traces",
    [
      "hide+ hidden conceal+ invisible",
      "from to",
      "task antivirus detection administrator admin administrators edr defender logs",
    ],
    { within: 2 },
  ),
  rule(
    check,
    3,
    "goes around protection",
    [
      "disable+ turn stop kill+",
      "defender antivirus firewall edr amsi selinux",
      "monitoring protection realtime real scanning antivirus service",
    ],
    { within: 3, unless: "enable whether status" },
  ),

  rule(
    check,
    3,
    "has a side door",
    [
      "optional optionally",
      "full global admin token tokens credential credentials certificate certificates key keys builtins function eval secret secrets password passwords environment user slip",
      "enumeration detection extraction harvesting inclusion access execution mode collection export dump demonstration",
    ],
    { within: 2 },
  ),
  rule(
    check,
    2,
    "has a side door",
    [
      "extract include enumerate find dump collect harvest export allow use",
      "tokens credentials passwords cookies admins builtins eval",
      "@name",
    ],
    { within: 3 },
  ),
  rule(
    check,
    3,
    "runs whatever it is given",
    ["full unrestricted unlimited complete", "shell kernel root", "access capabilities control privileges"],
    { within: 2, unless: "no not without never" },
  ),
  rule(
    check,
    3,
    "runs whatever it is given",
    ["load+ import+ execute+ run+ plugin module", "arbitrary", "file path code module url location"],
    { within: 4, unless: "sandbox sandboxed isolated safe safely no not never javascript" },
  ),
];
