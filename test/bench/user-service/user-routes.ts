import type { Cache } from './cache.ts'
import { type Call, json, type Route } from './http.ts'
import { CredentialsError, InvalidRequestError, NotFoundError } from './http-errors.ts'
import type { Events } from './kafka.ts'
import type { Log } from './log.ts'
import type { Sessions } from './sessions.ts'
import type { Tokens } from './tokens.ts'
import type { User, Users } from './users.ts'

export interface UserParts {
  readonly users: Users
  readonly sessions: Sessions
  readonly cache: Cache
  readonly tokens: Tokens
  readonly events: Events | null
  readonly authCheck: (userId: string) => Promise<void>
  readonly log: Log
}

const AVATAR_LIMIT_BYTES = 4 * 1024 * 1024

/** What the service is there for. */
export function userRoutes(parts: UserParts): Route[] {
  const route = (method: string, path: string, handle: Route['handle']): Route => ({
    method,
    path,
    kind: 'business',
    handle,
  })
  const avatars: Buffer[] = []
  return [
    route('GET', '/users/:id', (call) => read(call, parts)),
    route('PUT', '/users/:id', (call) => update(call, parts)),
    route('PUT', '/users/:id/avatar', (call) => keepAvatar(call, parts, avatars)),
    route('POST', '/users', (call) => create(call, parts)),
    route('POST', '/login', (call) => login(call, parts)),
    route('GET', '/search', (call) => search(call, parts)),
  ]
}

async function read(call: Call, { tokens, cache, users }: UserParts) {
  await tokens.verify(call.authorization)
  const id = userId(call)
  const known = await cache.get(`user:${id}`)
  if (known !== undefined) return json(200, known)
  const user = found(await users.find(id), id)
  await cache.set(`user:${id}`, user)
  return json(200, user)
}

async function update(call: Call, { tokens, authCheck, users, cache, events }: UserParts) {
  const who = await tokens.verify(call.authorization)
  const id = userId(call)
  const body = await call.body()
  await authCheck(who)
  const user = found(await users.update(id, { name: text(body, 'name'), bio: text(body, 'bio') }), id)
  await cache.drop(`user:${id}`)
  await events?.publish(changed('user.updated', user))
  return json(200, user)
}

/** The mistake in it: what was uploaded stays in memory, where nobody looks for it. */
async function keepAvatar(call: Call, { tokens }: UserParts, avatars: Buffer[]) {
  await tokens.verify(call.authorization)
  const picture = required(await call.body(AVATAR_LIMIT_BYTES), 'picture')
  avatars.push(Buffer.from(picture))
  return json(200, { id: userId(call), bytes: picture.length })
}

async function create(call: Call, { users, events, log }: UserParts) {
  const body = await call.body()
  const email = required(body, 'email')
  const user = found(await users.create(email, required(body, 'name'), required(body, 'password')), email)
  log.info(`created user ${user.id} <${email}>`, { requestId: call.requestId, userId: user.id, email })
  await events?.publish(changed('user.created', user))
  return json(201, user)
}

async function login(call: Call, { users, sessions, tokens, authCheck, events, log }: UserParts) {
  const body = await call.body()
  const email = required(body, 'email')
  const user = await users.withPassword(email, required(body, 'password'))
  if (!user) throw new CredentialsError(`authentication failed for ${email}`)
  await authCheck(user.id)
  const { token, id } = await tokens.issue(user.id, email)
  await sessions.start(id, user.id)
  log.info(`user ${email} logged in`, { requestId: call.requestId, userId: user.id, sessionId: id })
  await events?.publish(changed('user.logged-in', user))
  return json(200, { token, expiresInSeconds: tokens.ttlSeconds })
}

async function search(call: Call, { tokens, users }: UserParts) {
  await tokens.verify(call.authorization)
  const beginning = call.query.get('q') ?? ''
  if (beginning.length < 2) throw new InvalidRequestError('q must have at least two characters')
  return json(200, { users: await users.search(beginning) })
}

function userId({ params }: Call): string {
  const id = params.id ?? ''
  if (!/^\d{1,18}$/.test(id)) throw new InvalidRequestError(`"${id}" is not the id of a user`)
  return id
}

function found(user: User | undefined, id: string): User {
  if (!user) throw new NotFoundError(`user ${id} not found`)
  return user
}

function text(body: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = body[name]
  if (value === undefined || value === null) return null
  if (typeof value !== 'string') throw new InvalidRequestError(`${name} must be a text`)
  return value
}

function required(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = text(body, name)
  if (!value) throw new InvalidRequestError(`${name} is missing`)
  return value
}

function changed(type: string, { id, email }: User) {
  return { type, userId: id, email, at: new Date().toISOString() }
}
