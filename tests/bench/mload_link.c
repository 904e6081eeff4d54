/* SPDX-License-Identifier: BSD-2-Clause */
#include "bench/mload_link.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <libmilter/mfdef.h>

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static bool flush(struct link *link)
{
	size_t sent = 0;

	while (sent < link->out_len) {
		ssize_t n = send(link->fd, link->out + sent,
			link->out_len - sent, MSG_NOSIGNAL);

		if (n <= 0)
			return false;
		sent += (size_t)n;
	}
	link->out_len = 0;
	return true;
}

static void put(struct link *link, char command, const void *data, size_t len)
{
	uint32_t size = htonl((uint32_t)(len + 1));

	if (link->out_len + len + 5 > sizeof(link->out) && !flush(link))
		link->out_len = 0; /* the next answer will be REPLY_LOST */
	memcpy(link->out + link->out_len, &size, 4);
	link->out[link->out_len + 4] = (unsigned char)command;
	if (len)
		memcpy(link->out + link->out_len + 5, data, len);
	link->out_len += len + 5;
}

static bool read_all(struct link *link, void *into, size_t len)
{
	for (size_t have = 0; have < len;) {
		ssize_t n = recv(link->fd, (char *)into + have, len - have, 0);

		if (n <= 0)
			return false;
		have += (size_t)n;
	}
	return true;
}

/* One packet: its command, or 0 when the connection broke. */
static char get(struct link *link, size_t *len_r)
{
	uint32_t size;

	if (!read_all(link, &size, 4))
		return 0;
	*len_r = ntohl(size);
	if (*len_r == 0 || *len_r > sizeof(link->in) ||
		!read_all(link, link->in, *len_r))
		return 0;
	return (char)link->in[0];
}

static void note_wait(struct link *link, uint64_t begin_ns)
{
	uint64_t took = now_ns() - begin_ns;

	if (took > link->longest_ns)
		link->longest_ns = took;
}

static enum reply await(struct link *link)
{
	uint64_t begin = now_ns();
	char command = 0;
	size_t len;

	if (!flush(link))
		return REPLY_LOST;
	while ((command = get(link, &len)) != 0) {
		if (command == SMFIR_QUARANTINE)
			link->is_held = true;
		else if (!strchr("phimb+-2e", command))
			break;
	}
	note_wait(link, begin);
	switch (command) {
	case SMFIR_SKIP:
		link->skips = true;
		return REPLY_CONTINUE;
	case SMFIR_CONTINUE:
		return REPLY_CONTINUE;
	case SMFIR_ACCEPT:
		return REPLY_ACCEPT;
	case SMFIR_DISCARD:
		return REPLY_DISCARDED;
	case SMFIR_REJECT:
		return REPLY_REFUSED;
	case SMFIR_TEMPFAIL:
		return REPLY_DEFERRED;
	case SMFIR_REPLYCODE:
		return link->in[1] == '4' ? REPLY_DEFERRED : REPLY_REFUSED;
	default:
		return REPLY_LOST;
	}
}

static enum reply step(struct link *link, char command, const void *data,
	size_t len, uint32_t unwanted, uint32_t no_reply)
{
	if (link->steps & unwanted) {
		link->macros_len = 0;
		return REPLY_CONTINUE;
	}
	if (link->macros_len) {
		link->macros[0] = (unsigned char)command;
		put(link, SMFIC_MACRO, link->macros, link->macros_len);
		link->macros_len = 0;
	}
	put(link, command, data, len);
	return link->steps & no_reply ? REPLY_CONTINUE : await(link);
}

