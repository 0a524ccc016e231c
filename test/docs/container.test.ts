// docs/container.md: its Compose file and its Kubernetes manifest hang together, and agree with the Dockerfile; what the manifest
// serves is without problems, and a new ConfigMap is served by itself, put in place as the kubelet does it.

import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse, parseAllDocuments } from 'yaml'
import { parseConfig } from '../../src/text/config/load.ts'
import { blocksOf, stepsOf } from '../readme/blocks.ts'
import { freePort } from '../support/free-port.ts'
import { folderOf, janus, run, serve } from '../support/janus.ts'
import { checkout } from '../support/program.ts'

const read = (path: string) => readFileSync(join(checkout, path), 'utf8')
const page = read('docs/container.md')
const blocks = blocksOf(page)
const [composeText, manifestText] = blocks.filter(({ language }) => language === 'yaml').map(({ text }) => text)
const dockerfile = read('Dockerfile')
const { version } = JSON.parse(read('package.json'))
const volumes = /^VOLUME (.*)$/m.exec(dockerfile)![1]!.split(' ')

type Named = { readonly name: string }
const documents = parseAllDocuments(manifestText!)
const [configMap, set, service] = documents.map((document) => document.toJS())
const { spec: pod, metadata: labelled } = set.spec.template
const [container] = pod.containers
const { problems } = parseConfig('janus.yaml', Buffer.from(configMap.data['janus.yaml']))

t.test('the Compose file mounts what the image has, in networks and volumes that it names', async (t) => {
  const { services, ...others } = parse(composeText!)
  t.same(Object.keys(others), ['networks', 'volumes'])
  const one = services.janus
  t.equal(one.image, `janus:${version}`)
  t.match(one, { read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
  t.same(Object.keys(one.networks), Object.keys(others.networks))
  const [files, ...kept]: string[] = one.volumes
  t.match(files, /^\/.*:\/etc\/janus:ro$/)
  t.same(
    kept.map((line) => line.split(':')[1]),
    volumes,
  )
  t.same(
    kept.map((line) => line.split(':')[0]),
    Object.keys(others.volumes),
  )
  t.notOk(one.ports, 'a published port would hide who asks')
})

t.test('the manifest is three objects, each with its version and name', async (t) => {
  for (const { errors, warnings } of documents) t.same([...errors, ...warnings], [])
  const rows = [configMap, set, service].map(({ apiVersion, kind, metadata }) => [apiVersion, kind, metadata.name])
  t.same(rows, [
    ['v1', 'ConfigMap', 'janus'],
    ['apps/v1', 'StatefulSet', 'janus'],
    ['v1', 'Service', 'janus'],
  ])
  t.same(set.spec.selector.matchLabels, labelled.labels)
  t.same(service.spec.selector, labelled.labels)
  t.equal(set.spec.serviceName, service.metadata.name)
  t.equal(pod.volumes[0].configMap.name, configMap.metadata.name)
  t.ok(container.image.endsWith(`:${version}`))
  for (const value of Object.values(configMap.data)) t.type(value, 'string')
})

t.test('its mounts are the volumes that it names, where the image has them', async (t) => {
  const named = [...pod.volumes, ...set.spec.volumeClaimTemplates.map(({ metadata }: { metadata: Named }) => metadata)]
  const mounts: (Named & { mountPath: string; subPath?: string })[] = container.volumeMounts
  t.same(
    mounts.map(({ name }) => name),
    named.map(({ name }: Named) => name),
  )
  t.same(
    mounts.map(({ mountPath }) => mountPath),
    [/^WORKDIR (\/etc.*)$/m.exec(dockerfile)![1], ...volumes],
  )
  for (const { subPath, name } of mounts) t.equal(subPath, undefined, `${name}: Kubernetes never renews those`)
})

t.test('ports lead from the service to what Janus listens at', async (t) => {
  t.same(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  )
  const { listen } = parse(configMap.data['janus.yaml'])
  type Port = Named & { containerPort: number; protocol: string }
  for (const { port, targetPort, protocol } of service.spec.ports) {
    t.equal(port, 53)
    const target: Port = container.ports.find(({ name }: Named) => name === targetPort)
    t.equal(target.protocol, protocol)
    t.same(listen, [`0.0.0.0:${target.containerPort}`])
    t.ok(target.containerPort >= 1024, 'without a capability')
  }
  t.same(
    service.spec.ports.map(({ protocol }: Port) => protocol),
    ['UDP', 'TCP'],
  )
  t.equal(service.spec.externalTrafficPolicy, 'Local', 'views need the address of the client')
})

t.test('the pod runs as the user of the image does, with nothing more', async (t) => {
  t.match(pod.securityContext, { runAsNonRoot: true, runAsUser: 1000, fsGroupChangePolicy: 'OnRootMismatch' })
  t.match(container.securityContext, {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  })
  const [, health] = /^HEALTHCHECK .*? CMD (.*)$/m.exec(dockerfile)!
  for (const probe of [container.readinessProbe, container.livenessProbe])
    t.same(probe.exec.command, ['sh', '-c', health], 'as the health check of the image')
  // The volume's own folder is open to the group that fsGroup names, which is no place for secrets.
  const keys: string = parse(configMap.data['janus.yaml']).keys
  t.ok(volumes.some((volume) => keys.startsWith(`${volume}/`)))
})

/** Kubernetes' way: the files lie in a folder of their own, and one link decides which folder that is. */
function mount(folder: string, name: string, data: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, name), { recursive: true })
  for (const [file, text] of Object.entries(data)) writeFileSync(join(folder, name, file), text)
  symlinkSync(name, join(folder, '..data_tmp'))
  renameSync(join(folder, '..data_tmp'), join(folder, '..data'))
}

