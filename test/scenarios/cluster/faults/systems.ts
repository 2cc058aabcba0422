import { eventually } from '../eventually.ts'
import { collections } from '../kube-hand.ts'
import type { ClusterScenario } from '../scenario.ts'
import { blamed, untilFelt, untilLogged, untilReady } from '../signs.ts'
import { logins } from '../surroundings.ts'

/** Systems outside of the cluster that the service needs. */
export const databaseDown: ClusterScenario = {
  name: 'database-down-behind-service',
  story: 'the database to which a Service leads was killed',
  cause: 'database-down',
  remedy: 'manual',
  async inject(stage) {
    await stage.systems.postgres.kill()
    await untilReady(stage, stage.names.web, (pods) => pods === 0)
    return { target: { system: 'postgres' }, heal: () => stage.systems.postgres.start() }
  },
}

export const databaseRefusesPassword: ClusterScenario = {
  name: 'database-refuses-login-of-pods',
  story: 'the password of the service was changed in the database, and nowhere else',
  cause: 'database-refuses-password',
  remedy: 'manual',
  async inject(stage) {
    const { postgres, names } = stage
    const { user, password } = names.app
    await postgres.sql(`ALTER ROLE ${user} PASSWORD 'bench-somebody-elses-idea'`)
    await postgres.hangUp(user)
    await untilLogged(stage, names.web, 'password authentication failed')
    await untilFelt(stage)
    return {
      target: { system: 'postgres' },
      heal: async () => {
        await postgres.sql(`ALTER ROLE ${user} PASSWORD '${password}'`)
      },
    }
  },
}

export const secretRotated: ClusterScenario = {
  name: 'secret-rotated-not-rolled',
  story: 'the password was changed in the database and in the Secret, but the pods still have the old one',
  cause: 'secret-rotated-not-rolled',
  remedy: 'command',
  async inject(stage) {
    const { postgres, kube, names } = stage
    const { user, password } = names.app
    const rotate = async (to: string) => {
      await postgres.sql(`ALTER ROLE ${user} PASSWORD '${to}'`)
      await kube.patch(collections.secrets, names.secret, { stringData: logins(names, to) })
    }
    await rotate('bench-rotated-Mx39s')
    await postgres.hangUp(user)
    await untilLogged(stage, names.web, 'password authentication failed')
    await untilFelt(stage)
    return {
      target: { system: 'service', name: names.service },
      // All workloads that use it.
      mayChange: /^(restart of )?deployments /,
      async heal() {
        await rotate(password)
        await postgres.hangUp(user)
        await Promise.all([names.web, names.consumer].map((name) => kube.replacePods(name)))
      },
    }
  },
}

export const redisDown: ClusterScenario = {
  name: 'redis-down-behind-service',
  story: 'the cache to which a Service leads was killed',
  cause: 'redis-down',
  remedy: 'manual',
  async inject(stage) {
    await stage.systems.redis.kill()
    await untilReady(stage, stage.names.web, (pods) => pods === 0)
    return { target: { system: 'redis' }, heal: () => stage.systems.redis.start() }
  },
}

export const lockBlocker: ClusterScenario = {
  name: 'lock-blocker-under-pods',
  story: 'a session idle in transaction holds a lock on the table of users, and the pods wait for it',
  cause: 'lock-blocker',
  // The database is beyond the cluster: usrops has the statement, but knows no psql that gets there.
  remedy: 'manual',
  async inject({ postgres, names }) {
    const session = await postgres.session('psql')
    await session.client.query('BEGIN')
    await session.client.query(`LOCK TABLE ${names.tables.users} IN SHARE ROW EXCLUSIVE MODE`)
    await eventually('three sessions wait', async () => (await postgres.waiting()) >= 3)
    // Three that wait for a moment are nothing yet.
    await postgres.untilTrue(
      'they have waited for two seconds',
      `SELECT max(now() - waitstart) > '2.5 s' FROM pg_locks WHERE NOT granted`,
    )
    return { target: { system: 'postgres', kind: 'session', id: { pid: session.pid } }, heal: () => session.end() }
  },
}

