/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows of the grammar, named for people who ask why. */
#include <stdio.h>
#include <string.h>

#include "inbound/stop_match.h"

/* In the order of their numbers. */
static const char *const names[] = {"|", "please", "greeting", "I", "me", "my",
	"not", "no", "more", "want", "receive", "send", "write", "send-me",
	"not-send", "cease", "unsubscribe", "remove", "remove-me", "take",
	"off", "list", "address", "mail", "ad", "offer", "object", "withdraw",
	"consent", "process", "cancel", "subscription", "interest", "how",
	"where", "be", "signed-up", "leave-in-peace", "bare", "this", "right",
	"business", "mailbox", "means", "from", "unwelcome", "purpose",
	"goods"};

_Static_assert(sizeof(names) / sizeof(*names) == STOP_CLASSES,
	"each class has a name");

static void add(char name[STOP_ROW_SIZE], const char *text)
{
	size_t used = strlen(name);

	snprintf(name + used, STOP_ROW_SIZE - used, "%s", text);
}

static void add_step(char name[STOP_ROW_SIZE], uint64_t any)
{
	const char *between = "";

	for (size_t i = 0; i < STOP_CLASSES; i++) {
		if (!(any & STOP_CLASS(i)))
			continue;
		add(name, between);
		add(name, names[i]);
		between = "/";
	}
}

void stop_match_name(const struct stop_match *match, char name_r[STOP_ROW_SIZE])
{
	snprintf(name_r, STOP_ROW_SIZE, "%s: ", match->language->name);
	for (const struct stop_step *step = match->row->steps; step->any;
		step++) {
		if (step != match->row->steps)
			add(name_r, " + ");
		add_step(name_r, step->any);
	}
}
