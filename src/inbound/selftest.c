/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "inbound/confine.h"
#include "inbound/selftest.h"

static int try_read_file(void)
{
	return open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

static int try_write_file(void)
{
	return open("/tmp/robinson-inbound.self-test",
		O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

static int try_delete(void)
{
	return unlink("/tmp/robinson-inbound.self-test");
}

static int try_list(void)
{
	return (int)syscall(SYS_getdents64, 0, NULL, 0);
}

static int try_fork(void)
{
	pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, 0);

	if (child == 0)
		_exit(0);
	return child;
}

static int try_exec(void)
{
	char *const argv[] = {(char[]){"true"}, NULL};

	return execve("/bin/true", argv, argv + 1);
}

static int try_unix(void)
{
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static int try_netlink(void)
{
	return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
}

static int try_raw(void)
{
	return socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP);
}

static int try_listen(void)
{
	return listen(3, 1);
}

static int try_kill(void)
{
	return kill(getppid(), 0);
}

static int try_trace(void)
{
	return (int)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static int try_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ?
		-1 :
		0;
}

static int try_limit(void)
{
	const struct rlimit more = {RLIM_INFINITY, RLIM_INFINITY};

	return setrlimit(RLIMIT_CORE, &more);
}

static const struct attempt {
	const char *name;
	int (*try)(void);
} attempts[] = {
	{"read a file", try_read_file},
	{"write a file", try_write_file},
	{"delete a file", try_delete},
	{"list a directory", try_list},
	{"fork", try_fork},
	{"connect to a socket of this machine", try_unix},
	{"a netlink socket", try_netlink},
	{"a raw socket", try_raw},
	{"listen", try_listen},
	{"signal another process", try_kill},
	{"trace a process", try_trace},
	{"memory that holds code", try_code},
	{"lift a limit", try_limit},
	{"run a program", try_exec},
};

#define ATTEMPTS (sizeof(attempts) / sizeof(attempts[0]))

static int number;

static int say(bool is_good, const char *what, const char *name)
{
	char line[200];
	int len = snprintf(line, sizeof(line), "%sok %d - %s: %s\n",
		is_good ? "" : "not ", ++number, what, name);

	if (write(STDOUT_FILENO, line, (size_t)len) != len)
		return 1;
	return is_good ? 0 : 1;
}

static bool can_ask(int family, int type)
{
	int fd = socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	/* An error because the machine has no IPv6 is not a denial. */
	if (fd < 0)
		return errno == EAFNOSUPPORT;
	close(fd);
	return true;
}

static bool is_memory_bounded(void)
{
#ifdef WITH_SANITIZER
	return true;
#else
	void *much = mmap(NULL, CONFINE_MEMORY_MAX, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return much == MAP_FAILED && errno == ENOMEM;
#endif
}

int selftest_run(void)
{
	int failed = 0;
	char plan[32];
	int len;

	failed += say(can_ask(AF_INET, SOCK_DGRAM), "works", "IPv4, UDP");
	failed += say(can_ask(AF_INET, SOCK_STREAM), "works", "IPv4, TCP");
	failed += say(can_ask(AF_INET6, SOCK_DGRAM), "works", "IPv6, UDP");
	failed += say(can_ask(AF_INET6, SOCK_STREAM), "works", "IPv6, TCP");
	failed += say(is_memory_bounded(), "denied", "memory without bound");
	for (size_t i = 0; i < ATTEMPTS; i++) {
		int got = attempts[i].try();

		failed += say(got < 0 && (errno == EPERM || errno == EACCES),
			"denied", attempts[i].name);
	}
	len = snprintf(plan, sizeof(plan), "1..%d\n", number);
	return write(STDOUT_FILENO, plan, (size_t)len) == len ? failed : 1;
}
