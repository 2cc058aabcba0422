import { join } from 'node:path'
import type { Machine } from './machine.ts'

/**
 * What a kubelet would change for the whole machine, with the values it wants to find. It finds them in files of its
 * own: nobody's kernel is set up by a test.
 */
const KERNEL_SETTINGS = {
  'vm/overcommit_memory': 1,
  'vm/panic_on_oom': 0,
  'kernel/panic': 10,
  'kernel/panic_on_oops': 1,
  'kernel/keys/root_maxkeys': 1_000_000,
  'kernel/keys/root_maxbytes': 25_000_000,
}

/** Lets programs write where they are used to write (/run, /var/lib, /var/log, /etc), seen in the machine only. */
export async function furnish({ run, addresses }: Machine, folder: string): Promise<void> {
  const settings = Object.entries(KERNEL_SETTINGS).map(([name, value]) => `${name}=${value}`)
  await run('sh', '-euc', script, 'sh', join(folder, 'surroundings'), addresses.node, ...settings)
}

// In memory: a layer cannot be put over folders by one that is on a layer itself, as /tmp may be.
const script = `
own=$1 nameserver=$2
shift 2
mkdir -p "$own"
mount -t tmpfs tmpfs "$own"
mount -t tmpfs tmpfs /run
for folder in etc var/lib var/log; do
  mkdir -p "$own/$folder/upper" "$own/$folder/work"
  mount -t overlay overlay -o "lowerdir=/$folder,upperdir=$own/$folder/upper,workdir=$own/$folder/work" "/$folder"
done
rm -f /etc/resolv.conf
echo "nameserver $nameserver" >/etc/resolv.conf
for setting in "$@"; do
  file=$own/kernel/\${setting%=*}
  mkdir -p "$(dirname "$file")"
  echo "\${setting#*=}" >"$file"
  mount --bind "$file" "/proc/sys/\${setting%=*}"
done
echo 1 >/proc/sys/net/ipv4/ip_forward
if [ -e /proc/sys/net/bridge/bridge-nf-call-iptables ]; then echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables; fi
`
