// A Bluesky server of its own for tests: a directory of accounts' names in memory, and a PDS with its files in a temporary
// folder, both on loopback. When both answer it prints one line of JSON with their addresses. It ends, and leaves nothing,
// when its standard input does, and so with whoever started it.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

process.env.LOG_ENABLED = 'false' // it is read as the packages are
const { default: plc } = await import('@did-plc/server')
const { PDS, envToCfg, envToSecrets, readEnv } = await import('@atproto/pds')

// Both programs would listen to the whole world.
const onLoopback = (app) => {
  const listen = app.listen.bind(app)
  app.listen = (port) => listen(port, 'localhost')
}

// The PDS writes its own address into what it makes before it listens there.
const freePort = async () => {
  const server = createServer().listen(0, 'localhost')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

const folder = mkdtempSync(join(tmpdir(), 'belong-pds-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))

const directory = plc.PlcServer.create({ db: plc.Database.mock() })
onLoopback(directory.app)
const plcURL = `http://localhost:${(await directory.start()).address().port}`

Object.assign(process.env, {
  PDS_PORT: String(await freePort()),
  PDS_HOSTNAME: 'localhost',
  PDS_DEV_MODE: 'true', // addresses on loopback are no attack here
  PDS_INVITE_REQUIRED: 'false',
  PDS_ENABLE_DID_DOC_WITH_SESSION: 'true', // as bsky.social does
  PDS_BLOB_UPLOAD_LIMIT: String(8 << 20),
  PDS_DID_PLC_URL: plcURL,
  PDS_DATA_DIRECTORY: folder,
  PDS_BLOBSTORE_DISK_LOCATION: join(folder, 'blobs'),
  PDS_BLOBSTORE_DISK_TMP_LOCATION: join(folder, 'incoming'),
  PDS_SERVICE_HANDLE_DOMAINS: '.test',
  PDS_JWT_SECRET: randomBytes(16).toString('hex'),
  PDS_ADMIN_PASSWORD: randomBytes(16).toString('hex'),
  PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: randomBytes(32).toString('hex'),
})
const env = readEnv()
const pds = await PDS.create(envToCfg(env), envToSecrets(env))
onLoopback(pds.app)
await pds.start()

console.log(JSON.stringify({ pds: pds.ctx.cfg.service.publicUrl, plc: plcURL }))

process.stdin.resume()
await once(process.stdin, 'end')
process.exit(0)
