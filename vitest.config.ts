import { defineConfig } from 'vitest/config'

/** What starts nothing but short programs; everything else in test/ may start real systems. */
const pure = [
  'architecture.test.ts',
  'scenarios/recorded.test.ts',
  '{core,facts,checks,changes,causes,views,config,discovery/environment,docs,output}/**/*.test.ts',
].map((each) => `test/${each}`)

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 300_000,
    // A line for each file is enough; a test is named when it fails or takes very long.
    slowTestThreshold: 10_000,
    projects: [
      // One module graph for all of them: 10 s instead of 18 s on two cores.
      { extends: true, test: { name: 'pure', include: pure, isolate: false, sequence: { groupOrder: 0 } } },
      // Real systems mostly wait: two suites at a time halve the whole on two cores, and more would make each other slow.
      {
        extends: true,
        test: {
          name: 'systems',
          include: ['test/**/*.test.ts'],
          exclude: pure,
          maxWorkers: 2,
          // Once more where a busy machine was too slow for a real system; what fails twice is wrong.
          retry: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