int link_open(struct link *link, const char *address)
{
	struct sockaddr_un sun = {.sun_family = AF_UNIX};
	const char *path = strchr(address, ':');
	uint32_t offer[3] = {
		htonl(6), htonl(SMFI_CURR_ACTS), htonl(SMFI_CURR_PROT)};
	uint64_t begin = now_ns();
	size_t len;

	memset(link, 0, offsetof(struct link, out));
	link->out_len = link->macros_len = 0;
	link->is_held = link->skips = false;
	link->longest_ns = 0;
	if (!path || strlen(path + 1) >= sizeof(sun.sun_path))
		return -1;
	memcpy(sun.sun_path, path + 1, strlen(path + 1) + 1);
	link->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (link->fd < 0)
		return -1;
	put(link, SMFIC_OPTNEG, offer, sizeof(offer));
	if (connect(link->fd, (struct sockaddr *)&sun, sizeof(sun)) < 0 ||
		!flush(link) || get(link, &len) != SMFIC_OPTNEG || len < 13) {
		close(link->fd);
		return -1;
	}
	note_wait(link, begin);
	memcpy(&link->steps, link->in + 9, 4);
	link->steps = ntohl(link->steps);
	return 0;
}

void link_close(struct link *link)
{
	put(link, SMFIC_QUIT, NULL, 0);
	(void)flush(link);
	close(link->fd);
}

static void macro_add(struct link *link, const char *text)
{
	size_t len = strlen(text) + 1;

	if (link->macros_len + len > sizeof(link->macros))
		return;
	memcpy(link->macros + link->macros_len, text, len);
	link->macros_len += len;
}

void link_macro(struct link *link, const char *name, const char *value)
{
	if (link->macros_len == 0)
		link->macros_len = 1; /* the command that they go with */
	macro_add(link, name);
	macro_add(link, value);
}

enum reply link_connect(struct link *link)
{
	static const char data[] = "client.example\0"
				   "4\x9c\x40"
				   "127.0.0.1";

	return step(link, SMFIC_CONNECT, data, sizeof(data), SMFIP_NOCONNECT,
		SMFIP_NR_CONN);
}

enum reply link_text(struct link *link, char command, const char *text)
{
	size_t len = strlen(text) + 1;

	switch (command) {
	case SMFIC_HELO:
		return step(
			link, command, text, len, SMFIP_NOHELO, SMFIP_NR_HELO);
	case SMFIC_MAIL:
		link->is_held = link->skips = false;
		return step(
			link, command, text, len, SMFIP_NOMAIL, SMFIP_NR_MAIL);
	default:
		return step(
			link, command, text, len, SMFIP_NORCPT, SMFIP_NR_RCPT);
	}
}

enum reply link_body(struct link *link, const char *text, size_t len)
{
	enum reply reply = REPLY_CONTINUE;

	for (size_t at = 0;
		reply == REPLY_CONTINUE && at < len && !link->skips;) {
		size_t part = len - at < LINK_CHUNK ? len - at : LINK_CHUNK;

		reply = step(link, SMFIC_BODY, text + at, part, SMFIP_NOBODY,
			SMFIP_NR_BODY);
		at += part;
	}
	return reply;
}

enum reply link_step(struct link *link, char command)
{
	if (command == SMFIC_DATA)
		return step(
			link, command, NULL, 0, SMFIP_NODATA, SMFIP_NR_DATA);
	return step(link, SMFIC_EOH, NULL, 0, SMFIP_NOEOH, SMFIP_NR_EOH);
}

enum reply link_header(struct link *link, const char *name, const char *value)
{
	char data[1024];
	size_t name_len = strlen(name) + 1, value_len = strlen(value) + 1;

	if (name_len + value_len > sizeof(data))
		return REPLY_LOST;
	memcpy(data, name, name_len);
	memcpy(data + name_len, value, value_len);
	return step(link, SMFIC_HEADER, data, name_len + value_len,
		SMFIP_NOHDRS, SMFIP_NR_HDR);
}

enum reply link_end(struct link *link)
{
	return step(link, SMFIC_BODYEOB, NULL, 0, 0, 0);
}

void link_abort(struct link *link)
{
	link->macros_len = 0;
	put(link, SMFIC_ABORT, NULL, 0);
}
