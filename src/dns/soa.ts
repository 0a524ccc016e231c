// The fields of an SOA by name (RFC 1035 §3.3.13).

export type Soa = {
  readonly primary: Uint8Array
  readonly mailbox: Uint8Array
  readonly serial: number
  readonly refresh: number
  readonly retry: number
  readonly expire: number
  readonly minimum: number
}
