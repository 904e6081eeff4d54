/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/staff/looked.h"

#include <stdio.h>

#include "store/rekey.h"

const char *staff_look_name(enum staff_look what)
{
	switch (what) {
	case LOOK_PERSON:
		return "person";
	case LOOK_MESSAGE:
		return "message";
	case LOOK_EXPORT:
		return "export";
	case LOOK_LIST:
		return "list";
	}
	return "unknown";
}

enum err staff_looked(struct desk *desk, enum staff_look what,
	const struct pseudonym *key, const char *detail)
{
	char text[JOURNAL_DETAIL_MAX];
	const struct desk_act act = {
		.kind = JOURNAL_LOOKED, .key = key, .detail = text};

	snprintf(text, sizeof(text), "%s%s%s", staff_look_name(what),
		detail ? ": " : "", detail ? detail : "");
	return store_is_writing(desk->session) ? desk_journal(desk, &act) :
						 desk_journal_alone(desk, &act);
}
