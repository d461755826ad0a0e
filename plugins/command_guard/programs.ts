const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Programs and shell commands whose names are no words of a language. */
export const programs = words(`
  ls cat chmod chown chgrp rm mv cp mkdir rmdir rmmod insmod ln dd df du ps pwd wc sed awk gawk perl python python2 python3 ruby php node lua
  bash sh zsh ksh csh dash fish busybox curl wget fetch nc ncat netcat socat telnet ssh scp sftp ftp tftp rsync nmap
  whoami uname hostname ifconfig ipconfig netstat nslookup dig traceroute tracert ping ping6 arp tcpdump iptables
  passwd useradd adduser usermod sudo su crontab systemctl kill killall pkill nohup xargs tee grep egrep fgrep zgrep
  base64 base32 xxd od hexdump openssl gpg tar gzip gunzip unzip 7z mkfifo mknod mkfs fdisk umount printenv printf
  vi vim nano emacs ed tac nl uniq tr strace gdb gcc cc g++ javac npm npx pip pip3 gem apt apt-get yum apk brew docker kubectl git
  cmd powershell pwsh certutil bitsadmin mshta rundll32 regsvr32 wmic cscript wscript schtasks tasklist taskkill systeminfo icacls
  reg attrib findstr xcopy robocopy vssadmin bcdedit net1 nltest sc wevtutil
  lsof dmesg uptime lscpu lsblk getent setfacl mysqldump mysql psql sqlite3 mongo redis-cli aws gcloud az terraform
  sendmail mail mutt lpr wall eval exec source expr rev socat notepad waitfor
`);

/** Programs whose names are words as well: what stands around them decides. */
export const wordPrograms = words(`
  id env set who w last date time sleep echo find head tail sort cut more less man host mount at test true false type dir net
  more make touch file stat split join paste watch yes export alias history exit shutdown reboot halt init service ip route
  nice screen script look dir del copy move start ver vol format query finger top free users groups clear read
  timeout choice rd cat sh nc cc ed reg az sc su dig fish ruby node perl fetch mail wall eval exec source git mongo lua
`);

/** Programs whose names nobody writes for anything else. */
export const unmistakable = words(
  "whoami uname ifconfig ipconfig netstat nslookup systeminfo tasklist printenv getent lsblk lscpu",
);

export const shells = words("sh bash zsh ksh dash ash csh");

/** Of those, the ones that say enough by themselves, right after a separator. */
export const tellingWords = words("id dir env whoami who ver set ls ps pwd cat uname");

/** Words before the program that is run. */
export const prefixes = words(
  "sudo nohup exec command env time nice builtin then do else busybox start cmd /c call setsid timeout",
);

/** Programs that run what they are handed. */
export const interpreters = words(
  "sh bash zsh ksh dash ash csh fish python python2 python3 perl ruby node php pwsh powershell cmd iex invoke-expression source",
);

/** Programs whose output is somebody else's program. */
export const sources = words("curl wget fetch base64 base32 xxd openssl echo printf cat gunzip rev tr");

/** Functions of programming languages that hand a text to a shell. */
export const shellFunctions = words(
  "system exec shell_exec passthru popen proc_open pcntl_exec os.system os.popen subprocess.call subprocess.run subprocess.popen subprocess.check_output runtime.exec getruntime child_process.exec execsync spawnsync eval assert __import__ processbuilder",
);

/** Programs that tell of the machine or wait: a value that is such a command as a whole tries whether values are run. */
export const probes = words(
  "id whoami uname ls dir pwd ps ping ping6 sleep timeout ifconfig ipconfig netstat nslookup hostname ver systeminfo",
);

/** Programs that show files. */
export const readers = words("cat more less head tail type nl tac strings od xxd");
