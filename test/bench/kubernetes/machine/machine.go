// The machine that a cluster's node believes it is: namespaces of its own for network, mounts and processes. What is
// done to routes, packet filters, mounts and kernel settings of the network in there is gone with its last process, and
// that one ends with whoever holds the other end of its standard input, even if by SIGKILL.
//
//	machine hold NAME           makes them, says the id of their first process, and stays; NAME is for the eyes of others
//	machine run PID COMMAND…    runs a command in the namespaces of that process and hands on signals and exit code
//	machine pause               holds the namespaces of a pod open
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
)

func main() {
	switch word(1) {
	case "hold":
		hold(word(2))
	case "first":
		first()
	case "run":
		run(word(2), os.Args[min(3, len(os.Args)):])
	case "pause":
		go reap()
		<-ending()
	default:
		fail("usage", fmt.Errorf("machine hold NAME | run PID COMMAND… | pause"))
	}
}

func hold(name string) {
	child := exec.Command("/proc/self/exe", "first", name)
	child.Stdin, child.Stderr = os.Stdin, os.Stderr
	child.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWNS | syscall.CLONE_NEWPID}
	said, err := child.StdoutPipe()
	if err == nil {
		err = child.Start()
	}
	if err != nil {
		fail("making namespaces", err)
	}
	if line, _ := bufio.NewReader(said).ReadString('\n'); line == "ready\n" {
		fmt.Println(child.Process.Pid)
	}
	// Ctrl-C in the terminal is for the owner, who ends this machine in order.
	signal.Ignore(syscall.SIGINT)
	child.Wait()
}

// first is process 1 in there: the kernel ends all others when it ends.
func first() {
	mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE)
	mount("proc", "/proc", "proc", syscall.MS_NOSUID|syscall.MS_NODEV|syscall.MS_NOEXEC)
	// The kubelet asks for it; who else is in this group of mounts is in these namespaces.
	mount("", "/", "", syscall.MS_REC|syscall.MS_SHARED)
	go reap()
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin)
}

func mount(source, target, kind string, flags uintptr) {
	if err := syscall.Mount(source, target, kind, flags, ""); err != nil {
		fail("mounting "+target, err)
	}
}

// reap takes leave of processes whose parents are gone.
func reap() {
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGCHLD)
	for range ended {
		for {
			if pid, _ := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); pid <= 0 {
				break
			}
		}
	}
}

func run(pid string, command []string) {
	if len(command) == 0 {
		fail("running", fmt.Errorf("no command"))
	}
	// Namespaces belong to a thread; this one forks the command. It must share its root folder with no other to change mounts.
	runtime.LockOSThread()
	if err := syscall.Unshare(syscall.CLONE_FS); err != nil {
		fail("unsharing", err)
	}
	folder, err := os.Getwd()
	if err != nil {
		fail("finding the present folder", err)
	}
	enter(pid, "net", "pid", "mnt")
	child := exec.Command(command[0], command[1:]...)
	child.Dir, child.Stdin, child.Stdout, child.Stderr = folder, os.Stdin, os.Stdout, os.Stderr
	end := ending()
	if err := child.Start(); err != nil {
		fail("running "+command[0], err)
	}
	go func() {
		for each := range end {
			child.Process.Signal(each)
		}
	}()
	child.Wait()
	os.Exit(exitCode(child.ProcessState))
}

func enter(pid string, kinds ...string) {
	// All are opened first: afterwards /proc is another one.
	var files []*os.File
	for _, kind := range kinds {
		file, err := os.Open("/proc/" + pid + "/ns/" + kind)
		if err != nil {
			fail("opening a namespace", err)
		}
		files = append(files, file)
	}
	for _, file := range files {
		if _, _, errno := syscall.RawSyscall(setns, file.Fd(), 0, 0); errno != 0 {
			fail("entering "+file.Name(), errno)
		}
	}
}

// The syscall package has no name for it on all of them.
var setns = map[string]uintptr{"amd64": 308, "arm64": 268}[runtime.GOARCH]

func ending() chan os.Signal {
	end := make(chan os.Signal, 4)
	signal.Notify(end, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	return end
}

func exitCode(state *os.ProcessState) int {
	if status, isUnix := state.Sys().(syscall.WaitStatus); isUnix && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}

func word(index int) string {
	if index < len(os.Args) {
		return os.Args[index]
	}
	return ""
}

func fail(what string, err error) {
	fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
	os.Exit(1)
}
