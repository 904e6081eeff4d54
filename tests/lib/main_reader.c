/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A helper as robinson-inbound is one, that does what the HELO name says:
 * "die", "hang", "nonsense", "huge", "half", "other", "silent" (as if no
 * name server answered), "tardy" (as if one took its time), "prompt" (as if one
 * answered at once); otherwise it answers with what it was told and what it
 * has.
 */
#include "config.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "inbound/inbound.h"

#define FD 3
#define TARDY_MS 2000

struct told {
	bool is_told;
	unsigned stop_words, subjects;
	bool without_spf;
	int64_t dns_ms;
};

static size_t read_packet(char *bytes)
{
	char head[INBOUND_LENGTH_SIZE];
	size_t len = 0;

	if (recv(FD, head, sizeof(head), MSG_WAITALL) != sizeof(head))
		exit(0);
	if (inbound_packet_len(head, &len) ||
		recv(FD, bytes, len, MSG_WAITALL) != (ssize_t)len)
		exit(2);
	return len;
}

static void write_all(const void *bytes, size_t len)
{
	if (send(FD, bytes, len, 0) != (ssize_t)len)
		exit(0);
}

/* How many descriptors above the socket are open, and variables set. */
static unsigned count_things(void)
{
	unsigned n = 0;
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		n += atoi(entry->d_name) > FD &&
			atoi(entry->d_name) != dirfd(dir);
	if (dir)
		closedir(dir);
	for (char **v = environ; *v; v++)
		n++;
	return n;
}

/* How long the name servers of this one take. */
static int64_t answer_ms(const char *helo)
{
	if (helo && strcmp(helo, "silent") == 0)
		return INT64_MAX;
	if (helo && strcmp(helo, "tardy") == 0)
		return TARDY_MS;
	return helo && strcmp(helo, "prompt") == 0 ? 1 : 0;
}

static void answer(const struct told *told, const struct inbound_question *q,
	struct buf *out)
{
	char why[100];
	int64_t ms = told->without_spf ? 0 : answer_ms(q->helo);
	struct inbound_answer a = {
		.number = q->number,
		.meaning = INBOUND_LETTER,
		.proof = INBOUND_SPF,
		.why = why,
	};

	snprintf(why, sizeof(why),
		"words %u subjects %u spf %d things %u dns %lld",
		told->stop_words, told->subjects, !told->without_spf,
		count_things(), (long long)told->dns_ms);
	if (ms > told->dns_ms) {
		ms = told->dns_ms;
		a.proof = INBOUND_UNPROVEN;
		a.is_late = true;
	}
	usleep((useconds_t)(ms * 1000));
	if (q->helo && strcmp(q->helo, "other") == 0)
		a.number++;
	if (inbound_answer_encode(&a, out))
		exit(2);
}

static void obey(const struct told *told, const struct inbound_question *q)
{
	static const char huge[] = "\xff\xff\xff\xff";
	static const char nonsense[] = "\0\0\0\5AAAAA";
	const char *helo = q->helo ? q->helo : "";
	struct buf out;

	if (strcmp(helo, "die") == 0)
		raise(SIGKILL);
	while (strcmp(helo, "hang") == 0)
		pause();
	if (strcmp(helo, "nonsense") == 0)
		write_all(nonsense, sizeof(nonsense) - 1);
	else if (strcmp(helo, "huge") == 0)
		write_all(huge, sizeof(huge) - 1);
	buf_init(&out, INBOUND_PACKET_MAX);
	answer(told, q, &out);
	write_all(out.data, strcmp(helo, "half") == 0 ? out.len / 2 : out.len);
	buf_free(&out);
	if (strcmp(helo, "half") == 0)
		exit(0);
}

int main(void)
{
	char *bytes = malloc(INBOUND_PACKET_MAX);
	struct inbound_question q;
	struct inbound_hello hello;
	struct told told = {0};

	for (;;) {
		size_t len = read_packet(bytes);

		if (bytes[0] == INBOUND_KIND_HELLO) {
			if (inbound_hello_decode(bytes, len, &hello))
				exit(2);
			told = (struct told){true,
				(unsigned)hello.stop_words.len,
				(unsigned)hello.automatic_subjects.len,
				hello.without_spf, hello.dns_timeout_ms};
			inbound_hello_free(&hello);
			continue;
		}
		if (!told.is_told || inbound_question_decode(bytes, len, &q))
			exit(2);
		obey(&told, &q);
		inbound_question_free(&q);
	}
}
