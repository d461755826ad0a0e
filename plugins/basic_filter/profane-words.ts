/**
 * Words that are coarse in nearly every use, each line a stem and its endings (`-` is the stem itself). Words that also have
 * a plain meaning (hell, cock, dick, bloody; `slut` is Swedish for "end") and slurs are not here: the former would hit too
 * much, the latter are `harmful_content`'s.
 */
const stems: readonly string[] = [
  "fuck - s ed er ers in ing face head wit up off",
  "motherfuck er ers ing in",
  "fck ing er",
  "fuk ing er",
  "clusterfuck - s",
  "shit - s ty tier tiest ting ter ters face head heads hole storm show bag bags",
  "bullshit - s ter ting",
  "horseshit -",
  "dipshit - s",
  "batshit -",
  "bitch - es y ing in ed",
  "cunt - s y",
  "ass hole holes hat hats wipe wipes clown clowns face",
  "arse hole holes",
  "dumb ass asses fuck fucks",
  "jack ass asses off",
  "bastard - s",
  "wank - er ers ing",
  "bollocks -",
  "twat - s",
  "dickhead - s",
  "cocksuck er ers ing",
  "douchebag - s",
  "goddamn - ed it",
  "whore - s",
  "slut s ty",
  "piss - ed ing er ers",
  "stfu -",
  "gtfo -",
  // German
  "scheiss - e er en",
  "scheiß - e er en",
  "arschloch -",
  "arschlöcher -",
  "hurensohn -",
  "hurensöhne -",
  "wichser - n",
  "fotze - n",
  "verfickt - e er es en",
  // French
  "merde - s",
  "putain - s",
  "connard - s",
  "connasse - s",
  "salope - s",
  "enculé - s",
  "encule - s",
  // Spanish and Portuguese
  "mierda - s",
  "joder -",
  "gilipollas -",
  "pendejo - s",
  "pendeja - s",
  "cabrón -",
  "cabron - es",
  "hijueputa - s",
  "caralho -",
  // Italian
  "cazzo -",
  "vaffanculo -",
  "stronz o i a e",
  // Dutch
  "klootzak - ken",
  "godverdomme -",
  // Polish and Russian
  "kurwa -",
  "блядь -",
  "хуй -",
  "хуйня -",
  "пизда -",
  "пиздец -",
];

/** Every form, in lower case. */
export const profaneWords: readonly string[] = stems.flatMap((line) => {
  const [stem = "", ...endings] = line.split(" ");
  return endings.map((ending) => (ending === "-" ? stem : stem + ending));
});
