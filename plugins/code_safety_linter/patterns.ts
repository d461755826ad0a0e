/**
 * What runs code that comes from elsewhere, or destroys data. Methods of the same names are left out: `regex.exec(…)`
 * in JavaScript and `model.eval()` in PyTorch run nothing. RE2 syntax.
 */
export const defaultPatterns: readonly string[] = [
  // Python, PHP, JavaScript, Ruby, Perl: code out of a text
  String.raw`(?:^|[^.\w>])(?:eval|exec)\s*\(\s*[^\s)]`,
  String.raw`\b__import__\s*\(`,
  String.raw`\bnew\s+Function\s*\(`,
  // a shell, or another program
  String.raw`\bos\s*\.\s*(?:system|popen|exec[lv]p?e?|spawn[lv]p?e?)\s*\(`,
  String.raw`\bsubprocess\s*\.\s*(?:Popen|call|run|check_call|check_output|getoutput|getstatusoutput)\s*\(`,
  String.raw`\b(?:shell_exec|passthru|proc_open|pcntl_exec)\s*\(`,
  String.raw`\bchild_process\b`,
  String.raw`\bgetRuntime\s*\(\s*\)\s*\.\s*exec\s*\(`,
  String.raw`(?i)\b(?:Invoke-Expression|iex)\s*[(\s]+(?:\$|\(|New-Object|Invoke-WebRequest|iwr\b)`,
  // objects that run code when they are read
  String.raw`\b(?:pickle|cPickle|dill|marshal)\s*\.\s*loads?\s*\(`,
  // what was fetched goes to a shell
  String.raw`\b(?:curl|wget)\b[^\n|;]{0,500}\|\s*(?:sudo\s+)?(?:ba|z|da|k)?sh\b`,
  // data and disks
  String.raw`\brm\s+(?:-[a-zA-Z-]+\s+){0,5}-(?:[a-zA-Z]*r[a-zA-Z]*f|[a-zA-Z]*f[a-zA-Z]*[rR]|[a-zA-Z]*R[a-zA-Z]*f)[a-zA-Z]*\b`,
  String.raw`\brm\s+(?:-[rR]\s+-f|-f\s+-[rR]|--recursive\s+--force|--force\s+--recursive)\b`,
  String.raw`\bshutil\s*\.\s*rmtree\s*\(`,
  String.raw`\bmkfs(?:\.\w+)?\s+(?:-\S+\s+){0,5}/dev/`,
  String.raw`\bdd\s[^\n]{0,200}\bof=/dev/(?:sd|hd|nvme|vd|xvd|mmcblk|disk)`,
  // processes without end
  String.raw`:\s*\(\s*\)\s*\{\s*:\s*\|\s*:\s*&\s*\}\s*;\s*:`,
];
