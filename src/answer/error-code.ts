// Extended DNS errors (RFC 8914 §4) that an authoritative server has a use for.

export const ErrorCode = {
  /** A DNAME made the name too long: only the text says so. */
  other: 0,
  /** The zone is configured but could not be loaded; or what is asked has to be signed, and nobody can now. */
  notReady: 14,
  /** No view for this client, or not allowed in it. */
  prohibited: 18,
  /** The name is in no zone of this view. */
  notAuthoritative: 20,
  notSupported: 21,
  /** The zone has expired, or has an rrset that no message can hold. */
  invalidData: 24,
  /** RFC 9276 §3.2: the zone hashes its names so often that we ration proofs. */
  iterations: 27,
  /** RFC 9824 §3.5: a type that no question may have. */
  invalidType: 30,
} as const
