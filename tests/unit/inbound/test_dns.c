/* SPDX-License-Identifier: BSD-2-Clause */
/* Questions to a name server of the test's own, on loopback. */
#include "inbound/dns.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <ctype.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "lib/rows.h"

#define LONG_LEN 3000

/*
 * What is done at each question that comes, a letter for each:
 *
 *     a  an answer          A  one with the name in capitals
 *     n  there is no such name
 *     s  the server cannot (SERVFAIL)
 *     -  nothing            0  a datagram of no octet, then an answer
 *     i  another id, q another name, k no answer but a question,
 *     2  two questions, h half a packet: each, and then "no such name"
 *     t  too long: ask by TCP, where a long answer comes
 *     c  too long, and by TCP it is cut
 *     o  too long, and by TCP comes another id
 */
struct server {
	int udp, tcp, stop[2];
	struct sockaddr_in at;
	pthread_t thread;
	const char *script;
	_Atomic unsigned asked;
	unsigned char ids[8][2];
	unsigned char question[600];
	ssize_t question_len;
};

static void answer_make(
	const struct server *s, unsigned char *answer, unsigned rcode)
{
	memcpy(answer, s->question, (size_t)s->question_len);
	answer[2] |= 0x80;
	answer[3] = (unsigned char)rcode;
}

static void reply(struct server *s, const struct sockaddr_in *to,
	const unsigned char *answer, size_t len)
{
	(void)sendto(s->udp, answer, len, 0, (const struct sockaddr *)to,
		sizeof(*to));
}

/* What nobody should take, and then that there is no such name. */
static void reply_wrong(
	struct server *s, const struct sockaddr_in *to, char how)
{
	unsigned char answer[600];
	size_t len = (size_t)s->question_len;

	answer_make(s, answer, ns_r_noerror);
	if (how == 'i')
		answer[1] ^= 1;
	else if (how == 'q')
		answer[NS_HFIXEDSZ + 1] ^= 1;
	else if (how == 'k')
		answer[2] &= 0x7f;
	else if (how == '2')
		answer[5] = 2;
	else if (how == 'h')
		len--;
	else
		len = 0;
	reply(s, to, answer, len);
	answer_make(s, answer, how == '0' ? ns_r_noerror : ns_r_nxdomain);
	reply(s, to, answer, (size_t)s->question_len);
}

static void serve_datagram(struct server *s)
{
	struct sockaddr_in from;
	socklen_t from_len = sizeof(from);
	unsigned char answer[600];
	char how = s->script[s->asked];

	s->question_len = recvfrom(s->udp, s->question, sizeof(s->question), 0,
		(struct sockaddr *)&from, &from_len);
	if (s->question_len < NS_HFIXEDSZ)
		return;
	memcpy(s->ids[s->asked % 8], s->question, 2);
	if (how)
		s->asked++;
	if (!how || how == '-')
		return;
	if (strchr("iqk2h0", how)) {
		reply_wrong(s, &from, how);
		return;
	}
	answer_make(s, answer,
		how == 'n'         ? ns_r_nxdomain :
			how == 's' ? ns_r_servfail :
				     ns_r_noerror);
	if (strchr("tco", how))
		answer[2] |= 0x02;
	for (ssize_t i = NS_HFIXEDSZ; how == 'A' && i < s->question_len; i++)
		answer[i] = (unsigned char)toupper(answer[i]);
	reply(s, &from, answer, (size_t)s->question_len);
}

