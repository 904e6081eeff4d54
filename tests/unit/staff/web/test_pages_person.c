/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/staff/web/page_lib.h"

#define EVENTS                                                             \
	"\"scale\":{\"from\":1527804000,\"to\":1530439200,\"ticks\":["     \
	"{\"at\":1527804000,\"text\":\"2018-06-01\"}]},\"events\":["       \
	"{\"kind\":\"collected\",\"at\":1527804000,\"date\":"              \
	"\"2018-06-01T00:00:00+02:00\",\"name\":\"chat\"},"                \
	"{\"kind\":\"contact\",\"at\":1527804000,\"date\":"                \
	"\"2018-06-01T00:00:00+02:00\",\"name\":null},"                    \
	"{\"kind\":\"objection\",\"at\":null,\"date\":null,\"name\":null," \
	"\"detail\":\"<phone>\",\"unconfirmed\":true},"                    \
	"{\"kind\":\"send\",\"at\":1529100000,\"date\":"                   \
	"\"2018-06-16T00:00:00+02:00\",\"name\":\"news\"},"                \
	"{\"kind\":\"asked\",\"at\":1530439200,\"date\":"                  \
	"\"2018-07-01T12:00:00+02:00\"}]"

#define PERSON(more) \
	"{\"ref\":\"R1\",\"person\":{\"address\":\"a<b@example.com\"," more "}}"

#define EFFECT(more)                                                         \
	"{\"ref\":\"R1\",\"address\":\"a@example.com\",\"effect\":{\"act\":" \
	"\"erase\"," more "}}"

#define COUNTS(when, known, n)                                                \
	"\"" when "\":{\"known\":" known ",\"restricted\":null,\"grants\":" n \
	",\"objections\":0,\"held\":" n "}"

