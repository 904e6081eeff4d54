/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/staff/web/page_lib.h"

#define LIST(state, more)                                         \
	"{\"list\":{\"id\":\"a1\",\"state\":\"" state             \
	"\",\"file\":\"wiosna<1>.csv\",\"purpose\":\"followup\"," \
	"\"created\":1795452000,\"rows\":1200,\"done\":400" more "}}"
static const struct row {
	const char *name;
	enum http_method method;
	const char *path;
	const char *result;
	const char *typed;
	const char *expected;
	const char *unwanted;
} rows[] = {
	{"start: one field", HTTP_GET, "/may", "{\"left\":7,\"lists\":[]}",
		NULL, "name=\"addresses\"", "<table"},
	{"start: how many are left", HTTP_GET, "/may", "{\"left\":1}", NULL,
		"You may ask about 1 more address today.", NULL},
	{"start: a file is sent as a file", HTTP_GET, "/may", "{}", NULL,
		"enctype=\"multipart/form-data\"", NULL},
	{"start: lists", HTTP_GET, "/may",
		"{\"lists\":[{\"id\":\"a1\",\"state\":\"done\",\"file\":"
		"\"x<y\",\"created\":1795452000}]}",
		NULL, "<a href=\"/lists/a1\">x&lt;y</a>", "x<y"},
	{"yes", HTTP_POST, "/may",
		"{\"answers\":[{\"address\":\"a@b.example\",\"yes\":true,"
		"\"why\":\"may be written to\",\"until\":1795452000}]}",
		NULL, "2026-11-23", ">No<"},
	{"no, and what is known is escaped", HTTP_POST, "/may",
		"{\"answers\":[{\"address\":\"<i>@b\",\"yes\":false,"
		"\"why\":\"no <e-mail> address\",\"since\":null}]}",
		NULL, "no &lt;e-mail&gt; address", "<i>"},
	{"what happened goes on with the address", HTTP_POST, "/may",
		"{\"answers\":[{\"address\":\"a@b.example\"}]}", NULL,
		"name=\"who\" value=\"a@b.example\"", NULL},
	{"a list waits", HTTP_GET, "/lists/a1", LIST("waiting", ""), NULL,
		"waits for its turn", "<progress"},
	{"a list is checked", HTTP_GET, "/lists/a1", LIST("running", ""), NULL,
		"<progress max=\"1200\" value=\"400\">", "/cleaned"},
	{"a list is ready", HTTP_GET, "/lists/a1",
		LIST("done",
			",\"may\":900,\"reasons\":[{\"words\":{\"en\":"
			"\"objected\",\"pl\":\"sprzeciw\"},\"rows\":300}]"),
		NULL, "href=\"/lists/a1/cleaned\"", "sprzeciw"},
	{"formulas are warned of", HTTP_GET, "/lists/a1",
		LIST("done", ",\"formulas\":2"), NULL, "begin like a formula",
		NULL},
	{"a list failed", HTTP_GET, "/lists/a1",
		LIST("failed", ",\"cause\":\"No <column>.\""), NULL,
		"No &lt;column&gt;.", "/cleaned"},
	{"what happened: to be confirmed", HTTP_GET, "/happened",
		"{\"confirmed\":true}", NULL, "when a colleague has confirmed",
		NULL},
	{"what happened: at once", HTTP_GET, "/happened",
		"{\"confirmed\":false}", NULL, "as a contact at once", NULL},
	{"what happened: today is there", HTTP_GET, "/happened", "{}", NULL,
		"value=\"2026-11-23\"", NULL},
	{"what happened: what was typed stays", HTTP_GET, "/happened", "{}",
		"{\"who\":\"a\\\"b\",\"note\":\"x\"}", "value=\"a&quot;b\"",
		NULL},
	{"it was stopped", HTTP_GET, "/happened/stopped", "{}", NULL,
		"No marketing mail goes to this person", NULL},
	{"an outcome of nobody's", HTTP_GET, "/happened/%3Cb%3E", "{}", NULL,
		"name=\"what\"", "Thank you"},
	{"a statement", HTTP_GET, "/statements",
		"{\"statements\":[{\"id\":12,\"kind\":\"meeting\",\"at\":"
		"1795452000,\"said\":1795452000,\"who\":\"a@b.example\","
		"\"note\":\"<fair>\",\"teller\":\"ania\"}]}",
		NULL, "&lt;fair&gt;", "Nothing waits"},
	{"no statement", HTTP_GET, "/statements", "{}", NULL, "Nothing waits.",
		"decision"},
	{"more statements", HTTP_GET, "/statements",
		"{\"statements\":[{\"id\":12}],\"more\":true}", NULL,
		"href=\"/statements?after=12\"", NULL},
	{"how much each has entered", HTTP_GET, "/statements",
		"{\"counts\":[{\"teller\":\"a<b\",\"confirmed\":41}]}", NULL,
		"41", "a<b"},
	{"mail that is held", HTTP_GET, "/mail",
		"{\"items\":[{\"seq\":7,\"id\":\"7K3MQW9X2ABC\",\"waits\":true,"
		"\"held\":true,\"requested\":null,\"subject\":\"Oferta <b>\","
		"\"recipients\":[{\"address\":\"a@b.example\",\"words\":"
		"{\"en\":\"nobody\"}}]}],\"names\":1}",
		NULL, "action=\"/mail/7K3MQW9X2ABC/request\"", "<b>"},
	{"something happened with a recipient", HTTP_GET, "/mail",
		"{\"items\":[{\"seq\":7,\"id\":\"7K3MQW9X2ABC\",\"waits\":true,"
		"\"recipients\":[{\"address\":\"a@b.example\"}]}],"
		"\"names\":1}",
		NULL, "name=\"who\" value=\"a@b.example\"", "?who="},
	{"a recipient who cannot be read", HTTP_GET, "/mail",
		"{\"items\":[{\"seq\":7,\"id\":\"7K3MQW9X2ABC\",\"waits\":true,"
		"\"recipients\":[{\"address\":\"\"}]}],\"names\":1}",
		NULL, "7K3MQW9X2ABC", "name=\"who\""},
	{"something happened with whom a mail was refused", HTTP_GET, "/mail",
		"{\"items\":[{\"seq\":7,\"ref\":\"AVWG37SR\"}],\"names\":1}",
		NULL, "href=\"/happened\"", "name=\"who\""},
	{"mail whose release was asked for", HTTP_GET, "/mail",
		"{\"items\":[{\"seq\":7,\"id\":\"7K3MQW9X2ABC\",\"waits\":true,"
		"\"held\":true,\"requested\":1795452000}],\"names\":1}",
		NULL, "Release asked for", "/request"},
	{"mail that was refused", HTTP_GET, "/mail",
		"{\"items\":[{\"seq\":7,\"ref\":\"AVWG37SR\",\"words\":{\"en\":"
		"\"objected\"}}],\"names\":1}",
		NULL, "AVWG37SR", "/request"},
	{"older mail", HTTP_GET, "/mail",
		"{\"items\":[{\"seq\":7}],\"more\":true,\"names\":1}", NULL,
		"href=\"/mail?before=7\"", NULL},
	{"no mail", HTTP_GET, "/mail", "{\"names\":1}", NULL,
		"Nothing of your mail", "administrator"},
	{"nobody's mail", HTTP_GET, "/mail", "{\"names\":0}", NULL,
		"ask your administrator", NULL},
};

static void check_row(void **state)
{
	const struct row *row = *state;
	struct page page;

	page_of(&page, row->method, row->path, row->result, row->typed);
	page_has(&page, row->expected);
	page_lacks(&page, row->unwanted);
	page_free(&page);
}

/* Until there is something to see. */
static void test_refresh(void **state)
{
	struct page page;

	(void)state;
	page_of(&page, HTTP_GET, "/lists/a1", LIST("running", ""), NULL);
	assert_true(page.p.refresh_s > 0);
	page_free(&page);
	page_of(&page, HTTP_GET, "/lists/a1", LIST("done", ""), NULL);
	assert_int_equal(page.p.refresh_s, 0);
	page_free(&page);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add_one(&all, "a page loads itself anew", test_refresh, NULL);
	return rows_run("pages_sales", &all);
}
