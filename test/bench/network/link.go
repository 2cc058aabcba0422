// A slow and lossy wire between two network namespaces, for kernels without netem: every IP packet that enters the
// network device of one leaves the device of the other after a delay, or never. What repeats lost packets is the real TCP of the kernel.
//
//	link NETNS_A NETNS_B DEVICE DELAY_MS LOSS_PERCENT
//
// It says "ready" when both devices are there, and ends when its standard input is closed.
package main

import (
	"fmt"
	"io"
	"math/rand"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"time"
	"unsafe"
)

const (
	tunSetIff = 0x400454ca
	iffTun    = 0x0001
	iffNoPi   = 0x1000
	longest   = 65536
	queue     = 4096
)

type packet struct {
	due   time.Time
	bytes []byte
}

func main() {
	a, b := device(os.Args[1], os.Args[3]), device(os.Args[2], os.Args[3])
	delay := time.Duration(number(os.Args[4]) * float64(time.Millisecond))
	loss := number(os.Args[5]) / 100
	go carry(a, b, delay, loss)
	go carry(b, a, delay, loss)
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin)
}

// carry moves packets one way, in their order.
func carry(from, to int, delay time.Duration, loss float64) {
	way := make(chan packet, queue)
	go func() {
		for next := range way {
			time.Sleep(time.Until(next.due))
			syscall.Write(to, next.bytes)
		}
	}()
	buffer := make([]byte, longest)
	for {
		length, err := syscall.Read(from, buffer)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			fail("reading a packet", err)
		}
		if rand.Float64() < loss {
			continue
		}
		way <- packet{time.Now().Add(delay), append([]byte(nil), buffer[:length]...)}
	}
}

// device makes a TUN device in a network namespace; its file descriptor works from anywhere.
func device(namespace, name string) int {
	made := make(chan int)
	go func() {
		// The thread stays in the namespace; it ends with this goroutine, since it is never unlocked.
		runtime.LockOSThread()
		made <- tun(namespace, name)
	}()
	return <-made
}

func tun(namespace, name string) int {
	file, err := os.Open(namespace)
	if err != nil {
		fail("opening "+namespace, err)
	}
	if _, _, errno := syscall.RawSyscall(setns, file.Fd(), syscall.CLONE_NEWNET, 0); errno != 0 {
		fail("entering "+namespace, errno)
	}
	fd, err := syscall.Open("/dev/net/tun", syscall.O_RDWR|syscall.O_CLOEXEC, 0)
	if err != nil {
		fail("opening /dev/net/tun", err)
	}
	var request struct {
		name  [16]byte
		flags uint16
		_     [22]byte
	}
	copy(request.name[:15], name)
	request.flags = iffTun | iffNoPi
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), tunSetIff, uintptr(unsafe.Pointer(&request))); errno != 0 {
		fail("making the device "+name, errno)
	}
	return fd
}

// The syscall package has no name for it.
var setns = map[string]uintptr{"amd64": 308, "arm64": 268}[runtime.GOARCH]

func number(text string) float64 {
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		fail("reading "+text, err)
	}
	return value
}

func fail(what string, err error) {
	fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
	os.Exit(1)
}
