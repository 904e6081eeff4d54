/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * held CONFIGURATION: what lies in Robinson's own quarantine, a line for each
 * recipient who waits: Message-ID, address, state, reason, octets. Each
 * message is opened and read to its end.
 */
#include <stdio.h>
#include <stdlib.h>

#include "service/quarantine/quarantine.h"

struct list {
	struct desk *reader; /* a callback does not use its own desk */
	bool has_failed;
};

static bool count(void *arg, const void *bytes, size_t len)
{
	size_t *octets = arg;

	(void)bytes;
	*octets += len;
	return true;
}

static bool show(void *arg, const struct quarantine_entry *entry)
{
	struct list *list = arg;
	size_t octets = 0;

	if (entry->is_damaged ||
		quarantine_read(
			list->reader, &entry->held.id, count, &octets)) {
		fprintf(stderr, "%s: damaged\n", entry->held.id.text);
		list->has_failed = true;
	}
	for (size_t i = 0; i < entry->recipients_len; i++) {
		const struct quarantine_recipient *r = &entry->recipients[i];

		if (HELD_BIT(r->held.state) & HELD_WAITING)
			printf("%s\t%s\t%s\t%s\t%zu\n",
				entry->summary.message_id, r->address,
				held_state_name(r->held.state),
				reason_name(r->held.reason), octets);
	}
	return true;
}

static int list(struct office *office)
{
	const struct held_filter filter = {.after_utc = INSTANT_NONE,
		.since_utc = INSTANT_NONE,
		.before_utc = INSTANT_NONE,
		.due_utc = INSTANT_NONE};
	struct list list = {0};
	struct desk *desk = NULL;
	char cause[DESK_CAUSE_SIZE] = "";
	int status = EXIT_FAILURE;

	if (desk_open(office, "test", &desk, cause) ||
		desk_open(office, "test", &list.reader, cause))
		fprintf(stderr, "%s\n", cause);
	else if (quarantine_list(desk, &filter, show, &list))
		fprintf(stderr, "%s\n", desk->cause);
	else if (!list.has_failed)
		status = EXIT_SUCCESS;
	desk_close(&list.reader);
	desk_close(&desk);
	return status;
}

int main(int argc, char **argv)
{
	struct office_options options = {.clock = &clock_system};
	struct office *office = NULL;
	struct settings *settings = NULL;
	struct problems problems;
	int status = EXIT_FAILURE;

	problems_init(&problems);
	if (argc != 2 || settings_read(argv[1], &settings, &problems)) {
		fprintf(stderr, "usage: held CONFIGURATION\n");
	} else {
		options.settings = settings;
		if (office_open(&options, &office) == ERR_OK)
			status = list(office);
		office_close(&office);
		settings_unref(&options.settings);
	}
	problems_free(&problems);
	return status;
}
