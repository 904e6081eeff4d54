/* SPDX-License-Identifier: BSD-2-Clause */
/* What parses an upload tries what it must not. How the converter is confined
 * is in tests/integration/workbooks.py. */
#include "config.h" /* memfd_create() is an extension */

/* clang-format off: cmocka comes first */
#include "lib/rows.h"
/* clang-format on */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "service/csv/charset.h"
#include "workbook/workbook_private.h"

static bool opens(const char *path, int flags)
{
	return open(path, flags, 0600) >= 0;
}

static bool reads_a_file(void)
{
	return opens("/etc/passwd", O_RDONLY);
}

static bool reads_its_input_again(void)
{
	return opens("/proc/self/fd/0", O_RDONLY);
}

static bool makes_a_file(void)
{
	return opens("/tmp/robinson-rows-test", O_WRONLY | O_CREAT) ||
		mkdir("/tmp/robinson-rows-test", 0700) == 0;
}

static bool runs_a_program(void)
{
	char name[] = "/bin/true";
	char *argv[] = {name, NULL}, *environment[] = {NULL};

	/* If it does run, the status is that of failure. */
	return execve(name, argv, environment) == 0;
}

static bool makes_a_process(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid > 0;
}

static bool makes_a_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0 ||
		socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool signals_another(void)
{
	return kill(getppid(), 0) == 0;
}

static bool traces_another(void)
{
	/* Which does not stop it, and ends with us. */
	return ptrace(PTRACE_SEIZE, getppid(), NULL, NULL) == 0;
}

static bool has_code_of_its_own(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0 ||
		mmap(NULL, 4096, PROT_READ | PROT_EXEC,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool raises_a_limit(void)
{
	const struct rlimit limit = {16, 16};

	return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

static bool has_too_much_memory(void)
{
#ifdef WITH_SANITIZER
	return false;
#else
	return mmap(NULL, WORKBOOK_MEMORY_MAX, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
#endif
}

static bool has_too_large_a_file(void)
{
	int fd = memfd_create("large", MFD_CLOEXEC);

	signal(SIGXFSZ, SIG_IGN);
	return fd >= 0 && lseek(fd, (off_t)WORKBOOK_TEXT_MAX, SEEK_SET) > 0 &&
		write(fd, "x", 1) == 1;
}

static bool lacks_what_it_needs(void)
{
	int fd = memfd_create("text", MFD_CLOEXEC);
	bool has_all = fd >= 0 && write(fd, "text", 4) == 4;

	for (unsigned i = 0; has_all && i < CHARSET_COUNT; i++) {
		int copy = -1;

		has_all = charset_convert(fd, (enum charset)i, &copy) == ERR_OK;
		close(copy);
	}
	return !has_all;
}

static const struct row {
	const char *name;
	bool (*tries)(void); /* true: it could */
} rows[] = {
	{"reads a file", reads_a_file},
	{"opens what it has open", reads_its_input_again},
	{"makes a file", makes_a_file},
	{"runs a program", runs_a_program},
	{"makes a process", makes_a_process},
	{"makes a socket", makes_a_socket},
	{"signals another", signals_another},
	{"traces another", traces_another},
	{"has code of its own", has_code_of_its_own},
	{"raises a limit", raises_a_limit},
	{"has too much memory", has_too_much_memory},
	{"has too large a file", has_too_large_a_file},
	{"lacks what it needs", lacks_what_it_needs},
};

/* In a process of its own; the status of one that is confined and could not is
 * its own as well. */
static void check_row(void **state)
{
	const struct row *row = *state;
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		if (charset_load() || workbook_confine_reader())
			_exit(3);
		_exit(row->tries() ? 4 : 5);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 5);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	return rows_run("confine", &all);
}