static const struct row {
	const char *name;
	enum http_method method;
	const char *path;
	const char *result;
	const char *typed;
	const char *expected;
	const char *unwanted;
} rows[] = {
	{"the search posts the address", HTTP_GET, "/person", "{}", NULL,
		"<form method=\"post\" action=\"/person/find\">", "get"},
	{"nothing to show", HTTP_GET, "/person/R1", "{}", NULL,
		"There is no record of this person.", NULL},
	{"text is text", HTTP_GET, "/person/R1", PERSON("\"known\":true"), NULL,
		"a&lt;b@example.com", "a<b"},
	{"restricted", HTTP_GET, "/person/R1",
		PERSON("\"restricted\":\"2018-06-01T10:00:00+02:00\""), NULL,
		"href=\"/person/R1/act/restrict-lift\"",
		"href=\"/person/R1/act/restrict\""},
	{"not restricted", HTTP_GET, "/person/R1",
		PERSON("\"restricted\":null"), NULL,
		"href=\"/person/R1/act/restrict\"",
		"href=\"/person/R1/act/restrict-lift\""},
	{"no objection to be undone", HTTP_GET, "/person/R1",
		PERSON("\"objections\":[]"), NULL,
		"No consent and no objection is on record.", "act/object-lift"},
	{"one that may be", HTTP_GET, "/person/R1",
		PERSON("\"objections\":[{\"purpose\":null,\"at\":null,"
		       "\"channel\":\"<b>\",\"by_domain\":true}]"),
		NULL, "&lt;b&gt;", "<b>"},
	{"retention has an end", HTTP_GET, "/person/R1",
		PERSON("\"retention\":{\"kind\":\"until\",\"end\":"
		       "\"2018-07-01T23:59:59+02:00\"}"),
		NULL,
		"<time datetime=\"2018-07-01T23:59:59+02:00\">2018-07-01 "
		"23:59</time>",
		NULL},
	{"retention is over", HTTP_GET, "/person/R1",
		PERSON("\"retention\":{\"kind\":\"ended\",\"end\":null}"), NULL,
		"the time has ended", NULL},
	{"rule by rule", HTTP_GET, "/person/R1",
		PERSON("\"purposes\":[{\"name\":\"news\",\"action\":\"reject\","
		       "\"reason\":\"objected\",\"rules\":[{\"rule\":1,"
		       "\"reason\":\"objected\",\"article\":\"GDPR Art. "
		       "21(3)\",\"state\":\"applies\"}]}]"),
		NULL, "the person objected", NULL},
	{"the picture says what it shows", HTTP_GET, "/person/R1",
		PERSON(EVENTS), NULL,
		"aria-label=\"What happened from 2018-06-01 00:00 to "
		"2018-07-01 12:00: 1 \xC3\x97 data collected, 1 \xC3\x97 "
		"contact, 1 \xC3\x97 marketing message sent\"",
		NULL},
	{"once for a narrow screen", HTTP_GET, "/person/R1", PERSON(EVENTS),
		NULL, "class=\"timeline narrow\"", NULL},
	{"undated events stand in words alone", HTTP_GET, "/person/R1",
		PERSON(EVENTS), NULL,
		"date not known objection: all direct marketing "
		"(&lt;phone&gt;), not confirmed yet",
		"Against it"},
	{"no picture of one date", HTTP_GET, "/person/R1",
		PERSON("\"scale\":null,\"events\":[]"), NULL, "What happened",
		"class=\"timeline"},
	{"older events", HTTP_GET, "/person/R1",
		PERSON("\"events_left_out\":7"), NULL,
		"7 older events are not shown.", NULL},
	{"the form of an act", HTTP_GET, "/person/R1/act/rectify",
		"{\"ref\":\"R1\",\"act\":\"rectify\",\"address\":\"a@b.c\","
		"\"requests\":[{\"id\":7,\"article\":16,\"received\":"
		"\"2018-06-01T10:00:00+02:00\"}]}",
		NULL, "<option value=\"7\">7: Art. 16, 2018-06-01</option>",
		"name=\"purpose\""},
	{"filled once more", HTTP_GET, "/person/R1/act/rectify",
		"{\"ref\":\"R1\",\"act\":\"rectify\"}", "{\"to\":\"x\\\"y\"}",
		"value=\"x&quot;y\"", NULL},
	{"the form of an act that there is not", HTTP_GET,
		"/person/R1/act/forget", "{\"ref\":\"R1\",\"act\":\"forget\"}",
		NULL, NULL, "<form"},
	{"the data is fetched, not shown", HTTP_GET, "/person/R1/act/export",
		"{\"ref\":\"R1\",\"act\":\"export\"}", NULL,
		"action=\"/person/R1/export\"", "/effect"},
	{"what would be deleted", HTTP_POST, "/person/R1/effect",
		EFFECT("\"changes\":true," COUNTS("before", "true",
			"2") "," COUNTS("after", "false", "0")),
		NULL, "<li>2 consents are deleted.</li>", "Nothing would"},
	{"it cannot be undone", HTTP_POST, "/person/R1/effect",
		EFFECT("\"changes\":true," COUNTS("before", "true",
			"1") "," COUNTS("after", "false", "0")),
		NULL, "<button class=\"danger\">Erase</button>", NULL},
	{"one is one", HTTP_POST, "/person/R1/effect",
		EFFECT(COUNTS("before", "true", "1") "," COUNTS(
			"after", "false", "0")),
		NULL, "1 held message to this address is deleted.", NULL},
	{"nothing would change", HTTP_POST, "/person/R1/effect",
		EFFECT("\"changes\":false"), NULL,
		"Nothing would be other than it is now.", NULL},
	{"the new address", HTTP_POST, "/person/R1/effect",
		EFFECT("\"other\":{" COUNTS("before", "false", "0") "," COUNTS(
			"after", "true", "3") "}"),
		NULL, "<li>3 consents are added.</li>", NULL},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	struct page page;

	page_of(&page, r->method, r->path, r->result, r->typed);
	page_has(&page, r->expected);
	page_lacks(&page, r->unwanted);
	page_lacks(&page, "style=");
	page_lacks(&page, "<script");
	page_free(&page);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	return rows_run("pages of a person", &all);
}
