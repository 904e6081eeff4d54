/* SPDX-License-Identifier: BSD-2-Clause */
/* robinson-inbound: started by robinson-milter, never by hand. */
#include "config.h"

#include <malloc.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/process.h"
#include "inbound/confine.h"
#include "inbound/parts.h"
#include "inbound/selftest.h"
#include "inbound/serve.h"

#define DAEMON_FD 3
/* Of freed memory so much is kept for the next message. */
#define KEPT_MEMORY (32 * 1024 * 1024)

static int complain(int status, const char *what)
{
	(void)fprintf(stderr, "robinson-inbound: %s\n", what);
	return status;
}

static bool is_socket(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode);
}

static int run_confined(struct spf *spf)
{
#ifndef WITH_SANITIZER
	/* The sanitizers' own work needs calls that are not on the list. */
	if (confine_calls())
		return complain(EX_OSERR, "the kernel has no seccomp");
#endif
	return serve(DAEMON_FD, spf) ? EX_SOFTWARE : EX_OK;
}

static int run_self_test(void)
{
	int failed;

	if (confine_calls())
		return complain(EX_OSERR, "the kernel has no seccomp");
	failed = selftest_run();
	/* Without exit handlers: a leak checker could not run here. */
	_exit(failed ? EX_SOFTWARE : EX_OK);
}

/* Else each message would get its memory from the kernel anew, page by page,
 * which costs more than reading it. Whether malloc() can do so does not
 * matter. */
static void keep_memory(void)
{
	(void)mallopt(M_MMAP_THRESHOLD, KEPT_MEMORY);
	(void)mallopt(M_TRIM_THRESHOLD, KEPT_MEMORY);
}

/* What has to be read from files is read here. */
static int prepare_and_run(bool is_self_test)
{
	struct dns *dns = NULL;
	struct spf *spf = NULL;
	int status;

	keep_memory();
	parts_begin();
	if (serve_warm_up() || dns_open(&dns) || spf_open(dns, &spf))
		status = complain(EX_OSERR, "cannot begin");
	else if (confine_limits())
		status = complain(EX_OSERR, "cannot give up rights");
	else
		status = is_self_test ? run_self_test() : run_confined(spf);
	spf_free(&spf);
	dns_free(&dns);
	return status;
}

int main(int argc, char **argv)
{
	bool is_self_test = argc == 2 && strcmp(argv[1], "--self-test") == 0;

	process_begin();
	if (argc > 1 && !is_self_test)
		return complain(EX_USAGE,
			"takes no arguments; robinson-milter(8) starts it");
	if (!is_self_test && !is_socket(DAEMON_FD))
		return complain(EX_USAGE,
			"no socket from robinson-milter(8), which starts it");
	/* A failed write() returns an error instead of ending the process;
	 * also where standard error is a file that has reached its limit. */
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR ||
		signal(SIGXFSZ, SIG_IGN) == SIG_ERR)
		return complain(EX_OSERR, "cannot ignore signals");
	return prepare_and_run(is_self_test);
}
