/* SPDX-License-Identifier: BSD-2-Clause */
/* A whole message: its first line is the sender, then come head and body. */
#include "fuzz/fuzz.h"
#include "inbound/examine.h"
#include "inbound/parts.h"

static const char *say_pass(
	void *arg, const struct spf_question *q, bool *is_late_r)
{
	(void)arg;
	(void)q;
	*is_late_r = false;
	return "pass";
}

static char *cut(char **rest, const char *where)
{
	char *begin = *rest, *end = strstr(begin, where);

	*rest = end ? end + strlen(where) : begin + strlen(begin);
	if (end)
		*end = '\0';
	return begin;
}

static void check(const struct inbound_answer *a)
{
	struct buf out;

	buf_init(&out, INBOUND_PACKET_MAX);
	FUZZ_REQUIRE(inbound_answer_encode(a, &out) == ERR_OK);
	buf_free(&out);
	FUZZ_REQUIRE(strcmp(inbound_meaning_name(a->meaning), "?") != 0);
	FUZZ_REQUIRE((a->meaning == INBOUND_STOP) == (a->word != NULL));
	FUZZ_REQUIRE((a->meaning == INBOUND_STOP ||
			     a->meaning == INBOUND_UNSUBSCRIBE) ==
		(a->grade != INBOUND_UNSAID));
	FUZZ_REQUIRE(a->meaning != INBOUND_FAILURE || a->concerned.len > 0);
	FUZZ_REQUIRE(!a->proof || a->from);
	FUZZ_REQUIRE(a->meaning != INBOUND_NOTHING || !a->proof);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *names[] = {"mx.example"};
	const char *words[] = {"stop", "rezygnuję"};
	const char *recipients[] = {"unsubscribe@firma.example"};
	const char *subjects[] = {"na targach", "Zur Messe"};
	static bool has_begun;
	struct inbound_hello hello = {.trusted_authserv = {names, 1},
		.stop_words = {words, 2},
		.automatic_subjects = {subjects, 2}};
	const struct examiner by = {.hello = &hello, .ask_spf = say_pass};
	char *copy = strndup((const char *)data, size), *rest = copy;
	struct inbound_question q = {.client = "192.0.2.1"};
	struct examined *examined;

	FUZZ_REQUIRE(copy);
	if (!has_begun)
		parts_begin();
	has_begun = true;
	q.sender = cut(&rest, "\n");
	q.head = cut(&rest, "\n\n");
	q.body = rest;
	for (int i = 0; i < 2; i++) {
		FUZZ_REQUIRE(examine(&by, &q, &examined) == ERR_OK);
		check(examined_answer(examined));
		examined_free(&examined);
		hello.unsubscribe_address = recipients[0];
		q.recipients = (struct inbound_list){recipients, 1};
	}
	free(copy);
	return 0;
}