t.test('a new ConfigMap is served by itself', async (t) => {
  const folder = folderOf(t, { 'state/.keep': '' })
  const port = await freePort()
  const local = (text: string) =>
    text
      .replace('0.0.0.0:5300', `127.0.0.1:${port}`)
      .replaceAll('/var/lib/', `${folder}/state/`)
      .replace('10.0.0.0/8', '127.0.0.0/8')
  const data: Record<string, string> = { ...configMap.data, 'janus.yaml': local(configMap.data['janus.yaml']) }
  const etc = join(folder, 'etc')
  mount(etc, '..one', data)
  for (const file of Object.keys(data)) symlinkSync(join('..data', file), join(etc, file))
  const file = join(etc, 'janus.yaml')
  const checked = await janus('check', '--strict', '--config', file)
  t.equal(checked.code, 0, checked.stdout)
  const server = await serve(t, etc)
  const address = async () => (await janus('query', '--config', file, 'www.univ.example', 'A')).stdout
  t.match(await address(), /A 10\.0\.0\.80$/m)
  mount(etc, '..two', { ...data, 'internal.zone': data['internal.zone']!.replace('10.0.0.80', '10.0.0.81') })
  rmSync(join(etc, '..one'), { recursive: true })
  await server.logged('reloaded')
  t.match(await address(), /A 10\.0\.0\.81$/m)
  mount(etc, '..three', { ...data, 'internal.zone': `${data['internal.zone']}broken A 10.0.0\n` })
  rmSync(join(etc, '..two'), { recursive: true })
  await server.logged('reloaded, except the zones with errors')
  t.match(await address(), /A 10\.0\.0\.81$/m, 'with an error the zone stays as it was')
})

t.test('what builds the image is pinned, and there is no other base', async (t) => {
  const steps = blocks.filter(({ mark }) => mark === 'run').flatMap(stepsOf)
  t.equal(steps.length, 1)
  const folder = folderOf(t, { Dockerfile: dockerfile })
  const digest = `sha256:${'0123456789abcdef'.repeat(4)}`
  const { code } = await run('env', [`digest=docker.io/library/node@${digest}`, 'sh', '-c', steps[0]!.command], folder)
  t.equal(code, 0)
  const bases = (text: string) => [...text.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base)
  t.same(
    bases(readFileSync(join(folder, 'Dockerfile'), 'utf8')),
    bases(dockerfile).map((base) => (base === 'scratch' ? base : `${base}@${digest}`)),
  )
})

t.test('its commands are those of package.json', async (t) => {
  const { scripts } = JSON.parse(read('package.json'))
  for (const [, script] of page.matchAll(/npm run (?:--silent )?([\w:]+)/g)) t.ok(scripts[script!], script!)
})
