// What an image says of a node, and of the host that a record names.

/** What finish() or the editor found out about a node. */
export const Flag = {
  /** Owns NS and is not the apex: authority ends here (RFC 2181 §6). */
  cut: 1,
  /** Lies below a cut: glue or occluded. */
  belowCut: 2,
  /** Owns DNAME. */
  dname: 4,
  /** Lies below a DNAME: occluded (RFC 6672 §2.4). */
  belowDname: 8,
  /** Owns CNAME. */
  cname: 16,
  /** Has the child `*`: a source of synthesis (RFC 4592 §3.3.1). */
  wildcardBelow: 32,
  /** Owns nothing but NSEC3 and its RRSIGs: not a name of the zone (RFC 5155 §7.2.8). */
  hashed: 64,
  /** For this folder: some edition has the node otherwise than it was finished. */
  edited: 128,
  /** For this folder: does not exist in this edition. */
  gone: 256,
} as const

/** What a record's target field says, beside a node number + 1. */
export const Target = {
  /** Not a name of this zone: look in the view's other zones. */
  elsewhere: 0,
  /** There is nothing to add: the rdata names no host or the root, which stands for none, or it names the owner of an NSEC3. */
  nothing: 0x7fffffff,
  /** Added to a node number + 1: the name does not exist, and the wildcard with that number stands for it. */
  wildcard: 0x80000000,
} as const
