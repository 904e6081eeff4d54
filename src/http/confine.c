/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "http/confine.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"
#include "base/process.h"

#if defined(__x86_64__)
#define THIS_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define THIS_ARCH AUDIT_ARCH_AARCH64
#endif

#ifdef THIS_ARCH
#define AT(field) ((unsigned)offsetof(struct seccomp_data, field))
#define LOAD(at) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (at))
#define ANSWER(what) BPF_STMT(BPF_RET | BPF_K, (what))
#define REFUSE(number)                                       \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1), \
		ANSWER(SECCOMP_RET_ERRNO | EPERM)

/* clang-format off: a line a call */
static const struct sock_filter never[] = {
	LOAD(AT(arch)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_ARCH, 1, 0),
	ANSWER(SECCOMP_RET_KILL_PROCESS),
	LOAD(AT(nr)),
#ifdef __x86_64__
	/* The x32 numbers would pass by all that follows. */
	BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
	ANSWER(SECCOMP_RET_KILL_PROCESS),
	REFUSE(__NR_fork),
	REFUSE(__NR_vfork),
#endif
	REFUSE(__NR_execve),
	REFUSE(__NR_execveat),
	REFUSE(__NR_ptrace),
	REFUSE(__NR_process_vm_readv),
	REFUSE(__NR_process_vm_writev),
	REFUSE(__NR_kill),
	REFUSE(__NR_mount),
	REFUSE(__NR_unshare),
	REFUSE(__NR_setns),
	REFUSE(__NR_chroot),
	REFUSE(__NR_bpf),
	REFUSE(__NR_perf_event_open),
	REFUSE(__NR_userfaultfd),
	REFUSE(__NR_keyctl),
	REFUSE(__NR_add_key),
	REFUSE(__NR_open_by_handle_at),
	REFUSE(__NR_io_uring_setup),
	REFUSE(__NR_listen),
};

static const struct sock_filter sockets[] = {
	REFUSE(__NR_socket),
	REFUSE(__NR_socketpair),
	REFUSE(__NR_connect),
	REFUSE(__NR_bind),
};

/* The last of all: it gives the answer to what none has refused. */
static const struct sock_filter threads[] = {
	/* libc makes threads by clone() where there is no clone3(), whose
	 * flags a filter cannot see. */
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_clone3, 0, 1),
	ANSWER(SECCOMP_RET_ERRNO | ENOSYS),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_clone, 0, 3),
	LOAD(AT(args[0])),
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0),
	ANSWER(SECCOMP_RET_ERRNO | EPERM),
	ANSWER(SECCOMP_RET_ALLOW),
};
/* clang-format on */

#define LEN(part) (sizeof(part) / sizeof(*(part)))

static void add(
	struct sock_fprog *program, const struct sock_filter *part, size_t len)
{
	memcpy(program->filter + program->len, part, len * sizeof(*part));
	program->len = (unsigned short)(program->len + len);
}

static enum err filter_calls(unsigned parts)
{
	struct sock_filter filter[LEN(never) + LEN(sockets) + LEN(threads)];
	struct sock_fprog program = {.len = 0, .filter = filter};

	add(&program, never, LEN(never));
	if (parts & CONFINE_SOCKETS)
		add(&program, sockets, LEN(sockets));
	add(&program, threads, LEN(threads));
	/* A kernel without seccomp (EINVAL) is not made safer by refusing to
	 * serve. */
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0 &&
		errno != EINVAL)
		return ERR_DENIED;
	return ERR_OK;
}
#else
static enum err filter_calls(unsigned parts)
{
	(void)parts;
	return ERR_OK;
}
#endif

/* All that the first version of Landlock knows; it is in each later one, and
 * no file can be read, written, made or run without one of these. */
#define ALL_OF_FILES                                                           \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |          \
		LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |   \
		LANDLOCK_ACCESS_FS_REMOVE_DIR |                                \
		LANDLOCK_ACCESS_FS_REMOVE_FILE |                               \
		LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |   \
		LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |   \
		LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | \
		LANDLOCK_ACCESS_FS_MAKE_SYM)

/* A set of rules that allows nothing. libc has no functions for it. */
static enum err forbid_files(void)
{
#ifdef WITH_COVERAGE
	/* What has run is written to files as the process ends. */
	return ERR_OK;
#else
	const struct landlock_ruleset_attr all = {
		.handled_access_fs = ALL_OF_FILES,
	};
	long fd = syscall(__NR_landlock_create_ruleset, &all, sizeof(all), 0);
	enum err e;

	/* EPERM: a container's list of system calls is without it. */
	if (fd < 0 &&
		(errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM)) {
		log_warn("Landlock is not to be had here: files are kept from "
			 "this process by their rights alone");
		return ERR_OK;
	}
	if (fd < 0)
		return ERR_DENIED;
	e = syscall(__NR_landlock_restrict_self, (int)fd, 0) == 0 ? ERR_OK :
								    ERR_DENIED;
	close((int)fd);
	return e;
#endif
}

enum err confine_process(unsigned parts)
{
	enum err e = ERR_OK;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
		!process_forbid_dumps())
		return ERR_DENIED;
	if (parts & CONFINE_FILES)
		e = forbid_files();
	return e ? e : filter_calls(parts);
}
