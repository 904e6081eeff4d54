/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/staff/web/page_lib.h"

#define ROW(more)                                                       \
	"{\"id\":\"7K3MQW9X2ABC\",\"received\":1795452000,\"expires\":" \
	"1796452000,\"size\":14200,\"waiting\":2,\"damaged\":false,"    \
	"\"sender\":\"a<b@firma.example\",\"from\":\"x\",\"login\":"    \
	"\"ania\",\"subject\":\"<i>Oferta\",\"to\":\"x@example.com\","  \
	"\"asked_utc\":null,\"reasons\":[\"unknown\",\"too-soon\"],"    \
	"\"purposes\":[\"news\"]" more "}"

#define LIST(more) "{\"rows\":[" ROW("") "],\"total\":1" more "}"

#define RECIPIENT(more)                                                    \
	"{\"n\":0,\"address\":\"adam@example.com\",\"state\":\"held\","    \
	"\"reason\":\"unknown\",\"purpose\":\"news\",\"ref\":\"AVWG37SR\"" \
	",\"waiting\":true,\"events\":[{\"kind\":\"requested\",\"at\":"    \
	"1795452100,\"who\":\"ola<\",\"words\":\"<b>why\"}]" more "}"

#define CONTENT(more)                                                     \
	"\"content\":{\"read\":true,\"has_text\":true,\"has_page\":true," \
	"\"whole\":true,\"text\":\"<script>Hej\",\"page\":\"slowa\","     \
	"\"headers\":[\"From\",\"<a>\"],\"links\":[\"https://x/?<\"],"    \
	"\"parts\":[{\"name\":\"\",\"type\":\"a/b\",\"size\":1}]" more "}"

#define MESSAGE(row, recipient, rest)                           \
	"{\"message\":" ROW(row) ",\"recipients\":[" RECIPIENT( \
		recipient) "]" rest "}"

#define FATE                                                        \
	"\"fate\":{\"kind\":\"deleted\",\"at\":1795452000,\"who\":" \
	"\"ola<\",\"reason\":\"<b>\"}"

#define OBJECTION                                                          \
	"{\"ref\":\"AVWG37SR\",\"at\":1795452000,\"purpose\":\"\","        \
	"\"channel\":\"letter\",\"words\":\"<stop>\",\"grade\":\"likely\"" \
	",\"cause\":\"likely\",\"letter\":true,\"queue_id\":\"x\"}"

