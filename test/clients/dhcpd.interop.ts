// dhcpd of ISC, as `janus acme config` prints it, with a client that asks for a lease and is not seen again.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { missing } from '../support/janus.ts'
import { Campus } from './campus.ts'
import { noNamespaces } from './namespace.ts'

const skip = (await noNamespaces()) || (await missing('dhcpd', 'udhcpc', 'dig'))

/** In seconds: what is asked while it lasts, a busy machine answers as well. */
const LEASE = 40

t.test('dhcpd gives a machine its name, and takes it away with the lease', { skip }, async (t) => {
  const campus = await Campus.start(t)
  const { namespace, folder } = campus
  await namespace.script(`ip link add dhcp0 type veth peer name dhcp1
    ip address add 10.53.0.2/24 dev dhcp0
    ip link set dhcp0 up
    ip link set dhcp1 up`)
  const [config, leases] = [join(folder, 'dhcpd.conf'), join(folder, 'dhcpd.leases')]
  const subnet = 'subnet 10.53.0.0 netmask 255.255.255.0 { range 10.53.0.100 10.53.0.110; }\n'
  writeFileSync(
    config,
    `${await campus.printed('dhcp', 'dhcpd')}default-lease-time ${LEASE};\nmin-lease-time ${LEASE};\nmax-lease-time ${LEASE};\n${subnet}`,
  )
  writeFileSync(leases, '')
  const dhcpd = namespace.start(t, [
    'sh',
    '-ec',
    `mkdir -p /etc/dhcp && mount -t tmpfs none /etc/dhcp && cp ${campus.keyFile('dhcp')} /etc/dhcp/
    exec dhcpd -f -d -4 -cf ${config} -lf ${leases} --no-pid dhcp0`,
  ])
  await dhcpd.said(/Server starting service/)
  await namespace.run('udhcpc', '-q', '-n', '-t', '30', '-i', 'dhcp1', '-x', 'hostname:pc', '-s', '/bin/true')
  await dhcpd.said(/Added reverse map/)
  const name = 'pc.dept.univ.example'
  const [address] = (await campus.ask(name, 'A')).internal
  t.match(address, /^10\.53\.0\.1\d\d$/)
  t.equal((await campus.ask(name, 'DHCID')).internal.length, 1)
  const reverse = `${address!.split('.').reverse().join('.')}.in-addr.arpa`
  t.same((await campus.ask(reverse, 'PTR')).internal, [`${name}.`])
  await dhcpd.said(/Removed reverse map/)
  t.same((await campus.ask(name, 'A')).internal, [])
  t.same((await campus.ask(name, 'DHCID')).internal, [])
  t.same((await campus.ask(reverse, 'PTR')).internal, [])
})
