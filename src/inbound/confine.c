/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <errno.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "inbound/confine.h"

static bool limit(__rlimit_resource_t what, size_t most)
{
	const struct rlimit l = {.rlim_cur = most, .rlim_max = most};

	return setrlimit(what, &l) == 0;
}

/* A leak checker wants to trace, the address sanitizer reserves more than any
 * machine has, and both report to files. */
static bool limit_more(void)
{
#ifdef WITH_SANITIZER
	return true;
#else
	return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
		limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NPROC, 0) &&
		limit(RLIMIT_AS, CONFINE_MEMORY_MAX);
#endif
}

enum err confine_limits(void)
{
	bool is_done = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
		limit(RLIMIT_CORE, 0) &&
		limit(RLIMIT_NOFILE, CONFINE_FILES_MAX) && limit_more();

	return is_done ? ERR_OK : ERR_UNAVAILABLE;
}

/* Allowed whatever their arguments are. */
static const int plain_calls[] = {
	SCMP_SYS(read),
	SCMP_SYS(write),
	SCMP_SYS(readv),
	SCMP_SYS(writev),
	SCMP_SYS(close),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(connect),
	SCMP_SYS(sendto),
	SCMP_SYS(sendmsg),
	SCMP_SYS(recvfrom),
	SCMP_SYS(recvmsg),
	SCMP_SYS(brk),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	SCMP_SYS(futex),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(time),
	SCMP_SYS(getrandom),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(fstat),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(sigaltstack),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(sched_yield),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
};

static bool allow_plain(scmp_filter_ctx filter)
{
	for (size_t i = 0; i < sizeof(plain_calls) / sizeof(*plain_calls); i++)
		if (seccomp_rule_add(
			    filter, SCMP_ACT_ALLOW, plain_calls[i], 0) != 0)
			return false;
	return true;
}

static bool allow_sockets(scmp_filter_ctx filter)
{
	static const uint64_t families[] = {AF_INET, AF_INET6};
	static const uint64_t types[] = {SOCK_DGRAM, SOCK_STREAM};
	const uint64_t kind = ~(uint64_t)(SOCK_NONBLOCK | SOCK_CLOEXEC);

	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; j < 2; j++)
			if (seccomp_rule_add(filter, SCMP_ACT_ALLOW,
				    SCMP_SYS(socket), 2,
				    SCMP_A0(SCMP_CMP_EQ, families[i], 0),
				    SCMP_A1(SCMP_CMP_MASKED_EQ, kind,
					    types[j])) != 0)
				return false;
	return true;
}

/* Private memory that is not executable. */
static bool allow_memory(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
		       SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
		       SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS,
			       MAP_ANONYMOUS)) == 0 &&
		seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
			SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
}

enum err confine_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	bool is_done = filter && allow_plain(filter) && allow_sockets(filter) &&
		allow_memory(filter) && seccomp_load(filter) == 0;

	if (filter)
		seccomp_release(filter);
	return is_done ? ERR_OK : ERR_UNAVAILABLE;
}
