import type { HealthyVariant } from '../scenario.ts'

/** Told apart from the fault only by whose group it is. */
export const foreignGroupGone: HealthyVariant = {
  name: 'foreign-group-gone',
  story: 'the consumers of another team are gone, and their records wait',
  async prepare({ kafka }) {
    const topic = 'search.reindex'
    if (!(await kafka.topics()).includes(topic)) await kafka.createTopic(topic)
    await kafka.commit('search-indexer', [{ topic, partition: 0, offset: 0 }])
    await kafka.send(
      topic,
      Array.from({ length: 500 }, (_, n) => ({ value: `{"id":${n}}` })),
    )
    return async () => undefined
  },
}
