/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hear CONFIGURATION NAME=VALUE...: what a mail from a stranger says is put
 * on record, without the mail: a door for tests behind the helper that reads
 * mail. Names: meaning (letter, stop, unsubscribe, complaint, failure,
 * nothing), proof (spf or none), from, id, answers, concerns, token, client,
 * event (16 characters at most; the same is the same event). Prints the line
 * for the log.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/test_clock.h"
#include "service/intake/intake.h"

struct heard {
	const char *meaning, *proof, *from, *id, *answers, *concerns, *token,
		*client, *event;
};

static bool take(struct heard *h, const char *word)
{
	const struct {
		const char *name;
		const char **value;
	} names[] = {{"meaning", &h->meaning}, {"proof", &h->proof},
		{"from", &h->from}, {"id", &h->id}, {"answers", &h->answers},
		{"concerns", &h->concerns}, {"token", &h->token},
		{"client", &h->client}, {"event", &h->event}};
	const char *value = strchr(word, '=');

	for (size_t i = 0; value && i < sizeof(names) / sizeof(names[0]); i++) {
		if (strlen(names[i].name) == (size_t)(value - word) &&
			strncmp(names[i].name, word, (size_t)(value - word)) ==
				0) {
			*names[i].value = value + 1;
			return true;
		}
	}
	return false;
}

static enum inbound_meaning meaning_of(const char *name)
{
	for (int m = INBOUND_NOTHING; name && m <= INBOUND_FAILURE; m++)
		if (strcmp(inbound_meaning_name((enum inbound_meaning)m),
			    name) == 0)
			return (enum inbound_meaning)m;
	return INBOUND_LETTER;
}

static void make_event(const struct heard *h, struct intake_event *event_r)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	memcpy(event_r->id, &now, sizeof(event_r->id));
	if (h->event) {
		memset(event_r->id, 0, sizeof(event_r->id));
		memcpy(event_r->id, h->event,
			strnlen(h->event, sizeof(event_r->id)));
	}
	event_r->client = h->client;
	event_r->queue_id = "4QTEST";
	event_r->host = "mx.firma.example";
}

static enum err hear(struct desk *desk, const struct heard *h, struct buf *said)
{
	struct intake_event event = {.received_utc = desk->now_utc};
	struct inbound_answer answer = {
		.meaning = meaning_of(h->meaning),
		.proof = h->proof && strcmp(h->proof, "none") == 0 ?
			INBOUND_UNPROVEN :
			INBOUND_SPF,
		.from = h->from,
		.message_id = h->id,
		.token = h->token,
	};
	const char *answers = h->answers, *concerns = h->concerns;
	enum err e;

	make_event(h, &event);
	if (answers)
		answer.answered = (struct inbound_list){&answers, 1};
	if (concerns)
		answer.concerned = (struct inbound_list){&concerns, 1};
	e = flood_new(&event.flood);
	if (!e)
		e = intake_message(desk, &event, &answer, said);
	flood_free(&event.flood);
	return e;
}

static int with_settings(const struct settings *settings, const struct heard *h)
{
	struct test_clock t;
	struct office_options options = {.settings = settings};
	char cause[DESK_CAUSE_SIZE] = "";
	struct office *office = NULL;
	struct desk *desk = NULL;
	struct buf said;
	enum err e;

	test_clock_init(&t);
	options.clock = &t.clock;
	options.create_store = true;
	buf_init(&said, 4000);
	e = office_open(&options, &office);
	if (!e)
		e = desk_open(office, NULL, &desk, cause);
	if (!e) {
		e = hear(desk, h, &said);
		snprintf(cause, sizeof(cause), "%s", desk->cause);
	}
	if (e)
		fprintf(stderr, "%s: %s\n", err_text(e), cause);
	else
		puts(buf_text(&said));
	buf_free(&said);
	desk_close(&desk);
	office_close(&office);
	return e ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	struct heard h = {.meaning = "letter"};
	const struct settings *settings;
	struct settings *read = NULL;
	struct problems problems;
	int status;

	for (int i = 2; i < argc; i++) {
		if (!take(&h, argv[i])) {
			fprintf(stderr, "what is %s?\n", argv[i]);
			return EXIT_FAILURE;
		}
	}
	problems_init(&problems);
	if (argc < 2 || settings_read(argv[1], &read, &problems)) {
		fprintf(stderr, "usage: hear CONFIGURATION NAME=VALUE...\n");
		problems_free(&problems);
		return EXIT_FAILURE;
	}
	problems_free(&problems);
	settings = read;
	status = with_settings(settings, &h);
	settings_unref(&settings);
	return status;
}
