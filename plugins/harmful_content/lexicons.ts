/**
 * What people write who want to harm themselves, threaten somebody, or call for violence against a group. Whole phrases:
 * a word by itself ("suicide" in a page on prevention, "hate speech" in a policy) tells nothing. RE2, letter case ignored.
 */
export const defaultCategories: Readonly<Record<string, readonly string[]>> = {
  self_harm: [
    String.raw`\b(?:kill|hurt|harm|cut|hang|shoot|drown|starve|poison)(?:ing)?\s+myself\b`,
    String.raw`\b(?:end|take|ending|taking)\s+my\s+(?:own\s+)?life\b`,
    String.raw`\b(?:commit(?:ting)?|attempt(?:ing)?|contemplating|considering)\s+suicide\b`,
    String.raw`\bi(?:'m|\s+am)\s+(?:feeling\s+)?suicidal\b`,
    String.raw`\bself[\s-]harm(?:ing|ed)?\b`,
    String.raw`\b(?:i\s+)?(?:want(?:ed)?|wish|plan(?:ning)?|going)\s+to\s+(?:die|be\s+dead)\b`,
    String.raw`\b(?:do(?:n't|\s+not)|no\s+longer)\s+want\s+to\s+(?:live|be\s+alive)\b`,
    String.raw`\bbetter\s+off\s+(?:dead|without\s+me)\b`,
  ],
  violence: [
    String.raw`\b(?:kill|murder|shoot|stab|strangle|poison|behead|rape|torture)\s+(?:him|her|them|someone|somebody|everyone|everybody|you|my\s+(?:wife|husband|boss|neighbou?r|family|parents|teacher|girlfriend|boyfriend))\b`,
    String.raw`\b(?:i(?:'ll|\s+will|'m\s+going\s+to|\s+am\s+going\s+to)|gonna)\s+(?:kill|murder|shoot|stab)\s+\w+`,
    String.raw`\b(?:shoot|blow|burn)\s+up\s+(?:the|a|my)\s+(?:school|church|mosque|synagogue|hospital|office|building|airport|station)\b`,
    String.raw`\b(?:make|build|assemble)\s+an?\s+(?:(?:pipe|nail|car|suicide|dirty)\s+)?bomb\b`,
  ],
  hate: [
    String.raw`\b(?:kill|eradicate|exterminate|gas|lynch|wipe\s+out|get\s+rid\s+of)\s+(?:all\s+)?(?:the\s+)?[a-z]+\s+people\b`,
    String.raw`\b(?:kill|exterminate|gas|lynch|deport|wipe\s+out)\s+(?:all|every)\s+(?:the\s+)?(?:jews|muslims|christians|hindus|blacks|whites|asians|arabs|gays|immigrants|refugees|women|gypsies|foreigners)\b`,
    String.raw`\b(?:jews|muslims|christians|hindus|blacks|whites|asians|arabs|gays|immigrants|refugees|women|gypsies|foreigners)\s+(?:should|must|deserve\s+to|ought\s+to)\s+(?:all\s+)?(?:die|be\s+(?:killed|shot|gassed|exterminated|hanged|burned))\b`,
    String.raw`\b(?:are|is)\s+(?:all\s+)?(?:sub-?human|vermin|an?\s+inferior\s+race)\b`,
  ],
};
