/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "unsubscribe/confine.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

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
static const struct sock_filter filter[] = {
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

static enum err filter_calls(void)
{
	const struct sock_fprog program = {
		.len = sizeof(filter) / sizeof(*filter),
		.filter = (struct sock_filter *)(void *)(size_t)filter,
	};

	/* A kernel without seccomp (EINVAL) is not made safer by refusing to
	 * serve. */
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0 &&
		errno != EINVAL)
		return ERR_DENIED;
	return ERR_OK;
}
#else
static enum err filter_calls(void)
{
	return ERR_OK;
}
#endif

enum err confine_process(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
		!process_forbid_dumps())
		return ERR_DENIED;
	return filter_calls();
}
