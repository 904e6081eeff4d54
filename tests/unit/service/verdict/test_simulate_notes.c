/* SPDX-License-Identifier: BSD-2-Clause */
/* What differs between two configurations and no verdict can tell. */
#include "unit/service/house.h"

#include "service/verdict/simulate.h"

#define IS(call, expected) assert_int_equal((call), (expected))
#define FAIR "source 'fair' { collected-for = {'offer'} }\n"
#define OFFER                                                   \
	FAIR "purpose 'offer' { bases = {'legitimate-interest'" \
	     "} assessment = 'L' }\n"
#define CONSENT FAIR "purpose 'offer' { bases = {'consent'} }\n"

static const struct row {
	const char *name;
	const char *present, *other;
	unsigned notes;
} rows_of_notes[] = {
	{"no note", "", "", 0},
	{"no note of another purpose", OFFER, CONSENT, 0},
	{"another class", "",
		"classify 'c' { purpose = followup sender = '*@a' }\n",
		SIMULATE_NOTE_CLASSIFY},
	{"a class that is another within",
		"classify 'c' { purpose = followup sender = '*@a' }\n",
		"classify 'c' { purpose = followup sender = '*@b' }\n",
		SIMULATE_NOTE_CLASSIFY},
	{"the last line within a class",
		"classify 'c' { purpose = followup sender = '*@a' }\n"
		"classify 'd' { purpose = followup sender = '*@c' }\n",
		"classify 'c' { purpose = followup sender = '*@a' }\n"
		"classify 'd' { purpose = newsletter sender = '*@c' }\n",
		SIMULATE_NOTE_CLASSIFY},
	{"who may declare", "", "purpose-header { client = '10.0.0.1' }\n",
		SIMULATE_NOTE_CLASSIFY},
	{"another address rule", "",
		"address-rule 'a.example' { ignore-dots = yes }\n",
		SIMULATE_NOTE_ADDRESSES},
	{"other separators", "", "sub-address-separators = '-'\n",
		SIMULATE_NOTE_ADDRESSES},
	{"other own domains", "own-domains = {'firma.example'}\n",
		"own-domains = {'firma.example', 'b.example'}\n",
		SIMULATE_NOTE_OWN_DOMAINS},
	{"notes of several", "",
		"own-domains = {'b.example'}\n"
		"sub-address-separators = '-'\n",
		SIMULATE_NOTE_OWN_DOMAINS | SIMULATE_NOTE_ADDRESSES},
	{"what is too large", "", "quarantine { max-message = '1 MB' }\n",
		SIMULATE_NOTE_SIZE},
};

/* The journal is empty. */
static void check_notes(void **state)
{
	const struct row *row = *state;
	const struct settings *other;
	struct simulation s;
	struct house h;

	house_open_with(&h, row->present);
	other = house_settings(&h, row->other);
	IS(simulate_run(h.desk, other, INSTANT_NONE, &s), ERR_OK);
	IS(s.notes, row->notes);
	IS(s.len, 0);
	simulate_free(&s);
	settings_unref(&other);
	house_close(&h);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_notes, check_notes);
	return rows_run("simulate: notes", &rows);
}
