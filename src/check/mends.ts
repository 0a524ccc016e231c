// What `zonecheck --fix` does about which rule: repairs that are right whatever else is in the file, and whatever was meant.

export const mends: Readonly<Record<string, string>> = {
  'missing-dot': 'adds the dot',
  'ptr-target-dot': 'adds the dot',
  'mx-target-missing': 'adds the dot, where the name ends with its zone twice',
  'ns-target-missing': 'adds the dot, where the name ends with its zone twice',
  'srv-target-missing': 'adds the dot, where the name ends with its zone twice',
  'svcb-target-missing': 'adds the dot, where the name ends with its zone twice',
  'duplicate-record':
    'deletes the line, where it holds nothing else and no record below takes its owner or TTL from it',
  'ttl-mismatch': 'writes the TTL of the first record, where no record below takes its TTL from the line',
  'deprecated-type': 'writes TXT in place of SPF, where the name has one policy',
  'null-mx-preference': 'writes 0',
  'bad-rdata':
    'makes a comment of what stands behind complete data, where it begins as comments of other languages do (`#`, `//`, `--` …), or stands behind an address and is several words, none of them an address, a number with a unit or a type; a word behind a name, or one word alone, may be a second name that somebody wants to be served, and stays an error',
}
