// Writes the header of a proxy (PROXY protocol, version 2), which names the client and the address asked. header.ts reads it.

const SIGNATURE = Uint8Array.of(0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a)
const VERSION_2_PROXY = 0x21
const Family = { ipv4: 0x10, ipv6: 0x20 } as const
const How = { stream: 1, datagram: 2 } as const
/** Octets of both ports. */
const PORTS = 4
/** Stands for the client's port, which nobody knows here. */
const ANY_PORT = 0xc000

export type ProxiedEnds = {
  /** 4 or 16 octets. */
  readonly client: Uint8Array
  /** Of 4 or 16 octets; we write zeros where its family is not the client's. */
  readonly server: Uint8Array
  readonly port: number
  readonly stream: boolean
}

export function proxyHeader({ client, server, port, stream }: ProxiedEnds): Uint8Array {
  const { length } = client
  const body = 2 * length + PORTS
  const at = SIGNATURE.length
  const out = new Uint8Array(at + 4 + body)
  out.set(SIGNATURE)
  out[at] = VERSION_2_PROXY
  out[at + 1] = (length === 4 ? Family.ipv4 : Family.ipv6) | (stream ? How.stream : How.datagram)
  out[at + 3] = body
  out.set(client, at + 4)
  if (server.length === length) out.set(server, at + 4 + length)
  out.set([ANY_PORT >> 8, ANY_PORT & 0xff, port >> 8, port & 0xff], at + 4 + 2 * length)
  return out
}
