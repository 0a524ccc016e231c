// The formats of list files, as rbldnsd calls them.

export const LIST_FORMATS = [
  'ip4set',
  'ip4tset',
  'ip4trie',
  'ip6tset',
  'ip6trie',
  'dnset',
  'generic',
  'combined',
] as const

export type ListFormat = (typeof LIST_FORMATS)[number]
