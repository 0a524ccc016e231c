// How the image is run, as its Dockerfile says: one place says it for both ways of making the image.

/** What OCI and Docker call the configuration of an image. Throws for an instruction behind the last FROM that it does not know. */
export function settingsOf(dockerfile: string): Readonly<Record<string, unknown>> {
  const lines = dockerfile.replaceAll('\\\n', ' ').split('\n')
  const last = lines.findLastIndex((line) => line.startsWith('FROM '))
  const settings: Record<string, unknown> = {}
  for (const line of lines.slice(last + 1)) {
    const [, word, rest = ''] = /^([A-Z]+) +(.*)$/.exec(line) ?? []
    if (word === undefined || ELSEWHERE.has(word)) continue
    const [name, value] = settingOf(word, rest)
    settings[name] = value
  }
  return settings
}

/** They say what is in the image, or what the layout says by itself. */
const ELSEWHERE = new Set(['COPY', 'USER', 'VOLUME'])

function settingOf(word: string, rest: string): readonly [name: string, value: unknown] {
  switch (word) {
    case 'ENV':
      return ['Env', rest.split(' ')]
    case 'WORKDIR':
      return ['WorkingDir', rest]
    case 'EXPOSE':
      return ['ExposedPorts', Object.fromEntries(rest.split(' ').map((port) => [port, {}]))]
    case 'STOPSIGNAL':
      return ['StopSignal', rest]
    case 'ENTRYPOINT':
      return ['Entrypoint', JSON.parse(rest)]
    case 'CMD':
      return ['Cmd', JSON.parse(rest)]
    case 'HEALTHCHECK':
      return ['Healthcheck', healthOf(rest)]
    default:
      throw new Error(`Dockerfile: the image has no setting for ${word}: add it to packaging/image/settings.ts`)
  }
}

/** Docker's own addition to the configuration; durations are nanoseconds there. */
function healthOf(rest: string) {
  const [, options, command] = /^(.*?) *CMD (.*)$/.exec(rest)!
  const durations = [...options!.matchAll(/--([a-z-]+)=(\d+)s/g)].map(([, name, seconds]) => [
    name!.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    Number(seconds) * 1e9,
  ])
  return { Test: ['CMD-SHELL', command], ...Object.fromEntries(durations) }
}
