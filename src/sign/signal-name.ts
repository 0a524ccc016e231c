// The name, below that of a server, under which the server confirms the keys of a zone (RFC 9615 §3.1).

import { MAX_NAME } from '../dns/name.ts'

/** Undefined where the name would be too long. */
export function signalName(child: Uint8Array, server: Uint8Array): Uint8Array | undefined {
  const name = Uint8Array.from([...DSBOOT, ...child.subarray(0, -1), ...SIGNAL, ...server])
  return name.length > MAX_NAME ? undefined : name
}

const DSBOOT = label('_dsboot')
const SIGNAL = label('_signal')

function label(text: string): Uint8Array {
  return Buffer.from(`${String.fromCharCode(text.length)}${text}`, 'latin1')
}