static void serve_stream(struct server *s)
{
	static unsigned char packet[2 + LONG_LEN];
	unsigned char question[600];
	char how = s->script[s->asked - 1];
	int fd = accept(s->tcp, NULL, NULL);
	ssize_t n = recv(fd, question, 2, MSG_WAITALL);
	size_t len = LONG_LEN;

	n = recv(fd, question, (size_t)question[0] << 8 | question[1],
		MSG_WAITALL);
	assert_int_equal(n, s->question_len);
	assert_memory_equal(question, s->question, (size_t)n);
	memset(packet, 0, sizeof(packet));
	packet[0] = LONG_LEN >> 8;
	packet[1] = LONG_LEN & 0xff;
	answer_make(s, packet + 2, ns_r_noerror);
	packet[2 + LONG_LEN - 1] = 77;
	if (how == 'o')
		packet[2] ^= 1;
	if (how == 'c')
		len -= 100;
	/* In two pieces. */
	(void)send(fd, packet, 1, MSG_NOSIGNAL);
	(void)send(fd, packet + 1, 1 + len, MSG_NOSIGNAL);
	close(fd);
}

static void *serve(void *arg)
{
	struct server *s = arg;
	struct pollfd p[] = {{.fd = s->udp, .events = POLLIN},
		{.fd = s->tcp, .events = POLLIN},
		{.fd = s->stop[0], .events = POLLIN}};

	for (;;) {
		if (poll(p, 3, -1) < 0)
			continue;
		if (p[0].revents)
			serve_datagram(s);
		if (p[1].revents)
			serve_stream(s);
		if (p[2].revents)
			return NULL;
	}
}

