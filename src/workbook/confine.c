/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "workbook/workbook_private.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* --------------------------------------------------------------- limits */

static bool limit(__rlimit_resource_t what, size_t most)
{
	const struct rlimit l = {.rlim_cur = most, .rlim_max = most};

	return setrlimit(what, &l) == 0;
}

/* The address sanitizer has taken more than that before it comes to here. */
static bool limit_memory(void)
{
#ifdef WITH_SANITIZER
	return true;
#else
	return limit(RLIMIT_AS, WORKBOOK_MEMORY_MAX);
#endif
}

static bool limit_all(size_t file_max)
{
	return limit_memory() && limit(RLIMIT_CPU, WORKBOOK_CPU_S) &&
		limit(RLIMIT_FSIZE, file_max) && limit(RLIMIT_CORE, 0) &&
		limit(RLIMIT_NOFILE, 32);
}

/* ---------------------------------------------------------------- files */

#define READING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)

/* Whatever is not allowed below is refused: all accesses of the first
 * version, which every kernel with Landlock knows. */
#define HANDLED                                                                \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |          \
		READING | LANDLOCK_ACCESS_FS_REMOVE_DIR |                      \
		LANDLOCK_ACCESS_FS_REMOVE_FILE |                               \
		LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |   \
		LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |   \
		LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | \
		LANDLOCK_ACCESS_FS_MAKE_SYM)

/* What is not there needs no rule. */
static bool allow(int rules, const char *path, uint64_t access)
{
	struct landlock_path_beneath_attr rule = {.allowed_access = access};
	bool is_done;

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return true;
	is_done = syscall(SYS_landlock_add_rule, rules,
			  LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
	close(rule.parent_fd);
	return is_done;
}

/* An interpreter with its libraries; the workbook itself has no name. */
static bool close_files(const char *converter)
{
	static const char *const places[] = {
		"/usr/bin", "/usr/lib", "/usr/lib64", "/lib", "/lib64"};
	const struct landlock_ruleset_attr attr = {
		.handled_access_fs = HANDLED};
	int rules = (int)syscall(
		SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	bool is_done = rules >= 0;

	for (size_t i = 0; is_done && i < sizeof(places) / sizeof(*places); i++)
		is_done = allow(
			rules, places[i], READING | LANDLOCK_ACCESS_FS_EXECUTE);
	is_done = is_done &&
		allow(rules, "/etc/ld.so.cache",
			LANDLOCK_ACCESS_FS_READ_FILE) &&
		allow(rules, converter,
			LANDLOCK_ACCESS_FS_READ_FILE |
				LANDLOCK_ACCESS_FS_EXECUTE) &&
		syscall(SYS_landlock_restrict_self, rules, 0) == 0;
	if (rules >= 0)
		close(rules);
	return is_done;
}

/* ---------------------------------------------------------------- calls */

/* What an interpreter needs to start and to read; no socket, no process, no
 * other program's memory. */
static const int program_calls[] = {
	SCMP_SYS(read),
	SCMP_SYS(pread64),
	SCMP_SYS(readv),
	SCMP_SYS(write),
	SCMP_SYS(writev),
	SCMP_SYS(close),
	SCMP_SYS(lseek),
	SCMP_SYS(dup),
	SCMP_SYS(dup2),
	SCMP_SYS(dup3),
	SCMP_SYS(fcntl),
	SCMP_SYS(ioctl),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(open),
	SCMP_SYS(openat),
	SCMP_SYS(stat),
	SCMP_SYS(lstat),
	SCMP_SYS(fstat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(statx),
	SCMP_SYS(access),
	SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2),
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
	SCMP_SYS(getdents),
	SCMP_SYS(getdents64),
	SCMP_SYS(getcwd),
	SCMP_SYS(mmap),
	SCMP_SYS(mremap),
	SCMP_SYS(munmap),
	SCMP_SYS(mprotect),
	SCMP_SYS(madvise),
	SCMP_SYS(brk),
	SCMP_SYS(execve),
	SCMP_SYS(arch_prctl),
	SCMP_SYS(set_tid_address),
	SCMP_SYS(set_robust_list),
	SCMP_SYS(rseq),
	SCMP_SYS(futex),
	SCMP_SYS(sched_getaffinity),
	SCMP_SYS(sched_yield),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(sigaltstack),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(getrlimit),
	SCMP_SYS(ugetrlimit),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_getres),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(time),
	SCMP_SYS(clock_nanosleep),
	SCMP_SYS(nanosleep),
	SCMP_SYS(getrandom),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(getuid),
	SCMP_SYS(geteuid),
	SCMP_SYS(getgid),
	SCMP_SYS(getegid),
	SCMP_SYS(uname),
	SCMP_SYS(sysinfo),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
};

/* What a process needs that reads what it has open. It opens and starts
 * nothing, whatever the path. */
static const int reader_calls[] = {
	SCMP_SYS(read),
	SCMP_SYS(pread64),
	SCMP_SYS(write),
	SCMP_SYS(writev),
	SCMP_SYS(close),
	SCMP_SYS(lseek),
	SCMP_SYS(fcntl),
	SCMP_SYS(fstat),
	SCMP_SYS(memfd_create),
	SCMP_SYS(mremap),
	SCMP_SYS(munmap),
	SCMP_SYS(madvise),
	SCMP_SYS(brk),
	SCMP_SYS(futex),
	SCMP_SYS(sched_yield),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(sigaltstack),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(getrandom),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
};

/* A limit may be asked for, not set. */
static bool allow_limits(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1,
		       SCMP_A2(SCMP_CMP_EQ, 0, 0)) == 0;
}

/* Memory of its own that is not executable; and how large a descriptor's file
 * is, which the C library asks in the way that could also ask it of a path. */
static bool allow_memory(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
		       SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
		       SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS,
			       MAP_ANONYMOUS)) == 0 &&
		seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
			SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
		seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat),
			1, SCMP_A3(SCMP_CMP_EQ, AT_EMPTY_PATH, 0)) == 0;
}

static bool close_calls(const int *calls, size_t len,
	bool (*allow_more)(scmp_filter_ctx filter))
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	bool is_done = filter && allow_more(filter);

	for (size_t i = 0; is_done && i < len; i++)
		is_done = seccomp_rule_add(
				  filter, SCMP_ACT_ALLOW, calls[i], 0) == 0;
	is_done = is_done && seccomp_load(filter) == 0;
	if (filter)
		seccomp_release(filter);
	return is_done;
}

#define LEN(array) (sizeof(array) / sizeof(*(array)))

enum err workbook_confine(const char *converter)
{
	bool is_done = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
		limit_all(0) && close_files(converter) &&
		close_calls(program_calls, LEN(program_calls), allow_limits);

	return is_done ? ERR_OK : ERR_UNAVAILABLE;
}

enum err workbook_confine_reader(void)
{
	bool is_done = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
		limit_all(WORKBOOK_TEXT_MAX) &&
		close_calls(reader_calls, LEN(reader_calls), allow_memory);

	return is_done ? ERR_OK : ERR_UNAVAILABLE;
}
