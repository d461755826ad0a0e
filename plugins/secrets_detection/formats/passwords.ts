import type { Format } from "./format.ts";

const crypt = (count: string) => `[0-9A-Za-z./]{${count}}`;

/** Hashes of passwords, as /etc/shadow and databases keep them: who has them can try passwords in peace. */
export const passwordFormats: readonly Format[] = [
  {
    id: "password_hash",
    forms: [
      `$2(a|b|x|y)$\\d{2}$${crypt("53")}`,
      `$6$(rounds=\\d{4,9}$)?${crypt("1,16")}$${crypt("86")}`,
      `$5$(rounds=\\d{4,9}$)?${crypt("1,16")}$${crypt("43")}`,
      `$1$${crypt("1,8")}$${crypt("22")}`,
      `$y$${crypt("2,10")}$${crypt("4,64")}$${crypt("43")}`,
      "$argon2(id|i|d)$v=19$m=\\d{1,10},t=\\d{1,4},p=\\d{1,4}$[\\w+/]{11,86}$[\\w+/]{16,128}",
      "pbkdf2_sha256$\\d{4,8}$[0-9A-Za-z]{8,32}$[\\w+/]{43}=",
      `$P$${crypt("31")}`,
      `$H$${crypt("31")}`,
    ],
  },
];