static void server_begin(struct server *s, const char *script)
{
	socklen_t len = sizeof(s->at);

	memset(s, 0, sizeof(*s));
	s->script = script;
	s->at.sin_family = AF_INET;
	s->at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	/* One port of both kinds. */
	do {
		if (s->udp > 0) {
			close(s->udp);
			close(s->tcp);
			s->at.sin_port = 0;
		}
		s->udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		s->tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		assert_int_equal(
			bind(s->udp, (struct sockaddr *)&s->at, len), 0);
		assert_int_equal(
			getsockname(s->udp, (struct sockaddr *)&s->at, &len),
			0);
	} while (bind(s->tcp, (struct sockaddr *)&s->at, len) != 0 ||
		listen(s->tcp, 4) != 0);
	assert_int_equal(pipe(s->stop), 0);
	assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

static void server_end(struct server *s)
{
	assert_int_equal(write(s->stop[1], "", 1), 1);
	assert_int_equal(pthread_join(s->thread, NULL), 0);
	close(s->stop[0]);
	close(s->stop[1]);
	close(s->udp);
	close(s->tcp);
}

static const struct row {
	const char *name;
	const char *script;
	size_t servers;
	enum dns_status status;
	unsigned asked;
	size_t len; /* of the answer; 0: as long as the question */
} rows_of_questions[] = {
	{"an answer", "a", 1, DNS_FOUND, 1, 0},
	{"one in capitals", "A", 1, DNS_FOUND, 1, 0},
	{"no such name", "n", 1, DNS_NO_NAME, 1, 0},
	{"a server that cannot", "sa", 1, DNS_NO_ANSWER, 1, 0},
	{"the next one can", "sa", 2, DNS_FOUND, 2, 0},
	{"the next one knows that there is none", "sn", 2, DNS_NO_NAME, 2, 0},
	{"neither can", "ssa", 2, DNS_NO_ANSWER, 2, 0},
	{"none of three can", "sssa", 3, DNS_NO_ANSWER, 3, 0},
	{"no more than three are asked", "sssa", 4, DNS_NO_ANSWER, 3, 0},
	{"a datagram is lost", "-a", 1, DNS_FOUND, 2, 0},
	{"another id is not taken", "i", 1, DNS_NO_NAME, 1, 0},
	{"another name is not taken", "q", 1, DNS_NO_NAME, 1, 0},
	{"a question is not taken", "k", 1, DNS_NO_NAME, 1, 0},
	{"of two questions none is taken", "2", 1, DNS_NO_NAME, 1, 0},
	{"half a packet is not taken", "h", 1, DNS_NO_NAME, 1, 0},
	{"an empty datagram is not taken", "0", 1, DNS_FOUND, 1, 0},
	{"a long answer", "t", 1, DNS_FOUND, 1, LONG_LEN},
	{"a long answer that is cut", "ca", 1, DNS_FOUND, 2, 0},
	{"a long answer with another id", "oa", 1, DNS_FOUND, 2, 0},
	{"nobody to ask", "a", 0, DNS_NO_ANSWER, 0, 0},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	const unsigned char *answer = NULL;
	struct sockaddr_in at[4];
	struct server s;
	struct dns *dns;
	size_t len = 0;

	server_begin(&s, r->script);
	for (size_t i = 0; i < 4; i++)
		at[i] = s.at;
	assert_int_equal(dns_open_at(at, r->servers, &dns), ERR_OK);
	assert_int_equal(dns_ask(dns, "Name.Example", ns_t_txt,
				 clock_monotonic_ms() + 30000, &answer, &len),
		r->status);
	server_end(&s);
	assert_int_equal(s.asked, r->asked);
	if (r->status == DNS_FOUND) {
		assert_int_equal(len, r->len ? r->len : (size_t)s.question_len);
		assert_memory_equal(answer, s.question, 2);
		if (r->len)
			assert_int_equal(answer[len - 1], 77);
	}
	dns_free(&dns);
	dns_free(&dns);
}

/* The question as RFC 1035 has it, each with an id of its own. */
static void test_question(void **state)
{
	static const unsigned char expected[] = "\4name\7example\0\0\20\0\1";
	const unsigned char *answer;
	struct server s;
	struct dns *dns;
	unsigned alike = 0;
	size_t len;

	(void)state;
	server_begin(&s, "aaaaaaaa");
	assert_int_equal(dns_open_at(&s.at, 1, &dns), ERR_OK);
	for (int i = 0; i < 8; i++)
		assert_int_equal(
			dns_ask(dns, "name.example", ns_t_txt,
				clock_monotonic_ms() + 30000, &answer, &len),
			DNS_FOUND);
	server_end(&s);
	assert_int_equal(s.question_len, NS_HFIXEDSZ + sizeof(expected) - 1);
	assert_memory_equal(
		s.question + NS_HFIXEDSZ, expected, sizeof(expected) - 1);
	for (int i = 1; i < 8; i++)
		alike += memcmp(s.ids[i], s.ids[0], 2) == 0;
	assert_true(alike < 7);
	dns_free(&dns);
}

/* What cannot be asked for is not asked. */
static void test_no_question(void **state)
{
	static const char *const names[] = {"a..example",
		"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		"x"
		"x.example"};
	const unsigned char *answer;
	struct server s;
	struct dns *dns;
	size_t len;

	(void)state;
	server_begin(&s, "aa");
	assert_int_equal(dns_open_at(&s.at, 1, &dns), ERR_OK);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(
			dns_ask(dns, names[i], ns_t_a,
				clock_monotonic_ms() + 30000, &answer, &len),
			DNS_NO_NAME);
	/* The time is over. */
	assert_int_equal(dns_ask(dns, "a.example", ns_t_a, clock_monotonic_ms(),
				 &answer, &len),
		DNS_NO_ANSWER);
	server_end(&s);
	assert_int_equal(s.asked, 0);
	dns_free(&dns);
}

/* The end of the time is the end, and nobody waits where none listens. */
static void test_time(void **state)
{
	const unsigned char *answer;
	struct server s;
	struct dns *dns;
	int64_t before, took;
	size_t len;

	(void)state;
	server_begin(&s, "---------");
	assert_int_equal(dns_open_at(&s.at, 1, &dns), ERR_OK);
	before = clock_monotonic_ms();
	assert_int_equal(
		dns_ask(dns, "a.example", ns_t_a, before + 200, &answer, &len),
		DNS_NO_ANSWER);
	took = clock_monotonic_ms() - before;
	assert_true(took >= 200);
	/* Three times, with some patience each. */
	before = clock_monotonic_ms();
	assert_int_equal(dns_ask(dns, "a.example", ns_t_a, before + 60000,
				 &answer, &len),
		DNS_NO_ANSWER);
	took = clock_monotonic_ms() - before;
	assert_true(took >= 2400 && took < 50000);
	server_end(&s);
	assert_int_equal(s.asked, 4);
	before = clock_monotonic_ms();
	assert_int_equal(dns_ask(dns, "a.example", ns_t_a, before + 60000,
				 &answer, &len),
		DNS_NO_ANSWER);
	assert_true(clock_monotonic_ms() - before < 2400);
	dns_free(&dns);
}

static const struct first_row {
	const char *name;
	const char *scripts[2];
	unsigned asked[2]; /* by three questions */
} first_rows[] = {
	{"the one that answered last is asked first", {"-aaa", "aaa"}, {1, 3}},
	{"until it cannot", {"aaaa", "aaa"}, {3, 0}},
	{"and then the other", {"saaa", "asaa"}, {3, 2}},
};

static void check_first(void **state)
{
	const struct first_row *r = *state;
	const unsigned char *answer;
	struct sockaddr_in at[2];
	struct server s[2];
	struct dns *dns;
	size_t len;

	for (size_t i = 0; i < 2; i++) {
		server_begin(&s[i], r->scripts[i]);
		at[i] = s[i].at;
	}
	assert_int_equal(dns_open_at(at, 2, &dns), ERR_OK);
	for (int i = 0; i < 3; i++)
		assert_int_equal(
			dns_ask(dns, "name.example", ns_t_txt,
				clock_monotonic_ms() + 30000, &answer, &len),
			DNS_FOUND);
	for (size_t i = 0; i < 2; i++) {
		server_end(&s[i]);
		assert_int_equal(s[i].asked, r->asked[i]);
	}
	dns_free(&dns);
}

/* A name whose own servers are silent moves nobody; and one of ours that is
 * dead costs no question all of its time. */
static const struct dead_row {
	const char *name;
	const char *scripts[2];
	int64_t ms[2]; /* of each question; much, where an answer comes */
	enum dns_status statuses[2];
	unsigned asked[2]; /* by the second question */
} dead_rows[] = {
	{"a silent name does not move the first", {"-aaa", "-"}, {300, 30000},
		{DNS_NO_ANSWER, DNS_FOUND}, {1, 0}},
	{"a first one that is dead costs a part of the time", {"", "aa"},
		{4000, 30000}, {DNS_FOUND, DNS_FOUND}, {0, 1}},
};

static void check_dead(void **state)
{
	const struct dead_row *r = *state;
	const unsigned char *answer;
	struct sockaddr_in at[2];
	unsigned asked[2] = {0};
	int64_t until;
	struct server s[2];
	struct dns *dns;
	size_t len;

	for (size_t i = 0; i < 2; i++) {
		server_begin(&s[i], r->scripts[i]);
		at[i] = s[i].at;
	}
	assert_int_equal(dns_open_at(at, 2, &dns), ERR_OK);
	for (size_t n = 0; n < 2; n++) {
		for (size_t i = 0; i < 2; i++)
			asked[i] = s[i].asked;
		until = clock_monotonic_ms() + r->ms[n];
		assert_int_equal(dns_ask(dns, "name.example", ns_t_txt, until,
					 &answer, &len),
			r->statuses[n]);
		/* Who does not answer gets all of the time. */
		if (r->statuses[n] == DNS_NO_ANSWER)
			assert_true(clock_monotonic_ms() >= until);
	}
	for (size_t i = 0; i < 2; i++) {
		server_end(&s[i]);
		assert_int_equal(s[i].asked - asked[i], r->asked[i]);
	}
	dns_free(&dns);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_questions, check_row);
	rows_add(&rows, first_rows, check_first);
	rows_add(&rows, dead_rows, check_dead);
	rows_add_one(&rows, "the question", test_question, NULL);
	rows_add_one(&rows, "no question", test_no_question, NULL);
	rows_add_one(&rows, "time", test_time, NULL);
	return rows_run("dns", &rows);
}
