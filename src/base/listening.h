/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * listening.h - the socket that a daemon listens on
 *
 * Daemons open their listening sockets by this, because libmilter sets neither
 * mode nor group, does not remove a stale socket as root, and does not say how
 * the program could connect to itself. libmilter is handed the open descriptor
 * ("fd:N").
 *
 * Shape:   unix:PATH (or local:PATH, or a path alone), inet:PORT@HOST,
 *          inet6:PORT@HOST, fd:N (inherited, as by socket activation)
 * Errors:  ERR_INVALID the text is none of these; ERR_EXISTS somebody
 *          listens there already; ERR_DENIED, ERR_IO; the cause in words
 * Owns:    listening_close() closes the descriptor and removes the socket
 *          file that listening_open() made
 */
#ifndef ROBINSON_BASE_LISTENING_H
#define ROBINSON_BASE_LISTENING_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>

#include "base/err.h"

#define LISTENING_CAUSE_SIZE 300

struct listening {
	int fd;
	bool is_local; /* a Unix socket: no delayed acknowledgements */
	struct sockaddr_storage address; /* how to connect to it */
	socklen_t address_len;
	char path[sizeof(((struct sockaddr_un *)0)->sun_path)]; /* or "" */
};

struct listening_options {
	const char *socket;
	mode_t mode;
	const char *group; /* NULL: none */
	uid_t owner; /* (uid_t)-1: as we are */
};

enum err listening_open(const struct listening_options *options,
	struct listening *listening_r,
	char cause_r[LISTENING_CAUSE_SIZE]) MUST_CHECK;
void listening_close(struct listening *l);

/* Whether the text names a socket; nothing is opened. */
enum err listening_check(
	const char *socket, char cause_r[LISTENING_CAUSE_SIZE]) MUST_CHECK;

/* A new connection to ourselves, not waited for; -1 and errno. */
int listening_connect(const struct listening *l);

#endif
