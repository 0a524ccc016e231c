// What every NSD of these tests is told first: one address, one process, and all of its files in one folder.

export function nsdServer(port: number, folder: string): string {
  return `server:
  ip-address: 127.0.0.1
  port: ${port}
  do-ip6: no
  server-count: 1
  username: ""
  zonesdir: "${folder}"
  database: ""
  pidfile: "${folder}/nsd.pid"
  xfrdfile: "${folder}/xfrd.state"
  zonelistfile: "${folder}/zone.list"
  xfrdir: "${folder}"
`
}