export const tooManyReplicas: ClusterScenario = {
  name: 'connections-exhausted-by-replicas',
  story: 'the service was scaled up: together the pools of its pods take more connections than the database has',
  cause: 'connections-exhausted',
  remedy: 'command',
  // The autoscaler keeps what it is told.
  mayChange: /^autoscalers /,
  async inject(stage) {
    const { release, names, kube } = stage
    await release.roll({ autoscaling: { minReplicas: 6, maxReplicas: 6 } })
    await untilLogged(stage, names.web, /too many clients|remaining connection slots/)
    return {
      target: { system: 'postgres' },
      async heal() {
        await release.restore()
        await kube.patch(collections.deployments, names.web, { spec: { replicas: 2 } }, { part: 'scale' })
      },
    }
  },
}

export const consumersGone: ClusterScenario = {
  name: 'consumers-scaled-to-zero',
  story: 'somebody scaled the consumer to nothing, and nobody reads its topic',
  cause: 'consumers-gone',
  remedy: 'command',
  async inject(stage) {
    const { cluster, kafka, names, callers, kube } = stage
    await cluster.run('-n', names.namespace, 'scale', `deployment/${names.consumer}`, '--replicas=0')
    await eventually('the group is empty', async () => (await kafka.members(names.group)) === 0)
    const end = callers.moreLoad({ ratePerSecond: 15, mix: { write: 1 } })
    await eventually('30 records wait', async () => {
      const waiting = await kafka.waiting(names.group, names.topic)
      return [...waiting.values()].reduce((sum, each) => sum + each, 0) >= 30
    })
    end()
    return {
      target: { system: 'kafka' },
      heal: () => kube.patch(collections.deployments, names.consumer, { spec: { replicas: 1 } }, { part: 'scale' }),
    }
  },
}

const PARTITION = 1

export const poisonPill: ClusterScenario = {
  name: 'poison-pill-for-pods',
  story: 'one record cannot be read, and the consumer tries it for ever',
  cause: 'poison-pill',
  remedy: 'manual',
  async inject(stage) {
    const { kafka, names, callers, kube } = stage
    const { topic, group, consumer } = names
    await kafka.send(topic, [{ value: '<user id="7"/>', partition: PARTITION }])
    const end = callers.moreLoad({ ratePerSecond: 15, mix: { write: 1 } })
    await untilLogged(stage, consumer, 'could not handle record')
    await eventually(
      'records wait behind it',
      async () => ((await kafka.waiting(group, topic)).get(PARTITION) ?? 0) >= 20,
    )
    end()
    const scale = (replicas: number) =>
      kube.patch(collections.deployments, consumer, { spec: { replicas } }, { part: 'scale' })
    return {
      target: { system: 'kafka', id: { topic, partition: PARTITION } },
      async heal() {
        await scale(0)
        await eventually('the group is empty', async () => (await kafka.members(group)) === 0)
        const at = (await kafka.committed(group)).find((each) => each.partition === PARTITION)
        if (at) await kafka.commit(group, [{ ...at, offset: at.offset + 1 }])
        await scale(1)
      },
    }
  },
}

export const scaledToZero: ClusterScenario = {
  name: 'scaled-to-zero',
  story: 'somebody scaled the service to nothing',
  cause: 'scaled-to-zero',
  remedy: 'command',
  async inject(stage) {
    const { kube, names, cluster } = stage
    await cluster.run('-n', names.namespace, 'scale', `deployment/${names.web}`, '--replicas=0')
    await untilFelt(stage)
    return {
      ...blamed(stage, names.web),
      heal: () => kube.patch(collections.deployments, names.web, { spec: { replicas: 2 } }, { part: 'scale' }),
    }
  },
}
