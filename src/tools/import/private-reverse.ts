// Reverse zones of addresses that nobody has on the internet (RFC 6303 §4): resolvers answer for these by themselves.

export const PRIVATE_REVERSE: readonly string[] = [
  '10.in-addr.arpa.',
  ...Array.from({ length: 16 }, (_, i) => `${16 + i}.172.in-addr.arpa.`),
  '168.192.in-addr.arpa.',
  '254.169.in-addr.arpa.',
  '127.in-addr.arpa.',
  '0.in-addr.arpa.',
  '2.0.192.in-addr.arpa.',
  '100.51.198.in-addr.arpa.',
  '113.0.203.in-addr.arpa.',
  ...Array.from({ length: 64 }, (_, i) => `${64 + i}.100.in-addr.arpa.`),
  'd.f.ip6.arpa.',
  '8.e.f.ip6.arpa.',
  '9.e.f.ip6.arpa.',
  'a.e.f.ip6.arpa.',
  'b.e.f.ip6.arpa.',
  '8.b.d.0.1.0.0.2.ip6.arpa.',
]
