// A small campus for the examples of rules about reverse zones: the heading of its reverse zone, and the zone that has the names.

export const reverseHeading: readonly string[] = [
  '$ORIGIN 2.0.192.in-addr.arpa.',
  '$TTL 1h',
  '@   SOA  ns.example.com. hostmaster.example.com. 2026010101 1d 2h 4w 1h',
  '@   NS   ns.example.com.',
  '@   NS   ns.example.net.',
  '53  PTR  ns.example.com.',
]

export const forwardZone: Readonly<Record<string, readonly string[]>> = {
  'example.com.': [
    '@      SOA    ns hostmaster 2026010101 1d 2h 4w 1h',
    '@      NS     ns',
    '@      NS     ns.example.net.',
    'ns     A      192.0.2.53',
    'hosta  A      192.0.2.10',
    'www    CNAME  hosta',
  ],
}
