/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * process.h - user, limits and background of the daemon's process, and how
 *             it starts another
 *
 * Errors:  cause_r in words; after a failed process_drop() the process must
 *          end
 */
#ifndef ROBINSON_BASE_PROCESS_H
#define ROBINSON_BASE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

#define PROCESS_CAUSE_SIZE 200

struct process_user {
	uid_t uid; /* (uid_t)-1: stay who we are */
	gid_t gid;
};

/*
 * What every program does first, before it opens anything: gives the
 * descriptors 0, 1 and 2 that are closed to /dev/null, so that no socket and
 * no store gets their number (what is written there fails, as it would have);
 * takes all rights of others from the files it will make; has its children's
 * exit statuses kept for it; and forbids dumps. Ends the process with
 * EX_OSERR where there is no /dev/null.
 */
void process_begin(void);

/*
 * No core file, and no other process of our user looks into our memory, where
 * keys and mail lie. To be called again whenever the user changes:
 * process_drop() does. A build with -DWITH_DUMPS, for developers, and one with
 * a sanitizer allow both. False: the kernel refuses.
 *
 * Source: prctl(2) PR_SET_DUMPABLE; GDPR Art. 32(1)
 */
bool process_forbid_dumps(void);

/* "name" NULL: as started. ERR_DENIED: not root and not that user. */
enum err process_find_user(const char *name, struct process_user *user_r,
	char cause_r[PROCESS_CAUSE_SIZE]) MUST_CHECK;

/* Becomes that user for good, and checks that there is no way back. */
enum err process_drop(const struct process_user *user,
	char cause_r[PROCESS_CAUSE_SIZE]) MUST_CHECK;

/* Raises the limit of open files as far as we may; returns it. */
unsigned long process_raise_files(void);

/* How many this process has open, and may have; 0: it cannot be told. */
unsigned long process_open_files(void);
unsigned long process_max_files(void);

/*
 * Less of the processors for this process, and for those that it starts, than
 * for one that carries mail: half of them, at least one, and of these a tenth of
 * another's share; all of that while nobody else wants it. Called once, before
 * there are threads. A process that is nicer stays so, and where something is
 * refused all goes on as before.
 */
void process_yield_to_mail(void);

/* Raises the limit of locked memory, which keys need, as far as we may. */
void process_raise_locked(void);

/*
 * Goes to the background. The process that was started waits until
 * process_ready() and exits with 0; where the daemon ends before, with its
 * status, or with EX_UNAVAILABLE when that was 0 or a signal ended it. Returns
 * in the daemon, with what process_ready() needs.
 */
enum err process_daemonize(int *ready_fd_r) MUST_CHECK;
void process_ready(int *ready_fd);

#define PROCESS_CHILD_FDS_MAX 8

struct process_child {
	/* fds[i] becomes its descriptor i, -1 leaves our own there; none from
	 * fds_len on is inherited. At most PROCESS_CHILD_FDS_MAX. */
	const int *fds;
	size_t fds_len;
	char *const *argv; /* argv[0] is the program's path; NULL at the end */
	char *const *environment; /* NULL at the end */
	/* It is killed when the thread that starts it ends, and so when our
	 * process dies, however that dies and even if the child is stopped
	 * just then. */
	bool dies_with_us;
};

/*
 * Starts a program. No signal is blocked or ignored in it, whatever we do.
 * Gives 0, or an errno when it does not run; then there is no child left. The
 * caller waits for *pid_r.
 *
 * Source: prctl(2) PR_SET_PDEATHSIG
 */
int process_spawn(const struct process_child *child, pid_t *pid_r) MUST_CHECK;

#endif
