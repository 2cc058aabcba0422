import { kafkaChecks } from '../../../src/checks/kafka/index.ts'
import { systemClock } from '../../../src/clients/clock.ts'
import { openKafka } from '../../../src/clients/kafka/open.ts'
import type { KafkaSettings } from '../../../src/clients/kafka/settings.ts'
import type { CheckAnswer } from '../../../src/core/check.ts'
import { collectLook } from '../../../src/core/collect.ts'
import { type FactsDefinition, observedValue } from '../../../src/core/facts.ts'
import type { InstanceFacts, Look } from '../../../src/core/look.ts'
import { kafkaFacts } from '../../../src/facts/kafka/index.ts'

/** Everything usrops sees of a Kafka cluster, as `diagnose` would collect it. */
export function lookAt(brokers: string, more: Partial<KafkaSettings> = {}): Promise<Look> {
  const target = { system: 'kafka', kind: 'cluster', name: 'events' }
  const limits = { connectMs: 3_000, collectMs: 3_000, roundTrips: 25, afterFirstConnectionMs: 6_000, hardMs: 12_000 }
  const open = (budget: Parameters<typeof openKafka>[1]) => openKafka({ brokers: [brokers], ...more }, budget)
  return collectLook([{ system: 'kafka', target, facts: kafkaFacts, open }], {
    clock: systemClock,
    deep: false,
    limits,
  })
}

export function only(look: Look): InstanceFacts {
  const [instance] = look.instances
  if (instance === undefined) throw new Error('nothing was looked at')
  return instance
}

/** The value of these facts, which must have been collected. */
export function seen<Value, Client>(definition: FactsDefinition<Value, Client>, look: Look): Value {
  const value = observedValue(definition, only(look).observations[definition.id])
  if (value === undefined) throw new Error(`${definition.id}: ${JSON.stringify(only(look))}`)
  return value
}

export function judged(look: Look, before?: Look): readonly CheckAnswer[] {
  return kafkaChecks.map((check) => check.ask(only(look), before, {}))
}

/** What was found, by check: severity and summary of each. */
export function found(look: Look, before?: Look): Readonly<Record<string, readonly string[]>> {
  const answers = judged(look, before).filter(({ answer }) => answer === 'found')
  return Object.fromEntries(
    answers.map(({ check, findings }) => [check, findings.map(({ severity, summary }) => `${severity}: ${summary}`)]),
  )
}

/** Answers other than ok, by check. */
export function notOk(look: Look, before?: Look): Readonly<Record<string, string>> {
  return Object.fromEntries(
    judged(look, before).flatMap(({ check, answer, reason }) =>
      answer === 'ok' ? [] : [[check, `${answer}: ${reason}`]],
    ),
  )
}
