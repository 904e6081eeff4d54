/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/staff/web/page_lib.h"

#define OVERVIEW(more) "{\"overview\":{" more "}}"
#define DAYS                                                               \
	"\"first_day\":\"2026-11-29\",\"last_day\":\"2026-11-30\","        \
	"\"days\":[{\"day\":\"2026-11-29\",\"accept\":0,\"hold\":0,"       \
	"\"observed\":{\"reject\":3}},{\"day\":\"2026-11-30\",\"accept\":" \
	"1200,\"flag\":0,\"hold\":30,\"reject\":70}]"
#define ENTRY                                                                \
	"{\"ref\":\"AVWG37SR\",\"at\":\"2018-06-01T10:00:00+02:00\","        \
	"\"kind\":\"verdict\",\"purpose\":\"news\",\"reason\":\"objected\"," \
	"\"action\":\"reject\",\"enforced\":false,\"who\":\"<ola>\"}"
#define REQUEST(more)                                                         \
	"{\"id\":7,\"person\":\"a1b2c3d4\",\"article\":17,\"received\":"      \
	"\"2018-06-01T10:00:00+02:00\",\"due\":\"2018-07-02T23:59:59+02:00\"" \
	"," more "}"

static const struct row {
	const char *name;
	const char *path;
	const char *result;
	const char *expected;
	const char *unwanted;
} rows[] = {
	{"overview of nothing", "/overview", "{}",
		"Nothing was decided in these days.", "<table"},
	{"a bar for each action of a day", "/overview", OVERVIEW(DAYS),
		"<rect class=\"accept\"", "class=\"flag\" x="},
	{"the scale ends with a round number", "/overview", OVERVIEW(DAYS),
		">2000</text>", NULL},
	{"days without a decision are not in the table", "/overview",
		OVERVIEW(DAYS), "data-title=\"Day\">2026-11-30",
		"data-title=\"Day\">2026-11-29"},
	{"what was only observed", "/overview", OVERVIEW(DAYS),
		"3 decisions more were only observed: the messages went.",
		NULL},
	{"a reason, and its bar", "/overview",
		OVERVIEW("\"reasons\":[{\"reason\":\"objected\",\"action\":"
			 "\"reject\",\"purpose\":\"<news>\",\"count\":12345},"
			 "{\"reason\":\"allowed\",\"action\":\"accept\","
			 "\"purpose\":null,\"count\":0}]"),
		"12,345<svg class=\"meter\"", "<news>"},
	{"complaints that reached us", "/overview",
		OVERVIEW("\"came\":[{\"purpose\":null,\"complaints\":4}]"),
		"data-title=\"Complaints that reached us\">4<", NULL},
	{"undeliverable addresses", "/overview", OVERVIEW("\"failures\":1"),
		"1 address turned out to be undeliverable.", NULL},
	{"the milter is away", "/overview", OVERVIEW("\"faults\":null"),
		"the milter does not answer", NULL},
	{"no fault", "/overview",
		OVERVIEW("\"faults\":{\"since\":\"2018-06-01T10:00:00+02:00\","
			 "\"store_up\":true,\"total\":0,\"kinds\":[]}"),
		"none, since <time", "are away"},
	{"faults", "/overview",
		OVERVIEW("\"faults\":{\"since\":null,\"store_up\":false,"
			 "\"total\":4,\"kinds\":[{\"kind\":\"store\","
			 "\"outcome\":\"deferred\",\"count\":4}]}"),
		"store: 4 (deferred)", NULL},
	{"a list that cannot be asked", "/overview",
		OVERVIEW("\"lists\":[{\"name\":\"ecg\",\"usable\":false,"
			 "\"age_s\":172800}]"),
		"2 days old <span class=\"badge bad\">", NULL},
	{"overdue requests", "/overview",
		OVERVIEW("\"requests\":{\"open\":3,\"overdue\":1}"),
		"<span class=\"badge bad\">1 overdue</span>", NULL},
	{"the quarantine", "/overview",
		OVERVIEW("\"quarantine\":{\"messages\":1,\"bytes\":3145728,"
			 "\"limit\":104857600}"),
		"1 message, 3\xc2\xa0MB of 100\xc2\xa0MB", NULL},

	{"a register without any", "/requests", "{\"requests\":[]}",
		"There is none.", "<table"},
	{"an open request has a link", "/requests",
		"{\"requests\":[" REQUEST("\"late\":true") "]}",
		"<a href=\"/requests/7\">7</a>", "answered<"},
	{"it is overdue", "/requests",
		"{\"requests\":[" REQUEST("\"late\":true") "]}",
		"<span class=\"badge bad\">overdue</span>", NULL},
	{"how the person was identified", "/requests",
		"{\"requests\":[" REQUEST("\"identified\":\"<called>\"") "]}",
		"Identified: &lt;called&gt;.", "<called>"},
	{"answered, and no link", "/requests",
		"{\"all\":true,\"requests\":[" REQUEST(
			"\"closed\":\"2018-06-20T10:00:00+02:00\"") "]}",
		"<span class=\"badge good\">answered</span>",
		"href=\"/requests/7\""},
	{"a register of one page", "/requests",
		"{\"requests\":[" REQUEST("\"late\":true") "]}",
		"href=\"/requests?all=1\"", "from="},
	{"the register goes on", "/requests",
		"{\"all\":true,\"next\":100,\"requests\":[" REQUEST(
			"\"late\":true") "]}",
		"<a href=\"/requests?all=1&amp;from=100\">", NULL},
	{"a request to be answered", "/requests/7",
		"{\"request\":" REQUEST("\"late\":false") "}",
		"action=\"/requests/7/extend\"", NULL},
	{"extended once is enough", "/requests/7",
		"{\"request\":" REQUEST(
			"\"extension_told\":\"2018-06-20T10:00:00+02:00\"") "}",
		"action=\"/requests/7/close\"", "/extend"},
	{"a closed one is not closed again", "/requests/7",
		"{\"request\":" REQUEST(
			"\"closed\":\"2018-06-20T10:00:00+02:00\"") "}",
		"Back to the register", "/close"},

	{"who looked: nobody", "/looked", "{\"entries\":[],\"percent\":100}",
		"That is all that the journal has.", "before="},
	{"an entry", "/looked", "{\"entries\":[" ENTRY "],\"next\":0}",
		"&lt;ola&gt;", "<ola>"},
	{"a decision that was only observed", "/looked",
		"{\"entries\":[" ENTRY "],\"next\":0}",
		"the person objected (only observed)", NULL},
	{"further back", "/looked",
		"{\"entries\":[],\"next\":301,\"percent\":98,\"looked_to\":"
		"\"2018-06-01T10:00:00+02:00\"}",
		"href=\"/looked?before=301\"", "That is all"},
	{"of a person, further back", "/person/R1/journal",
		"{\"ref\":\"R1\",\"entries\":[],\"next\":5,\"percent\":50}",
		"href=\"/person/R1/journal?before=5\"", NULL},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	struct page page;

	page_of(&page, HTTP_GET, r->path, r->result, NULL);
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
	return rows_run("overview, register, journal", &all);
}
