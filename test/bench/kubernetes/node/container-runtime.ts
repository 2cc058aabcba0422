import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerControl } from '../../machine/server-control.ts'
import { inSite, type Site, startInside } from '../site.ts'
import type { Machine } from './machine.ts'

/** In the machine's own /run; a path in the run folder would be too long for a socket. */
export const CONTAINERD_SOCKET = '/run/containerd/containerd.sock'

/** Starts containerd with a bridge as the network of its pods; `pauseImage` is imported later. */
export async function startContainerd(site: Site, pauseImage: string): Promise<ServerControl> {
  const cni = inSite(site, 'cni')
  mkdirSync(cni)
  writeFileSync(join(cni, '10-bridge.conflist'), JSON.stringify(podNetwork(site)))
  const file = inSite(site, 'containerd.toml')
  writeFileSync(file, configuration(site, cni, pauseImage))
  const args = ['--config', file]
  return await startInside(site, { name: 'containerd', command: 'containerd', args, readyLine: /successfully booted/ })
}

/** Reads a docker archive into the store from which the kubelet takes images. */
export async function importArchive(machine: Pick<Machine, 'run'>, file: string): Promise<void> {
  await machine.run('ctr', '--address', CONTAINERD_SOCKET, '--namespace', 'k8s.io', 'images', 'import', file)
}

function podNetwork({ machine: { addresses } }: Site): object {
  return {
    cniVersion: '1.0.0',
    name: 'pods',
    plugins: [
      {
        type: 'bridge',
        bridge: 'cni0',
        isGateway: true,
        // A pod may be an endpoint of the service it asks.
        hairpinMode: true,
        ipam: { type: 'host-local', ranges: [[{ subnet: addresses.pods }]], routes: [{ dst: '0.0.0.0/0' }] },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  }
}

function configuration(site: Site, cni: string, pauseImage: string): string {
  const cri = 'plugins."io.containerd.grpc.v1.cri"'
  return `version = 2
root = "${inSite(site, 'containerd')}"
state = "/run/containerd"
disabled_plugins = ["io.containerd.internal.v1.opt", "io.containerd.internal.v1.tracing", ${others}]
[grpc]
  address = "${CONTAINERD_SOCKET}"
[${cri}]
  sandbox_image = "${pauseImage}"
  # Root in a sandbox may not be allowed to make a process less likely to be killed for memory.
  restrict_oom_score_adj = true
  disable_apparmor = true
[${cri}.containerd]
  snapshotter = "overlayfs"
  default_runtime_name = "runc"
[${cri}.containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
[${cri}.containerd.runtimes.runc.options]
  SystemdCgroup = false
[${cri}.cni]
  bin_dir = "${site.programs.node.cniPlugins}"
  conf_dir = "${cni}"
`
}

const others = ['aufs', 'btrfs', 'devmapper', 'zfs'].map((name) => `"io.containerd.snapshotter.v1.${name}"`).join(', ')
