// What Node.js itself costs: its server of TLS, which gives back what it is sent, marked as a response. `node bare-server.ts PORT TLS-PORT
// CERTIFICATE KEY`; at PORT it does the same by datagrams, so that one sees it is there.

import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:tls'

const [port, tlsPort, certificate, key] = process.argv.slice(2)
const QR = 0x80

const datagrams = createSocket('udp4', (message, from) => {
  message[2]! |= QR
  datagrams.send(message, from.port, from.address)
})
datagrams.bind(Number(port), '127.0.0.1')

const server = createServer(
  {
    ...{ cert: readFileSync(certificate!), key: readFileSync(key!), ticketKeys: randomBytes(48) },
    ...{ ALPNProtocols: ['dot'], noDelay: true, allowHalfOpen: true },
  },
  (socket) => {
    // Clients of the benchmark send whole messages, each with two octets of length before it.
    socket.on('data', (read: Buffer) => {
      for (let at = 0; at + 4 < read.length; at += 2 + read.readUInt16BE(at)) read[at + 4]! |= QR
      socket.write(read)
    })
    socket.on('end', () => socket.end())
    socket.on('error', () => {})
  },
)
server.on('tlsClientError', (_, socket) => socket.destroy())
server.listen(Number(tlsPort), '127.0.0.1')
