// What `zonecheck --fix` does about which rule: repairs that are right whatever else is in the file, and whatever was meant.

const forgottenDot =
  'adds the dot, where the name ends with its zone twice, or is hardly anything but a name of somebody else: it ends with `com`, has three labels and ends with `net`, `org`, `edu` or `gov`, or lies in a domain that the file names elsewhere with its dot'

export const mends: Readonly<Record<string, string>> = {
  'origin-dot': 'adds the dot; nothing below such a line is mended before it is',
  'missing-dot': 'adds the dot, where the word lacks nothing else',
  'ptr-target-dot': 'adds the dot, where the name ends with a top-level domain',
  'mx-target-missing': forgottenDot,
  'delegation-target-missing': forgottenDot,
  'delegation-target-partial': forgottenDot,
  'ns-target-missing': forgottenDot,
  'srv-target-missing': forgottenDot,
  'svcb-target-missing': forgottenDot,
  'cname-target-missing': forgottenDot,
  'duplicate-record':
    'deletes the line, where it holds nothing else and no record below takes its owner or TTL from it',
  'outside-glue': 'deletes the line, where it holds nothing else and no record below takes its owner or TTL from it',
  'ttl-mismatch': 'writes the TTL of the first record, where no record below takes its TTL from the line',
  'deprecated-type': 'writes TXT in place of SPF, where the name has one policy',
  'null-mx-preference': 'writes 0',
  syntax:
    'makes a comment of a line that begins as comments of other languages do (`#`, `//`, `--` …) and holds no record',
  'bad-rdata':
    'splits a text of more than 255 octets into several; makes a comment of what stands behind complete data, where it begins as comments of other languages do (`#`, `//`, `--` …), or stands behind an address and is several words, none of them an address, a number with a unit or a type; a word behind a name, or one word alone, may be a second name that somebody wants to be served, and stays an error',
}
