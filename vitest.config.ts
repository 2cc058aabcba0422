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
      // Real systems mostly wait, so that three suites at a time take two cores; more would make each other slow. Scenarios come first, since they take longest.
      systems('scenarios', ['test/scenarios/*.test.ts'], 1),
      systems('systems', ['test/**/*.test.ts'], 2, ['test/scenarios/*.test.ts']),
    ],
  },
})

function systems(name: string, include: string[], groupOrder: number, exclude: string[] = []) {
  // Once more where a busy machine was too slow for a real system; what fails twice is wrong.
  const test = { name, include, exclude: [...pure, ...exclude], maxWorkers: 3, retry: 1, sequence: { groupOrder } }
  return { extends: true as const, test }
}