static const struct row {
	const char *name;
	const char *role;
	enum http_method method;
	const char *path;
	const char *result;
	const char *expected;
	const char *unwanted;
} rows[] = {
	{"an empty list", "postmaster", HTTP_GET, "/held", "{}", "0 messages.",
		"<table"},
	{"a list", "postmaster", HTTP_GET, "/held", LIST(""),
		"<a href=\"/held/7K3MQW9X2ABC\">&lt;i&gt;Oferta</a>", "<i>"},
	{"a postmaster chooses", "postmaster", HTTP_GET, "/held", LIST(""),
		"name=\"ids\" value=\"7K3MQW9X2ABC\"", NULL},
	{"an officer reads", "officer", HTTP_GET, "/held", LIST(""),
		"a&lt;b@firma.example", "name=\"ids\""},
	{"and decides nothing", "officer", HTTP_GET, "/held", LIST(""),
		"and 1 more", "/held/plan"},
	{"words were looked for in some", "officer", HTTP_GET, "/held",
		LIST(",\"looked_at\":5000,\"is_partial\":true"),
		"latest 5000 messages only", NULL},
	{"words were looked for in all", "officer", HTTP_GET, "/held",
		LIST(",\"looked_at\":12,\"is_partial\":false"),
		"in 12 messages: all that there are", NULL},
	{"not all are prepared", "officer", HTTP_GET, "/held",
		LIST(",\"undigested\":3"), "not prepared for this search",
		NULL},
	{"a page behind", "officer", HTTP_GET, "/held",
		LIST(",\"after\":\"1795.7\""),
		"name=\"after\" value=\"1795.7\"", "name=\"before\""},
	{"an address is posted", "officer", HTTP_GET, "/held", LIST(""),
		"<form method=\"post\" action=\"/held\">", "method=\"get\""},
	{"the overview", "postmaster", HTTP_GET, "/waiting",
		"{\"counts\":[{\"reason\":\"no-basis\",\"purpose\":\"a&b\","
		"\"recipients\":12,\"oldest\":1795452000}],\"messages\":12}",
		"href=\"/held?reason=no-basis&amp;purpose=a%26b\"", NULL},
	{"nobody asks", "postmaster", HTTP_GET, "/waiting", "{}",
		"Nobody asks for a release.", NULL},
	{"somebody asks", "postmaster", HTTP_GET, "/waiting",
		"{\"requests\":[" ROW(
			",\"asked\":\"<he phoned>\"") "],\"requests_total\":1}",
		"<blockquote>&lt;he phoned&gt;</blockquote>", "<he"},
	{"an objection waits", "postmaster", HTTP_GET, "/waiting",
		"{\"objections\":[" OBJECTION "],\"objections_total\":1}",
		"<q>&lt;stop&gt;</q>", "<stop"},
	{"more objections wait", "postmaster", HTTP_GET, "/waiting",
		"{\"objections\":[" OBJECTION "],\"objections_total\":9}",
		"href=\"/objections\"", NULL},
	{"a message", "postmaster", HTTP_GET, "/held/7K3MQW9X2ABC",
		MESSAGE("", ",\"may\":true,\"now\":\"unknown\"",
			",\"may_release\":true," CONTENT("")),
		"<pre>&lt;script&gt;Hej</pre>", "<script"},
	{"its links are text", "postmaster", HTTP_GET, "/held/7K3MQW9X2ABC",
		MESSAGE("", "", "," CONTENT("")),
		"<code>https://x/?&lt;</code>", "href=\"https"},
	{"its timeline", "officer", HTTP_GET, "/held/7K3MQW9X2ABC",
		MESSAGE("", "", ""), "ola&lt; – &lt;b&gt;why", "<b>why"},
	{"an officer decides nothing", "officer", HTTP_GET,
		"/held/7K3MQW9X2ABC",
		MESSAGE("", ",\"may\":true", ",\"may_release\":true"),
		"adam@example.com", "/held/plan"},
	{"it may be released", "postmaster", HTTP_GET, "/held/7K3MQW9X2ABC",
		MESSAGE("", ",\"may\":true", ",\"may_release\":true"),
		"name=\"act\" value=\"release\"", "May not be released"},
	{"it may not", "postmaster", HTTP_GET, "/held/7K3MQW9X2ABC",
		MESSAGE("",
			",\"may\":false,\"now\":\"objected\",\"article\":"
			"\"GDPR Art. 21(3)\"",
			",\"may_release\":false"),
		"May not be released: objected (GDPR Art. 21(3)).",
		"name=\"act\" value=\"release\""},
	{"an objection is to be confirmed", "postmaster", HTTP_GET,
		"/held/7K3MQW9X2ABC",
		MESSAGE("", ",\"may\":false,\"unconfirmed\":true", ""),
		"href=\"/objections\"", NULL},
	{"the rules say otherwise now", "postmaster", HTTP_GET,
		"/held/7K3MQW9X2ABC",
		MESSAGE("", ",\"may\":true,\"now\":\"too-soon\"", ""),
		"The rules say now: too soon after the last message.", NULL},
	{"it is asked for", "postmaster", HTTP_GET, "/held/7K3MQW9X2ABC",
		"{\"message\":{\"asked_utc\":1,\"asked\":\"<x>\"}}",
		"Its release is asked for: &lt;x&gt;", NULL},
	{"it cannot be shown", "postmaster", HTTP_GET, "/held/7K3MQW9X2ABC",
		MESSAGE("", "", ""), "reading it has failed", "<pre>"},
	{"it is not shown", "postmaster", HTTP_GET, "/held/7K3MQW9X2ABC",
		MESSAGE("", "", ",\"content\":{\"read\":false}"),
		"they nest too deeply", "<pre>"},
	{"its end is missing", "postmaster", HTTP_GET, "/held/7K3MQW9X2ABC",
		MESSAGE("", "", "," CONTENT(",\"whole\":false")),
		"its end is missing", NULL},
	{"it is gone", "postmaster", HTTP_GET, "/held/7K3MQW9X2ABC",
		"{" FATE "}", "ola&lt; has deleted it, 2026-11-23", "<b>"},
	{"what will happen", "postmaster", HTTP_POST, "/held/plan",
		"{\"act\":\"release\",\"tells_released\":true,\"rows\":[" ROW(
			",\"may\":1,\"may_not\":1") "]}",
		"not to 1 recipient", "Their senders are told."},
	{"and is asked for", "postmaster", HTTP_POST, "/held/plan",
		"{\"act\":\"release\",\"rows\":[" ROW(
			",\"may\":1,\"may_not\":0") "]}",
		"name=\"ids\" value=\"7K3MQW9X2ABC\"", "may not be released"},
	{"what is forbidden is not offered", "postmaster", HTTP_POST,
		"/held/plan",
		"{\"act\":\"release\",\"rows\":[" ROW(
			",\"may\":0,\"may_not\":2") "]}",
		"There is nothing to be done.", "/held/act"},
	{"it may be deleted all the same", "postmaster", HTTP_POST,
		"/held/plan",
		"{\"act\":\"delete\",\"tells_deleted\":true,\"rows\":[" ROW(
			",\"may\":0,\"may_not\":2") "]}",
		"class=\"danger\"", "There is nothing to be done."},
	{"kept longer", "postmaster", HTTP_POST, "/held/plan",
		"{\"act\":\"extend\",\"rows\":[" ROW(",\"may\":0") "]}",
		"name=\"days\"", NULL},
	{"somebody was quicker", "postmaster", HTTP_POST, "/held/plan",
		"{\"act\":\"delete\",\"rows\":[{\"id\":\"X\"," FATE "}]}",
		"ola&lt; has deleted it", "/held/act"},
	{"what was done", "postmaster", HTTP_POST, "/held/act",
		"{\"act\":\"delete\",\"rows\":[{\"id\":\"X\",\"end\":"
		"\"done\",\"address\":null,\"text\":\"\"}]}",
		"Deleted.", NULL},
	{"what was not", "postmaster", HTTP_POST, "/held/act",
		"{\"act\":\"release\",\"rows\":[{\"id\":\"X\",\"end\":"
		"\"later\",\"address\":\"<a>\",\"text\":\"451 <no>\"}]}",
		"451 &lt;no&gt;", "<no>"},
	{"who was quicker", "postmaster", HTTP_POST, "/held/act",
		"{\"act\":\"release\",\"rows\":[{\"id\":\"X\",\"end\":"
		"\"gone\",\"text\":\"no message\"," FATE "}]}",
		"ola&lt; has deleted it", "no message"},
	{"objections", "officer", HTTP_GET, "/objections",
		"{\"objections\":[" OBJECTION "]}",
		"name=\"refs\" value=\"AVWG37SR\"", NULL},
	{"no objection", "officer", HTTP_GET, "/objections", "{}",
		"No objection waits.", "<form"},
	{"an objection is confirmed", "officer", HTTP_POST, "/objections/plan",
		"{\"act\":\"confirm\",\"objections\":[" OBJECTION "]}",
		"name=\"refs\" value=\"AVWG37SR\"", "name=\"reason\""},
	{"an objection is dropped", "officer", HTTP_POST, "/objections/plan",
		"{\"act\":\"drop\",\"objections\":[" OBJECTION "]}",
		"name=\"reason\"", NULL},
};

static void test_row(void **state)
{
	const struct row *row = *state;
	struct page page;

	page_of_role(
		&page, row->role, row->method, row->path, row->result, NULL);
	page_has(&page, row->expected);
	page_lacks(&page, row->unwanted);
	page_lacks(&page, "style=");
	page_lacks(&page, "<script");
	page_free(&page);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, test_row);
	return rows_run("pages of held mail", &all);
}
