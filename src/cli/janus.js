#!/usr/bin/env node
// Starts janus. Plain JavaScript that even a very old Node can parse, so that it can say what it lacks.
var version = process.versions.node.split('.')
if (Number(version[0]) > 22 || (Number(version[0]) === 22 && Number(version[1]) >= 18)) {
  import('./start.js').then((module) => {
    module.start('janus')
  })
} else {
  console.error(`janus needs Node.js 22.18 or newer; this is ${process.version}`)
  process.exit(2)
}
