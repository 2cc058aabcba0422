import { afterEach, describe, expect, it, vi } from 'vitest'
import { MissingToolchain } from '../../machine/missing-toolchain.ts'
import { silent } from '../../machine/progress.ts'
import { clusterPrograms } from './cluster-programs.ts'

describe('the programs of a cluster', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('are said to be missing, with the way out, where they cannot be had', async () => {
    vi.stubEnv('PATH', '')
    const failure = await clusterPrograms(silent).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(MissingToolchain)
    expect(String(failure)).toMatch(
      /^MissingToolchain: Kubernetes cannot be had on this machine: .+USROPS_BENCH_KUBECONFIG/,
    )
  })
})
