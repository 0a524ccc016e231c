// What every Knot DNS of these tests is told first: one address, one process each, and all of its files in one folder.

export function knotServer(port: number, folder: string): string {
  return `server:
  listen: 127.0.0.1@${port}
  rundir: "${folder}"
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
database:
  storage: "${folder}"
log:
  - target: stderr
    any: info
`
}
