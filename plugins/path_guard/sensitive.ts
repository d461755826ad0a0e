/** Files that hold accounts, keys and settings of a machine, wherever a path to them starts. */
const files: readonly RegExp[] = [
  /(?:^|[/\\])etc[/\\]{1,8}(?:passwd|shadow|gshadow|group|sudoers|hosts|hostname|issue|motd|crontab|fstab|mtab|profile|bashrc|resolv\.conf|exports|environment|krb5\.keytab|master\.passwd)(?![a-z0-9_])|(?:^|[/\\])etc[/\\]{1,8}(?:security[/\\]|ssh[/\\]|ssl[/\\]private|cron|init\.d|nginx[/\\]|apache2?[/\\]|httpd[/\\]|mysql[/\\]|kubernetes[/\\])/,
  /(?:^|[/\\])proc[/\\](?:self|\d{1,8}|thread-self|version|cmdline|sched_debug|net[/\\]|mounts|kcore)/,
  /(?:^|[/\\])\.(?:ssh|aws|gnupg|kube|docker|azure|config[/\\]gcloud|password-store)(?:[/\\]|$)/,
  /(?:^|[/\\])\.(?:env(?:\.[a-z]{1,20})?|git[/\\]config|git-credentials|netrc|pgpass|npmrc|pypirc|htpasswd|htaccess|bash_history|zsh_history|mysql_history|psql_history|my\.cnf|vault-token|terraformrc)$/,
  /(?:^|[/\\])(?:id_rsa|id_dsa|id_ecdsa|id_ed25519|authorized_keys|known_hosts|shadow|credentials\.json|service-account\.json|kubeconfig|wp-config\.php|web\.config|global\.asax?|applicationhost\.config)(?:\.bak|\.old|~)?$/,
  /web-inf[/\\]|^[a-z]:[a-z]{0,20}(?:win|boot|system)\.ini$|(?:^|[/\\:])inetpub[/\\]/,
  /(?:^|[/\\])(?:win(?:dows|nt)?)[/\\]{1,8}(?:win\.ini|system\.ini|system32|repair|panther|debug|inf|temp)/,
  /(?:^|[/\\:])(?:boot\.ini|win\.ini|system\.ini|ntuser\.dat|sam|security|unattend\.xml|pagefile\.sys)$/,
  /(?:^|[/\\])(?:var[/\\](?:log[/\\](?:auth|secure|messages|syslog|apache2?|nginx|httpd|mysql|audit|wtmp|btmp|lastlog)|run[/\\](?:secrets|docker\.sock|utmp)|spool[/\\]cron|lib[/\\](?:kubelet|docker))|run[/\\]secrets|root[/\\]\.|private[/\\]etc|boot[/\\]grub)/,
  /(?:^|[/\\])(?:dev[/\\](?:mem|kmem|sd[a-z]|nvme|hd[a-z]|tcp|udp|random$|zero$)|sys[/\\](?:firmware|class[/\\]net|kernel))/,
];

/** A text, in lower case and read as a path, that ends at or leads through such a file. */
export function isSensitive(path: string): boolean {
  return files.some((file) => file.test(path));
}

/** Such a file after dots or a drive, whose separators some layer took for escapes and dropped. */
export function isSensitiveWithoutSeparators(path: string): boolean {
  return (
    path.length < 1000 &&
    /^(?:\.{2,500}|[a-z]:)[a-z-]{0,40}(?:passwd|shadow|hosts|(?:win|boot|oot|system)\.ini|web\.xml|global\.asax?)$/.test(
      path,
    )
  );
}
