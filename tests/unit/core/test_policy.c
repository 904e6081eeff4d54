/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules D18 */
#include "core/policy.h"

#include <stdio.h>

#include "core/policy_find.h"
#include "lib/rows.h"
#include "unit/core/story.h"

#define SEEN "known source:chat collected:2018-05-28T10:00 "
#define CONTACT "contact:2018-05-28T10:00 "
#define PROSPECT SEEN CONTACT "relation:prospect,2018-05-28T10:00 "
#define CUSTOMER SEEN CONTACT "relation:customer,2018-05-28T10:00 "
#define SUBSCRIBER SEEN CONTACT "relation:subscriber,2018-05-28T10:00 "
#define NEWS "newsletter"
#define NEWS_GRANT "grant:newsletter,consent,2018-05-28T10:00"

enum mode {
	LIVE,
	ASKED
};

struct policy_row {
	const char *name;
	const char *facts;
	const char *purpose;
	const char *now;
	enum reason reason;
	enum mode mode;
	const char *since; /* NULL: not looked at */
};

/* Adam Nowak asks for an offer on the chat on 2018-05-28 at 10:00. */
static const struct policy_row example_rows[] = {
	{"Adam: the offer he asked for", PROSPECT, "plain", "2018-05-28T10:20",
		REASON_ALLOWED, LIVE, NULL},
	{"Adam: follow-up with a small discount", PROSPECT, "plain",
		"2018-06-11T09:00", REASON_ALLOWED, LIVE, NULL},
	{"Adam: reminder", PROSPECT, "plain", "2018-06-25T09:00",
		REASON_ALLOWED, LIVE, NULL},
	{"Adam: the last instant", PROSPECT, "plain", "2018-06-28T23:59:59",
		REASON_ALLOWED, LIVE, NULL},
	{"Adam: one second later", PROSPECT, "plain", "2018-06-29T00:00:00",
		REASON_RETENTION_EXPIRED, LIVE, "2018-06-28T23:59:59"},
	{"Adam replies: the last instant", PROSPECT "contact:2018-06-20T12:00",
		"plain", "2018-07-20T23:59:59", REASON_ALLOWED, LIVE, NULL},
	{"Adam replies: one second later", PROSPECT "contact:2018-06-20T12:00",
		"plain", "2018-07-21T00:00:00", REASON_RETENTION_EXPIRED, LIVE,
		NULL},
	{"Adam buys", PROSPECT "relation:customer,2018-06-15T12:00", "plain",
		"2019-01-10T09:00", REASON_ALLOWED, LIVE, NULL},
	{"Adam unsubscribes", PROSPECT "objection:*,2018-06-12T08:00", "plain",
		"2018-06-25T09:00", REASON_OBJECTED, LIVE, "2018-06-12T08:00"},
	{"Adam is purged", "", "plain", "2018-06-30T09:00", REASON_UNKNOWN,
		LIVE, NULL},
};

/* Rules D1 P3 W4 */
static const struct policy_row objected_rows[] = {
	{"objection to the purpose", PROSPECT "objection:plain,2018-06-01",
		"plain", "2018-06-02", REASON_OBJECTED, LIVE, "2018-06-01"},
	{"objection to another purpose",
		PROSPECT "objection:newsletter,2018-06-01", "plain",
		"2018-06-02", REASON_ALLOWED, LIVE, NULL},
	{"objection of the domain", PROSPECT "objection:*,2018-06-01,domain",
		"plain", "2018-06-02", REASON_OBJECTED, LIVE, NULL},
	{"objection of one of whom nothing else is known",
		"objection:*,2018-06-01", "plain", "2018-06-02",
		REASON_OBJECTED, LIVE, NULL},
	{"objection before everything else",
		PROSPECT "restricted:2018-06-01 withdrawal:plain,2018-06-01 "
			 "failure:2018-06-01 objection:*,2018-06-01",
		"plain", "2020-06-02", REASON_OBJECTED, LIVE, NULL},
	{"objection without proof",
		PROSPECT "objection:*,2018-06-01,unconfirmed", "plain",
		"2018-06-02", REASON_OBJECTION_UNCONFIRMED, LIVE, "2018-06-01"},
	{"one without proof and one with it, later",
		PROSPECT "objection:*,2018-06-01,unconfirmed "
			 "objection:plain,2018-06-03",
		"plain", "2018-06-04", REASON_OBJECTED, LIVE, "2018-06-03"},
	{"one with proof that was lifted, one without that was not",
		PROSPECT "objection:plain,2018-06-01 lift:plain,2018-06-02 "
			 "objection:plain,2018-06-03,unconfirmed",
		"plain", "2018-06-04", REASON_OBJECTION_UNCONFIRMED, LIVE,
		"2018-06-03"},
	{"one without proof, to another purpose",
		PROSPECT "objection:newsletter,2018-06-01,unconfirmed", "plain",
		"2018-06-02", REASON_ALLOWED, LIVE, NULL},
	{"one without proof is lifted like any other",
		PROSPECT "objection:*,2018-06-01,unconfirmed "
			 "lift:plain,2018-06-02",
		"plain", "2018-06-03", REASON_ALLOWED, LIVE, NULL},
	{"one without proof, before everything but an objection",
		PROSPECT "restricted:2018-06-01 withdrawal:plain,2018-06-01 "
			 "objection:*,2018-06-01,unconfirmed",
		"plain", "2020-06-02", REASON_OBJECTION_UNCONFIRMED, LIVE,
		NULL},
	{"objection from its instant on",
		PROSPECT "objection:*,2018-06-01T12:00", "plain",
		"2018-06-01T12:00", REASON_OBJECTED, ASKED, NULL},
	{"objection dated later, asked", PROSPECT "objection:*,2018-06-02",
		"plain", "2018-06-01", REASON_ALLOWED, ASKED, NULL},
	{"objection dated later, live", PROSPECT "objection:*,2030-06-02",
		"plain", "2018-06-01", REASON_OBJECTED, LIVE, NULL},
	{"objection without a date, asked", PROSPECT "objection:*,-", "plain",
		"2018-06-01", REASON_OBJECTED, ASKED, "-"},
	{"the earliest of several is named",
		PROSPECT "objection:*,2018-06-05 objection:plain,2018-06-03 "
			 "objection:*,-",
		"plain", "2018-06-10", REASON_OBJECTED, LIVE, "2018-06-03"},
	{"objection whose purpose nobody knows any more",
		PROSPECT "objection:vanished,2018-06-01", "plain", "2018-06-02",
		REASON_OBJECTED, LIVE, NULL},
	{"lifted by a later grant",
		PROSPECT "objection:plain,2018-06-01 lift:plain,2018-06-02",
		"plain", "2018-06-03", REASON_ALLOWED, LIVE, NULL},
	{"of an objection to all, that purpose only",
		PROSPECT "objection:*,2018-06-01 lift:plain,2018-06-02",
		"plain", "2018-06-03", REASON_ALLOWED, LIVE, NULL},
	{"of an objection to all, the rest stays",
		PROSPECT "objection:*,2018-06-01 lift:plain,2018-06-02",
		"followup", "2018-06-03", REASON_OBJECTED, LIVE, NULL},
	{"a lift at the objection's own instant",
		PROSPECT "objection:*,2018-06-01 lift:plain,2018-06-01",
		"plain", "2018-06-03", REASON_OBJECTED, LIVE, NULL},
	{"a lift before the objection",
		PROSPECT "objection:*,2018-06-01 lift:plain,2018-05-31",
		"plain", "2018-06-03", REASON_OBJECTED, LIVE, NULL},
	{"a lift never lifts a domain's",
		PROSPECT "objection:*,2018-06-01,domain lift:plain,2018-06-02",
		"plain", "2018-06-03", REASON_OBJECTED, LIVE, NULL},
	{"lifted, but objected again",
		PROSPECT "objection:*,2018-06-01 lift:plain,2018-06-02 "
			 "objection:*,2018-06-03",
		"plain", "2018-06-04", REASON_OBJECTED, LIVE, "2018-06-03"},
	{"a lift dated later, asked",
		PROSPECT "objection:*,2018-06-01 lift:plain,2018-06-05",
		"plain", "2018-06-03", REASON_OBJECTED, ASKED, NULL},
	{"a lift far ahead, live",
		PROSPECT "objection:*,2018-06-01 lift:plain,2018-06-15",
		"plain", "2018-06-03", REASON_OBJECTED, LIVE, NULL},
	{"a lift within a day ahead, live",
		PROSPECT "objection:*,2018-06-01 lift:plain,2018-06-04T00:00",
		"plain", "2018-06-03T00:00", REASON_ALLOWED, LIVE, NULL},
	{"a lift ends an objection without a date",
		PROSPECT "objection:*,- lift:plain,2018-06-01", "plain",
		"2018-06-03", REASON_ALLOWED, LIVE, NULL},
};

/* Rules D3 D4 D5 */
static const struct policy_row person_rows[] = {
	{"restricted", PROSPECT "restricted:2018-06-01", "plain", "2018-06-02",
		REASON_RESTRICTED, LIVE, "2018-06-01"},
	{"restricted from its instant on", PROSPECT "restricted:2018-06-01",
		"plain", "2018-06-01", REASON_RESTRICTED, ASKED, NULL},
	{"restricted later, asked", PROSPECT "restricted:2018-06-02", "plain",
		"2018-06-01", REASON_ALLOWED, ASKED, NULL},
	{"restricted later, live", PROSPECT "restricted:2030-06-02", "plain",
		"2018-06-01", REASON_RESTRICTED, LIVE, NULL},
	{"restricted though unknown", "restricted:2018-06-01", "plain",
		"2018-06-02", REASON_RESTRICTED, LIVE, NULL},
	{"unknown", "", "plain", "2018-06-02", REASON_UNKNOWN, LIVE, "-"},
	{"unknown before the first date, asked", PROSPECT, "plain",
		"2018-05-28T09:59:59", REASON_UNKNOWN, ASKED, NULL},
	{"known at the first date, asked", PROSPECT, "plain",
		"2018-05-28T10:00", REASON_ALLOWED, ASKED, NULL},
	{"unknown while all lies ahead, live", PROSPECT, "plain", "2018-05-20",
		REASON_UNKNOWN, LIVE, NULL},
	{"what has no date is known at any instant",
		"known source:chat relation:customer", "plain", "2001-01-01",
		REASON_ALLOWED, ASKED, NULL},
	{"a withdrawal that was kept, without a record",
		"withdrawal:plain,2018-06-01", "plain", "2018-06-02",
		REASON_WITHDRAWN, LIVE, "2018-06-01"},
	{"a withdrawal for another purpose, without a record",
		"withdrawal:newsletter,2018-06-01", "plain", "2018-06-02",
		REASON_UNKNOWN, LIVE, NULL},
	{"a withdrawal dated later, without a record, asked",
		"withdrawal:plain,2018-06-03", "plain", "2018-06-02",
		REASON_UNKNOWN, ASKED, NULL},
	{"a withdrawal and a later grant, without a record, asked",
		"withdrawal:plain,2018-06-01 grant:plain,consent,2018-06-02",
		"plain", "2018-06-03", REASON_UNKNOWN, ASKED, NULL},
	{"restricted before a withdrawal that was kept",
		"restricted:2018-06-01 withdrawal:plain,2018-06-01", "plain",
		"2018-06-02", REASON_RESTRICTED, LIVE, NULL},
	{"withdrawn, though the relation carries a basis",
		PROSPECT "withdrawal:plain,2018-06-01", "plain", "2018-06-02",
		REASON_WITHDRAWN, LIVE, "2018-06-01"},
	{"withdrawal for another purpose",
		PROSPECT "withdrawal:newsletter,2018-06-01", "plain",
		"2018-06-02", REASON_ALLOWED, LIVE, NULL},
	{"withdrawal ends the grant before it",
		SUBSCRIBER NEWS_GRANT " withdrawal:newsletter,2018-06-01", NEWS,
		"2018-06-02", REASON_WITHDRAWN, LIVE, NULL},
	{"withdrawal ends the grant of its own instant",
		SUBSCRIBER NEWS_GRANT " withdrawal:newsletter,"
				      "2018-05-28T10:00",
		NEWS, "2018-06-02", REASON_WITHDRAWN, LIVE, NULL},
	{"a grant after the withdrawal stands",
		SUBSCRIBER "withdrawal:newsletter,2018-05-01 " NEWS_GRANT, NEWS,
		"2018-06-02", REASON_ALLOWED, LIVE, NULL},
	{"a grant after the withdrawal that has expired",
		SUBSCRIBER "withdrawal:newsletter,2018-05-01 " NEWS_GRANT
			   ",2018-06-01",
		NEWS, "2018-06-02", REASON_WITHDRAWN, LIVE, NULL},
	{"a grant after the withdrawal without evidence",
		SUBSCRIBER "withdrawal:newsletter,2018-05-01 " NEWS_GRANT
			   ",-,unproven",
		NEWS, "2018-06-02", REASON_WITHDRAWN, LIVE, NULL},
	{"withdrawal from its instant on",
		SUBSCRIBER NEWS_GRANT " withdrawal:newsletter,2018-06-02", NEWS,
		"2018-06-02", REASON_WITHDRAWN, ASKED, NULL},
	{"withdrawal dated later, asked",
		SUBSCRIBER NEWS_GRANT " withdrawal:newsletter,2018-06-03", NEWS,
		"2018-06-02", REASON_ALLOWED, ASKED, NULL},
	{"withdrawal dated later, live",
		SUBSCRIBER NEWS_GRANT " withdrawal:newsletter,2030-06-03", NEWS,
		"2018-06-02", REASON_WITHDRAWN, LIVE, NULL},
	{"withdrawal without a date ends every grant",
		SUBSCRIBER NEWS_GRANT " withdrawal:newsletter,-", NEWS,
		"2018-06-02", REASON_WITHDRAWN, ASKED, "-"},
	{"withdrawal ends a grant without a date",
		SUBSCRIBER "grant:newsletter,consent,- "
			   "withdrawal:newsletter,2001-01-01",
		NEWS, "2018-06-02", REASON_WITHDRAWN, LIVE, NULL},
	{"withdrawal whose purpose nobody knows any more",
		PROSPECT "withdrawal:vanished,2018-06-01", "plain",
		"2018-06-02", REASON_WITHDRAWN, LIVE, NULL},
};

/* The dates; where one has none the order of recording; then the one against
 * writing. */
/* Rules D23 */
static const struct policy_row order_rows[] = {
	{"objection by its day, lifted the same day",
		PROSPECT "objection:*,2018-06-01,day,told=2018-06-01T09:00 "
			 "lift:plain,2018-06-01T18:00,told=2018-06-01T18:00",
		"plain", "2018-06-03", REASON_OBJECTED, LIVE, "2018-06-01"},
	{"objection by its day, lifted in its last second",
		PROSPECT "objection:*,2018-06-01,day "
			 "lift:plain,2018-06-01T23:59:59",
		"plain", "2018-06-03", REASON_OBJECTED, LIVE, NULL},
	{"objection by its day, lifted on the next",
		PROSPECT "objection:*,2018-06-01,day lift:plain,2018-06-02",
		"plain", "2018-06-03", REASON_ALLOWED, LIVE, NULL},
	{"objection by its day, told after a lift on the next",
		PROSPECT "objection:*,2018-06-01,day,told=2018-06-03 "
			 "lift:plain,2018-06-02,told=2018-06-02",
		"plain", "2018-06-04", REASON_ALLOWED, LIVE, NULL},
	{"objection by its day holds from its first second, asked",
		PROSPECT "objection:*,2018-06-01,day", "plain",
		"2018-06-01T00:00", REASON_OBJECTED, ASKED, NULL},
	{"and not before, asked", PROSPECT "objection:*,2018-06-01,day",
		"plain", "2018-05-31T23:59:59", REASON_ALLOWED, ASKED, NULL},
	{"a day of 25 hours is outlasted to its end",
		PROSPECT "contact:2018-10-28 objection:*,2018-10-28,day "
			 "lift:plain,2018-10-28T22:59:59Z",
		"plain", "2018-10-29", REASON_OBJECTED, LIVE, NULL},
	{"and no longer",
		PROSPECT "contact:2018-10-28 objection:*,2018-10-28,day "
			 "lift:plain,2018-10-28T23:00:00Z",
		"plain", "2018-10-29", REASON_ALLOWED, LIVE, NULL},
	{"a day of 23 hours ends when it ends",
		PROSPECT "contact:2019-03-31 objection:*,2019-03-31,day "
			 "lift:plain,2019-03-31T22:00:00Z",
		"plain", "2019-04-01", REASON_ALLOWED, LIVE, NULL},
	{"objection without a date, told before the lift",
		PROSPECT "objection:*,-,told=2018-06-01 "
			 "lift:plain,2018-05-29,told=2018-06-02",
		"plain", "2018-06-03", REASON_ALLOWED, LIVE, NULL},
	{"objection without a date, told after the lift",
		PROSPECT "objection:*,-,told=2018-06-03 "
			 "lift:plain,2018-06-02,told=2018-06-02",
		"plain", "2018-06-04", REASON_OBJECTED, LIVE, "-"},
	{"objection without a date, told in the lift's second",
		PROSPECT "objection:*,-,told=2018-06-02 "
			 "lift:plain,2018-06-02,told=2018-06-02",
		"plain", "2018-06-04", REASON_OBJECTED, LIVE, "-"},
	{"told after a lift from before",
		PROSPECT "objection:*,-,told=2018-06-01 lift:plain,2018-06-02",
		"plain", "2018-06-04", REASON_OBJECTED, LIVE, "-"},
	{"an objection from before, a lift told since",
		PROSPECT "objection:*,- "
			 "lift:plain,2018-06-02,told=2018-06-02",
		"plain", "2018-06-04", REASON_ALLOWED, LIVE, NULL},
	{"from before, a lift without a date",
		PROSPECT "objection:*,- lift:plain,-", "plain", "2018-06-04",
		REASON_OBJECTED, LIVE, "-"},
	{"from before, dated, a lift without a date told since",
		PROSPECT "objection:*,2018-06-01 lift:plain,-,told=2018-06-02",
		"plain", "2018-06-04", REASON_OBJECTED, LIVE, NULL},
	{"a lift without a date, told after the objection",
		PROSPECT "objection:*,2018-06-01,told=2018-06-01 "
			 "lift:plain,-,told=2018-06-02",
		"plain", "2018-06-04", REASON_ALLOWED, LIVE, NULL},
	{"of two without a date one was told after the lift",
		PROSPECT "objection:*,-,told=2018-06-01 "
			 "lift:plain,2018-06-02,told=2018-06-02 "
			 "objection:*,-,told=2018-06-03",
		"plain", "2018-06-04", REASON_OBJECTED, LIVE, "-"},
	{"without a date, recorded later, asked",
		PROSPECT "objection:*,-,told=2018-06-10", "plain", "2018-06-01",
		REASON_OBJECTED, ASKED, "-"},
	{"withdrawal by its day, a grant of that day",
		SUBSCRIBER "withdrawal:newsletter,2018-06-01,day "
			   "grant:newsletter,consent,2018-06-01T18:00",
		NEWS, "2018-06-03", REASON_WITHDRAWN, LIVE, "2018-06-01"},
	{"a grant of the next day",
		SUBSCRIBER "withdrawal:newsletter,2018-06-01,day "
			   "grant:newsletter,consent,2018-06-02",
		NEWS, "2018-06-03", REASON_ALLOWED, LIVE, NULL},
	{"withdrawal without a date, told before the grant",
		SUBSCRIBER
		"withdrawal:newsletter,-,told=2018-06-01 "
		"grant:newsletter,consent,2018-06-02,told=2018-06-02",
		NEWS, "2018-06-03", REASON_ALLOWED, LIVE, NULL},
	{"withdrawal without a date, told after the grant",
		SUBSCRIBER
		"withdrawal:newsletter,-,told=2018-06-02 "
		"grant:newsletter,consent,2018-06-01,told=2018-06-01",
		NEWS, "2018-06-03", REASON_WITHDRAWN, LIVE, "-"},
	{"withdrawal without a date, told with the grant",
		SUBSCRIBER
		"withdrawal:newsletter,-,told=2018-06-01 "
		"grant:newsletter,consent,2018-06-01,told=2018-06-01",
		NEWS, "2018-06-03", REASON_WITHDRAWN, LIVE, "-"},
	{"withdrawal from before, a grant told since",
		SUBSCRIBER
		"withdrawal:newsletter,- "
		"grant:newsletter,consent,2018-06-02,told=2018-06-02",
		NEWS, "2018-06-03", REASON_WITHDRAWN, LIVE, "-"},
	{"withdrawal told after a grant from before",
		SUBSCRIBER "withdrawal:newsletter,-,told=2018-06-01 "
			   "grant:newsletter,consent,2018-06-02",
		NEWS, "2018-06-03", REASON_WITHDRAWN, LIVE, "-"},
	{"a grant without a date, told after the withdrawal",
		SUBSCRIBER "withdrawal:newsletter,2018-06-01,told=2018-06-01 "
			   "grant:newsletter,consent,-,told=2018-06-02",
		NEWS, "2018-06-03", REASON_ALLOWED, LIVE, NULL},
	{"a grant without a date, told before the withdrawal",
		SUBSCRIBER "withdrawal:newsletter,2018-06-01,told=2018-06-02 "
			   "grant:newsletter,consent,-,told=2018-06-01",
		NEWS, "2018-06-03", REASON_WITHDRAWN, LIVE, NULL},
	{"the order of recording does not matter where both have dates",
		SUBSCRIBER
		"withdrawal:newsletter,2018-06-01,told=2018-06-10 "
		"grant:newsletter,consent,2018-06-02,told=2018-06-02",
		NEWS, "2018-06-11", REASON_ALLOWED, LIVE, NULL},
	{"a grant ahead, live, and a withdrawal of this day",
		SUBSCRIBER "withdrawal:newsletter,2018-06-02,day "
			   "grant:newsletter,consent,2018-06-03T10:00",
		NEWS, "2018-06-02T12:00", REASON_WITHDRAWN, LIVE, NULL},
};

/* Rules D6 D7 D8 D9 D21 P4 */
static const struct policy_row lawful_rows[] = {
	{"special category without consent", PROSPECT, "wellbeing",
		"2018-06-02", REASON_SPECIAL_CATEGORY, LIVE, NULL},
	{"special category, consent is not explicit",
		SUBSCRIBER "grant:wellbeing,consent,2018-05-28T10:00",
		"wellbeing", "2018-06-02", REASON_SPECIAL_CATEGORY, LIVE, NULL},
	{"special category with explicit consent",
		SUBSCRIBER "grant:wellbeing,explicit-consent,2018-05-28T10:00",
		"wellbeing", "2018-06-02", REASON_ALLOWED, LIVE, NULL},
	{"special category, explicit consent to something else",
		SUBSCRIBER "grant:newsletter,explicit-consent,2018-05-28",
		"wellbeing", "2018-06-02", REASON_SPECIAL_CATEGORY, LIVE, NULL},
	{"special category, explicit consent expired",
		SUBSCRIBER "grant:wellbeing,explicit-consent,2018-05-28,"
			   "2018-06-01",
		"wellbeing", "2018-06-02", REASON_SPECIAL_CATEGORY, LIVE, NULL},
	{"incompatible: source for nothing", CUSTOMER "source:support", "plain",
		"2018-06-02", REASON_INCOMPATIBLE, LIVE, NULL},
	{"incompatible: source not registered", CUSTOMER "source:vanished",
		"plain", "2018-06-02", REASON_INCOMPATIBLE, LIVE, NULL},
	{"incompatible: no source",
		"known relation:customer,2018-05-28 contact:2018-05-28",
		"plain", "2018-06-02", REASON_INCOMPATIBLE, LIVE, NULL},
	{"incompatible before no basis", SUBSCRIBER "source:support", "plain",
		"2018-06-02", REASON_INCOMPATIBLE, LIVE, NULL},
	{"a consent outweighs the source",
		CUSTOMER "source:support grant:plain,consent,2018-06-01",
		"plain", "2018-06-02", REASON_ALLOWED, LIVE, NULL},
	{"a consent to another purpose does not",
		CUSTOMER "source:support grant:newsletter,consent,2018-06-01",
		"plain", "2018-06-02", REASON_INCOMPATIBLE, LIVE, NULL},
	{"a source whose collection lies ahead is absent, asked",
		CUSTOMER "collected:2018-07-01", "plain", "2018-06-02",
		REASON_INCOMPATIBLE, ASKED, NULL},
	{"a grant stands through its expiry",
		SUBSCRIBER NEWS_GRANT ",2018-06-02T12:00", NEWS,
		"2018-06-02T12:00", REASON_ALLOWED, LIVE, NULL},
	{"a grant has expired one second later",
		SUBSCRIBER NEWS_GRANT ",2018-06-02T12:00", NEWS,
		"2018-06-02T12:00:01", REASON_BASIS_EXPIRED, LIVE,
		"2018-06-02T12:00"},
	{"the latest expiry is named",
		SUBSCRIBER NEWS_GRANT ",2018-06-04 " NEWS_GRANT
				      ",2018-06-05 " NEWS_GRANT ",2018-06-03",
		NEWS, "2018-06-06", REASON_BASIS_EXPIRED, LIVE, "2018-06-05"},
	{"an expiry ahead may be known, asked",
		SUBSCRIBER NEWS_GRANT ",2018-06-05", NEWS, "2018-06-02",
		REASON_ALLOWED, ASKED, NULL},
	{"expired, but another basis stands",
		PROSPECT "grant:plain,consent,2018-05-28T10:00,2018-06-01",
		"plain", "2018-06-02", REASON_ALLOWED, LIVE, NULL},
	{"expired without evidence is no basis",
		SUBSCRIBER NEWS_GRANT ",2018-06-01,unproven", NEWS,
		"2018-06-02", REASON_NO_BASIS, LIVE, NULL},
	{"expired of a basis not accepted is no basis",
		SUBSCRIBER "grant:shop,consent,2018-05-28,2018-06-01", "shop",
		"2018-06-02", REASON_NO_BASIS, LIVE, NULL},
	{"expired explicit consent where consent is accepted",
		SUBSCRIBER "grant:newsletter,explicit-consent,2018-05-28,"
			   "2018-06-01",
		NEWS, "2018-06-02", REASON_BASIS_EXPIRED, LIVE, NULL},
	{"expired and withdrawn is withdrawn",
		SUBSCRIBER NEWS_GRANT
		",2018-06-01 withdrawal:newsletter,2018-05-30",
		NEWS, "2018-06-02", REASON_WITHDRAWN, LIVE, NULL},
	{"no basis", SUBSCRIBER, NEWS, "2018-06-02", REASON_NO_BASIS, LIVE,
		"-"},
	{"a consent", SUBSCRIBER NEWS_GRANT, NEWS, "2018-06-02", REASON_ALLOWED,
		LIVE, NULL},
	{"an explicit consent counts as consent",
		SUBSCRIBER "grant:newsletter,explicit-consent,2018-05-28", NEWS,
		"2018-06-02", REASON_ALLOWED, LIVE, NULL},
	{"a consent without evidence", SUBSCRIBER NEWS_GRANT ",-,unproven",
		NEWS, "2018-06-02", REASON_NO_BASIS, LIVE, NULL},
	{"a consent without a date, asked",
		SUBSCRIBER "grant:newsletter,consent,-", NEWS, "2018-06-02",
		REASON_ALLOWED, ASKED, NULL},
	{"a consent dated later, asked",
		SUBSCRIBER "grant:newsletter,consent,2018-06-03", NEWS,
		"2018-06-02", REASON_NO_BASIS, ASKED, NULL},
	{"a consent a day ahead, live",
		SUBSCRIBER "grant:newsletter,consent,2018-06-03T12:00", NEWS,
		"2018-06-02T12:00", REASON_ALLOWED, LIVE, NULL},
	{"a consent more than a day ahead, live",
		SUBSCRIBER "grant:newsletter,consent,2018-06-03T12:00:01", NEWS,
		"2018-06-02T12:00", REASON_NO_BASIS, LIVE, NULL},
	{"a basis that nobody knows",
		SUBSCRIBER "grant:newsletter,nonsense,2018-05-28", NEWS,
		"2018-06-02", REASON_NO_BASIS, LIVE, NULL},
	{"a grant of what cannot be granted",
		SUBSCRIBER "grant:plain,legitimate-interest,2018-05-28",
		"plain", "2018-06-02", REASON_NO_BASIS, LIVE, NULL},
	{"the relation carries no consent",
		SEEN "relation:pretender,2018-05-28", NEWS, "2018-06-02",
		REASON_NO_BASIS, LIVE, NULL},
	{"a legitimate interest that nobody assessed", PROSPECT, "offers",
		"2018-06-02", REASON_NO_BASIS, LIVE, NULL},
	{"where a consent helps", PROSPECT "grant:offers,consent,2018-05-28",
		"offers", "2018-06-02", REASON_ALLOWED, LIVE, NULL},
	{"a contract", CUSTOMER, "shop", "2018-06-02", REASON_ALLOWED, LIVE,
		NULL},
	{"a contract does not outlive the relation",
		SEEN CONTACT "relation:customer,2018-05-28,2018-06-01", "shop",
		"2018-06-02", REASON_NO_BASIS, LIVE, NULL},
	{"a legitimate interest does",
		SEEN CONTACT "relation:customer,2018-05-28,2018-06-01", "plain",
		"2018-06-02", REASON_ALLOWED, LIVE, NULL},
	{"a relation's end holds from its instant on",
		SEEN CONTACT "relation:customer,2018-05-28,2018-06-01T12:00",
		"shop", "2018-06-01T12:00", REASON_NO_BASIS, LIVE, NULL},
	{"and not one second before",
		SEEN CONTACT "relation:customer,2018-05-28,2018-06-01T12:00",
		"shop", "2018-06-01T11:59:59", REASON_ALLOWED, LIVE, NULL},
	{"a relation that nobody knows",
		SEEN CONTACT "relation:vanished,2018-05-28", "plain",
		"2018-06-02", REASON_NO_BASIS, LIVE, NULL},
	{"a known one before it does not come back",
		CUSTOMER "relation:vanished,2018-06-01", "plain", "2018-06-02",
		REASON_NO_BASIS, LIVE, NULL},
	{"no relation", SEEN CONTACT, "plain", "2018-06-02", REASON_NO_BASIS,
		LIVE, NULL},
	{"a relation that begins later, asked",
		SUBSCRIBER "relation:customer,2018-06-03", "shop", "2018-06-02",
		REASON_NO_BASIS, ASKED, NULL},
	{"a relation that begins far ahead, live",
		SUBSCRIBER "relation:customer,2018-06-10", "shop", "2018-06-02",
		REASON_NO_BASIS, LIVE, NULL},
	{"a relation that begins within a day, live",
		SUBSCRIBER "relation:customer,2018-06-02T20:00", "shop",
		"2018-06-02T12:00", REASON_ALLOWED, LIVE, NULL},
	{"a dated relation replaces one without a date",
		SEEN CONTACT "relation:customer relation:subscriber,"
			     "2018-05-28",
		"shop", "2018-06-02", REASON_NO_BASIS, LIVE, NULL},
	{"in whatever order",
		SEEN CONTACT "relation:subscriber,2018-05-28 "
			     "relation:customer",
		"shop", "2018-06-02", REASON_NO_BASIS, LIVE, NULL},
	{"of two that end the one that ends first",
		SEEN CONTACT "relation:customer,2018-05-28,2018-06-10 "
			     "relation:customer,2018-05-28,2018-06-01",
		"shop", "2018-06-02", REASON_NO_BASIS, LIVE, NULL},
	{"of two that begin at once the one that ends",
		SEEN CONTACT "relation:customer,2018-05-28 "
			     "relation:customer,2018-05-28,2018-06-01",
		"shop", "2018-06-02", REASON_NO_BASIS, LIVE, NULL},
};

/* Rules D10 D11 D12 D13 D22 */
static const struct policy_row time_rows[] = {
	{"retention: a relation without rule",
		SEEN CONTACT "relation:guest,2018-05-28", "plain", "2018-05-29",
		REASON_RETENTION_EXPIRED, LIVE, "-"},
	{"retention before undeliverable", PROSPECT "failure:2018-06-01",
		"plain", "2018-07-02", REASON_RETENTION_EXPIRED, LIVE, NULL},
	{"undeliverable", PROSPECT "failure:2018-06-01", "plain", "2018-06-02",
		REASON_UNDELIVERABLE, LIVE, "2018-06-01"},
	{"undeliverable, the latest is named",
		PROSPECT "failure:2018-06-03 failure:2018-06-01 failure:-",
		"plain", "2018-06-04", REASON_UNDELIVERABLE, LIVE,
		"2018-06-03"},
	{"undeliverable, but heard of since",
		PROSPECT "failure:2018-06-01 contact:2018-06-02", "plain",
		"2018-06-03", REASON_ALLOWED, LIVE, NULL},
	{"undeliverable, contact at the same second",
		PROSPECT "failure:2018-06-01 contact:2018-06-01", "plain",
		"2018-06-03", REASON_UNDELIVERABLE, LIVE, NULL},
	{"undeliverable since nobody knows when", PROSPECT "failure:-", "plain",
		"2018-06-03", REASON_UNDELIVERABLE, LIVE, "-"},
	{"undeliverable later, asked", PROSPECT "failure:2018-06-04", "plain",
		"2018-06-03", REASON_ALLOWED, ASKED, NULL},
	{"a contact ahead is no later than now",
		PROSPECT "failure:2018-06-03T12:00 contact:2018-06-03T20:00",
		"plain", "2018-06-03T12:00", REASON_UNDELIVERABLE, LIVE, NULL},
	{"a contact more than a day ahead is absent, live",
		PROSPECT "contact:2018-07-02T12:00", "plain",
		"2018-07-01T00:00", REASON_RETENTION_EXPIRED, LIVE, NULL},
	{"a contact within a day ahead counts, live",
		PROSPECT "contact:2018-07-02T00:00", "plain",
		"2018-07-01T00:00", REASON_ALLOWED, LIVE, NULL},
	{"a contact ahead is absent, asked",
		PROSPECT "contact:2018-07-01T00:00:01", "plain",
		"2018-07-01T00:00", REASON_RETENTION_EXPIRED, ASKED, NULL},
	{"two unanswered of three",
		PROSPECT "send:reminder,2018-06-01,a "
			 "send:reminder,2018-06-05,b",
		"reminder", "2018-06-20", REASON_ALLOWED, LIVE, NULL},
	{"three unanswered of three",
		PROSPECT "send:reminder,2018-06-01,a "
			 "send:reminder,2018-06-05,b "
			 "send:reminder,2018-06-09,c",
		"reminder", "2018-06-20", REASON_UNANSWERED, LIVE,
		"2018-06-09"},
	{"sends for another purpose do not count",
		PROSPECT "send:reminder,2018-06-01,a send:plain,2018-06-05,b "
			 "send:reminder,2018-06-09,c",
		"reminder", "2018-06-20", REASON_ALLOWED, LIVE, NULL},
	{"a contact answers what went before",
		PROSPECT "send:reminder,2018-06-01,a "
			 "send:reminder,2018-06-05,b "
			 "send:reminder,2018-06-09,c contact:2018-06-10",
		"reminder", "2018-06-20", REASON_ALLOWED, LIVE, NULL},
	{"a contact does not answer a send of its own second",
		PROSPECT "send:reminder,2018-06-01,a "
			 "send:reminder,2018-06-01,b "
			 "send:reminder,2018-06-01,c contact:2018-06-01",
		"reminder", "2018-06-20", REASON_UNANSWERED, LIVE, NULL},
	{"sends dated later do not count, asked",
		PROSPECT "send:reminder,2018-06-01,a "
			 "send:reminder,2018-06-05,b "
			 "send:reminder,2018-06-19,c",
		"reminder", "2018-06-18", REASON_ALLOWED, ASKED, NULL},
	{"they do, live",
		PROSPECT "send:reminder,2018-06-01,a "
			 "send:reminder,2018-06-05,b "
			 "send:reminder,2018-06-19,c",
		"reminder", "2018-06-18", REASON_UNANSWERED, LIVE, NULL},
	{"too soon", PROSPECT "send:reminder,2018-06-01T12:00,a", "reminder",
		"2018-06-04T11:59:59", REASON_TOO_SOON, LIVE,
		"2018-06-01T12:00"},
	{"the interval is elapsed time",
		PROSPECT "send:reminder,2018-06-01T12:00,a", "reminder",
		"2018-06-04T12:00", REASON_ALLOWED, LIVE, NULL},
	{"also over a change of the clocks",
		"known source:chat relation:customer contact:2018-03-01 "
		"send:reminder,2018-03-24T12:00,a",
		"reminder", "2018-03-27T12:59:59", REASON_TOO_SOON, LIVE, NULL},
	{"and its end",
		"known source:chat relation:customer contact:2018-03-01 "
		"send:reminder,2018-03-24T12:00,a",
		"reminder", "2018-03-27T13:00", REASON_ALLOWED, LIVE, NULL},
	{"too soon after the last of several",
		PROSPECT "send:reminder,2018-06-09,a "
			 "send:reminder,2018-06-01,b",
		"reminder", "2018-06-10", REASON_TOO_SOON, LIVE, "2018-06-09"},
	{"not too soon after another purpose's",
		PROSPECT "send:plain,2018-06-01T12:00,a", "reminder",
		"2018-06-01T13:00", REASON_ALLOWED, LIVE, NULL},
	{"a send dated later is forgotten, asked",
		PROSPECT "send:reminder,2018-06-02,a", "reminder", "2018-06-01",
		REASON_ALLOWED, ASKED, NULL},
};

static struct question ask(const struct policy *policy, const struct zone *zone,
	const char *purpose, const char *now, enum mode mode)
{
	struct question q = {
		.purpose = policy_purpose(policy, purpose),
		.now_utc = story_instant(zone, now),
		.is_live = mode == LIVE,
	};

	assert_non_null(q.purpose);
	return q;
}

static void assert_reason(enum reason found, enum reason expected)
{
	if (found != expected)
		fail_msg("%s, expected %s", reason_name(found),
			reason_name(expected));
}

static void check_row(void **state)
{
	const struct policy_row *r = *state;
	bool held[REASON_COUNT];
	struct verdict v, again;
	struct policy policy;
	struct story story;
	struct question q;
	struct zone *zone;

	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	story_read(&story, zone, r->facts);
	story_policy(zone, &policy);
	q = ask(&policy, zone, r->purpose, r->now, r->mode);
	policy_decide(&policy, &story.subject, &q, &v);
	assert_reason(v.reason, r->reason);
	assert_int_equal(v.action, reason_default_action(r->reason));
	if (r->since)
		assert_true(v.since_utc == story_instant(zone, r->since));
	policy_explain(&policy, &story.subject, &q, held, &again);
	assert_reason(again.reason, r->reason);
	assert_true(again.since_utc == v.since_utc);
	assert_true(held[r->reason]);
	story_free(&story);
	zone_free(&zone);
}

/* "reminder" goes at most three times, and every three days. */
#define ONE "send:reminder,2018-06-09T12:00,"
#define TWO "send:reminder,2018-06-01,a send:reminder,2018-06-05,b "

static const struct same_row {
	const char *name;
	const char *facts;
	const char *message;
	const char *at;
	enum reason reason;
} same_rows[] = {
	{"a retry is not counted by the limit", TWO ONE "cx", "cx",
		"2018-06-12T12:05", REASON_ALLOWED},
	{"nor by the interval", ONE "cx", "cx", "2018-06-09T12:05",
		REASON_ALLOWED},
	{"another Message-ID is another message, limit", TWO ONE "cx", "dx",
		"2018-06-12T12:05", REASON_UNANSWERED},
	{"another Message-ID is another message, interval", ONE "cx", "dx",
		"2018-06-09T12:05", REASON_TOO_SOON},
	{"another Date or From is another message, limit", TWO ONE "cx", "cy",
		"2018-06-12T12:05", REASON_UNANSWERED},
	{"another Date or From is another message, interval", ONE "cx", "cy",
		"2018-06-09T12:05", REASON_TOO_SOON},
	{"one Message-ID for all of them",
		"send:reminder,2018-06-01,cx send:reminder,2018-06-05,cy "
		"send:reminder,2018-06-09,cz",
		"cw", "2018-06-13", REASON_UNANSWERED},
	{"none recorded: the Message-ID does", ONE "c-", "cy",
		"2018-06-09T12:05", REASON_ALLOWED},
	{"none recorded, another Message-ID", ONE "c-", "dy",
		"2018-06-09T12:05", REASON_TOO_SOON},
	{"none recorded, and too long ago",
		"send:reminder,2018-06-01,c- send:reminder,2018-06-09,d", "cy",
		"2018-06-09T12:05", REASON_TOO_SOON},
	{"five days after its first sight", TWO ONE "cx", "cx",
		"2018-06-14T12:00", REASON_ALLOWED},
	{"one second more, and it is another message", TWO ONE "cx", "cx",
		"2018-06-14T12:00:01", REASON_UNANSWERED},
	{"used again after six days it excuses no interval",
		"send:reminder,2018-06-03T12:00,cx send:reminder,2018-06-08,d",
		"cx", "2018-06-09T12:00:01", REASON_TOO_SOON},
	{"and its retry is one of the second",
		"send:reminder,2018-06-01T12:00,cx "
		"send:reminder,2018-06-09T12:00,cx",
		"cx", "2018-06-09T12:05", REASON_ALLOWED},
	{"without Message-ID or Date it is never known again", ONE "cx", "c!",
		"2018-06-09T12:05", REASON_TOO_SOON},
	{"not even by the Message-ID alone", ONE "c-", "c!", "2018-06-09T12:05",
		REASON_TOO_SOON},
	{"a clock a day ahead", "send:reminder,2018-06-10T12:05,cx", "cx",
		"2018-06-09T12:05", REASON_ALLOWED},
	{"a date further ahead is no first sight",
		"send:reminder,2018-06-10T12:05:01,cx", "cx",
		"2018-06-09T12:05", REASON_TOO_SOON},
	{"no date is no first sight", TWO "send:reminder,-,cx", "cx",
		"2018-06-09T12:05", REASON_UNANSWERED},
};

static void check_same(void **state)
{
	const struct same_row *r = *state;
	struct message_mark message;
	struct policy policy;
	struct story story;
	struct question q;
	struct zone *zone;
	struct verdict v;
	char facts[300];

	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	(void)snprintf(facts, sizeof(facts), "%s%s", PROSPECT, r->facts);
	story_read(&story, zone, facts);
	story_policy(zone, &policy);
	q = ask(&policy, zone, "reminder", r->at, LIVE);
	story_message(r->message, &message);
	q.message = &message;
	policy_decide(&policy, &story.subject, &q, &v);
	assert_reason(v.reason, r->reason);
	story_free(&story);
	zone_free(&zone);
}

static void test_says_when_it_may_go(void **state)
{
	struct policy policy;
	struct story story;
	struct question q;
	struct zone *zone;
	struct verdict v;

	(void)state;
	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	story_read(&story, zone, PROSPECT ONE "cx");
	story_policy(zone, &policy);
	q = ask(&policy, zone, "reminder", "2018-06-09T12:05", LIVE);
	policy_decide(&policy, &story.subject, &q, &v);
	assert_reason(v.reason, REASON_TOO_SOON);
	assert_int_equal(v.next_utc, story_instant(zone, "2018-06-12T12:00"));
	story_free(&story);
	zone_free(&zone);
}

/* Rules D2 */
static const struct listed_row {
	const char *name;
	const char *facts;
	unsigned unless_bases;
	enum reason reason;
} listed_rows[] = {
	{"listed", PROSPECT, 0, REASON_LISTED},
	{"listed though unknown", "", 0, REASON_LISTED},
	{"objected before listed", PROSPECT "objection:*,2018-06-01", 0,
		REASON_OBJECTED},
	{"listed before restricted", PROSPECT "restricted:2018-06-01", 0,
		REASON_LISTED},
	{"listed, a standing basis outweighs it", PROSPECT,
		BASIS_BIT(BASIS_LEGITIMATE_INTEREST), REASON_ALLOWED},
	{"listed, the basis does not stand", PROSPECT, BASIS_BIT(BASIS_CONSENT),
		REASON_LISTED},
	{"listed, a consent outweighs it",
		PROSPECT "grant:plain,consent,2018-06-01",
		BASIS_BIT(BASIS_CONSENT), REASON_ALLOWED},
	{"listed, explicit consent is a consent",
		PROSPECT "grant:plain,explicit-consent,2018-06-01",
		BASIS_BIT(BASIS_CONSENT), REASON_ALLOWED},
	{"listed, a consent is not explicit",
		PROSPECT "grant:plain,consent,2018-06-01",
		BASIS_BIT(BASIS_EXPLICIT_CONSENT), REASON_LISTED},
};

static void check_listed(void **state)
{
	const struct listed_row *r = *state;
	const struct listing listings[] = {
		{"lenient", ~0u},
		{"robinson", r->unless_bases},
	};
	struct policy policy;
	struct story story;
	struct question q;
	struct zone *zone;
	struct verdict v;

	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	story_read(&story, zone, r->facts);
	story_policy(zone, &policy);
	q = ask(&policy, zone, "plain", "2018-06-02", LIVE);
	q.listings = story.subject.known ? listings : listings + 1;
	q.listings_len = story.subject.known ? 2 : 1;
	policy_decide(&policy, &story.subject, &q, &v);
	assert_reason(v.reason, r->reason);
	if (r->reason == REASON_LISTED)
		assert_string_equal(v.list, "robinson");
	else
		assert_null(v.list);
	story_free(&story);
	zone_free(&zone);
}

/* Rules A1 A2 */
static const struct answer_row {
	const char *name;
	const char *facts;
	const char *purpose;
	bool has_notice;
	enum reason reason;
	bool is_objection, is_undated; /* what he wrote */
} answer_rows[] = {
	{"an answer to one who objected", "objection:*,2018-06-01", "followup",
		true, .reason = REASON_ALLOWED},
	{"an answer to one whose domain objected",
		"objection:*,2018-06-01,domain", "followup", true,
		.reason = REASON_ALLOWED},
	{"an answer to one who withdrew",
		PROSPECT "withdrawal:followup,2018-06-01", "followup", true,
		.reason = REASON_ALLOWED},
	{"who objected at the same second", "objection:*,2018-06-01T12:00",
		"followup", true, .reason = REASON_OBJECTED},
	{"who objected since", "objection:*,2018-06-01T13:00", "followup", true,
		.reason = REASON_OBJECTED},
	{"who objected a second before", "objection:*,2018-06-01T11:59:59",
		"followup", true, .reason = REASON_ALLOWED},
	{"whose objection lies ahead", "objection:*,2019-06-01", "followup",
		true, .reason = REASON_OBJECTED},
	{"who objected on that day", "objection:*,2018-06-01,day", "followup",
		true, .reason = REASON_OBJECTED},
	{"who objected the day before", "objection:*,2018-05-31,day",
		"followup", true, .reason = REASON_ALLOWED},
	{"whose domain objected since", "objection:*,2018-06-01T13:00,domain",
		"followup", true, .reason = REASON_OBJECTED},
	{"whose objection to something else is later",
		"objection:newsletter,2018-06-01T13:00", "followup", true,
		.reason = REASON_ALLOWED},
	{"without a date, told before",
		"objection:*,-,told=2018-06-01T11:59:59", "followup", true,
		.reason = REASON_ALLOWED},
	{"without a date, told at the same second",
		"objection:*,-,told=2018-06-01T12:00", "followup", true,
		.reason = REASON_OBJECTED},
	{"without a date, told since", "objection:*,-,told=2018-06-01T13:00",
		"followup", true, .reason = REASON_OBJECTED},
	{"without a date, nobody knows when told", "objection:*,-", "followup",
		true, .reason = REASON_OBJECTED},
	{"an older date that was told later",
		"objection:*,2018-05-30,told=2018-06-01T13:00", "followup",
		true, .reason = REASON_ALLOWED},
	{"of two objections the later one",
		"objection:*,2018-05-30 objection:followup,2018-06-01T13:00",
		"followup", true, .reason = REASON_OBJECTED},
	{"a later objection that was lifted",
		"objection:followup,2018-06-01T13:00 "
		"lift:followup,2018-06-01T14:00",
		"followup", true, .reason = REASON_ALLOWED},
	{"who withdrew since", "withdrawal:followup,2018-06-01T13:00",
		"followup", true, .reason = REASON_WITHDRAWN},
	{"who withdrew on that day", "withdrawal:followup,2018-06-01,day",
		"followup", true, .reason = REASON_WITHDRAWN},
	{"withdrawn without a date, told before",
		"withdrawal:followup,-,told=2018-05-31", "followup", true,
		.reason = REASON_ALLOWED},
	{"withdrawn, nobody knows when", "withdrawal:followup,-", "followup",
		true, .reason = REASON_WITHDRAWN},
	{"withdrawn since, and consent given again",
		PROSPECT "withdrawal:followup,2018-06-01T13:00 "
			 "grant:followup,consent,2018-06-01T14:00",
		"followup", true, .reason = REASON_ALLOWED},
	{"an objection is answered while it stands", "objection:*,2018-06-01",
		"followup", true, .reason = REASON_OBJECTED,
		.is_objection = true},
	{"and while one to something else does",
		"known objection:newsletter,2018-06-01", "followup", true,
		.reason = REASON_LISTED, .is_objection = true},
	{"and after it was dropped", "", "followup", true,
		.reason = REASON_ALLOWED, .is_objection = true},
	{"and after it was lifted",
		"objection:followup,2018-06-01 lift:followup,2018-06-01T14:00",
		"followup", true, .reason = REASON_ALLOWED,
		.is_objection = true},
	{"nobody knows when he asked", "objection:*,2018-05-01", "followup",
		true, .reason = REASON_OBJECTED, .is_undated = true},
	{"an answer to a stranger", "", "followup", true,
		.reason = REASON_ALLOWED},
	{"an answer to a restricted person", PROSPECT "restricted:2018-06-01",
		"followup", true, .reason = REASON_RESTRICTED},
	{"an answer without the notice", "", "notice", false,
		.reason = REASON_NO_NOTICE},
	{"an answer with the notice", "", "notice", true,
		.reason = REASON_ALLOWED},
	{"an answer for a purpose without window", "", "plain", true,
		.reason = REASON_UNKNOWN},
};

static void check_answer(void **state)
{
	static const struct listing listing = {"robinson", 0};
	const struct answer_row *r = *state;
	bool held[REASON_COUNT];
	struct policy policy;
	struct story story;
	struct question q;
	struct zone *zone;
	struct verdict v;

	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	story_read(&story, zone, r->facts);
	story_policy(zone, &policy);
	q = ask(&policy, zone, r->purpose, "2018-06-02", LIVE);
	q.is_solicited = true;
	q.asked.at_utc = r->is_undated ?
		INSTANT_NONE :
		story_instant(zone, "2018-06-01T12:00");
	q.asked.is_objection = r->is_objection;
	q.has_message = true;
	q.has_notice = r->has_notice;
	if (q.purpose->answer_window_s > 0) {
		q.listings = &listing;
		q.listings_len = 1;
	}
	policy_decide(&policy, &story.subject, &q, &v);
	assert_reason(v.reason, r->reason);
	policy_explain(&policy, &story.subject, &q, held, &v);
	assert_reason(v.reason, r->reason);
	for (unsigned i = REASON_OBJECTED; i < r->reason; i++)
		assert_false(held[i]);
	story_free(&story);
	zone_free(&zone);
}

/* Rules D14 D15 */
static const struct notice_row {
	const char *name;
	const char *purpose;
	bool has_message;
	bool has_notice;
	const char *facts;
	enum reason reason;
} notice_rows[] = {
	{"no notice where one is required", "notice", true, false, "",
		REASON_NO_NOTICE},
	{"the notice is there", "notice", true, true, "", REASON_ALLOWED},
	{"a check has no message", "notice", false, false, "", REASON_ALLOWED},
	{"no notice is required", "plain", true, false, "", REASON_ALLOWED},
	{"an earlier message told", "notice", true, false,
		"send:notice,2018-05-30,a", REASON_ALLOWED},
	{"an earlier message for another purpose", "notice", true, false,
		"send:plain,2018-05-30,a", REASON_NO_NOTICE},
	{"an earlier message that did not tell", "notice", true, false,
		"untold:notice,2018-05-30,a", REASON_NO_NOTICE},
	{"one told and one did not", "notice", true, false,
		"untold:notice,2018-05-30,a send:notice,2018-05-31,b",
		REASON_ALLOWED},
	{"the message itself is no earlier one", "notice", true, false,
		"send:notice,2018-06-01,q", REASON_NO_NOTICE},
};

static void check_notice(void **state)
{
	const struct notice_row *r = *state;
	struct policy policy;
	struct story story;
	struct question q;
	struct zone *zone;
	struct verdict v;

	struct message_mark message;
	char facts[200];

	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	(void)snprintf(facts, sizeof(facts), "%s%s", PROSPECT, r->facts);
	story_read(&story, zone, facts);
	story_policy(zone, &policy);
	q = ask(&policy, zone, r->purpose, "2018-06-02", LIVE);
	story_message("q", &message);
	q.message = &message;
	q.has_message = r->has_message;
	q.has_notice = r->has_notice;
	policy_decide(&policy, &story.subject, &q, &v);
	assert_reason(v.reason, r->reason);
	story_free(&story);
	zone_free(&zone);
}

/* Each rule by itself, whatever the first one says. */
static void test_explains_every_rule(void **state)
{
	static const char facts[] =
		PROSPECT "objection:*,2018-06-01 restricted:2018-06-02 "
			 "failure:2018-06-03 withdrawal:plain,2018-06-04";
	static const bool expected[REASON_COUNT] = {
		[REASON_OBJECTED] = true,
		[REASON_RESTRICTED] = true,
		[REASON_WITHDRAWN] = true,
		[REASON_RETENTION_EXPIRED] = true,
		[REASON_UNDELIVERABLE] = true,
	};
	bool held[REASON_COUNT];
	struct policy policy;
	struct story story;
	struct question q;
	struct zone *zone;
	struct verdict v;

	(void)state;
	assert_int_equal(zone_open("Europe/Warsaw", &zone), ERR_OK);
	story_read(&story, zone, facts);
	story_policy(zone, &policy);
	q = ask(&policy, zone, "plain", "2018-07-01", LIVE);
	policy_explain(&policy, &story.subject, &q, held, &v);
	assert_memory_equal(held, expected, sizeof(held));
	assert_reason(v.reason, REASON_OBJECTED);
	assert_int_equal(v.action, ACTION_REJECT);
	assert_int_equal(v.since_utc, story_instant(zone, "2018-06-01"));
	assert_int_equal(
		v.last_contact_utc, story_instant(zone, "2018-05-28T10:00"));
	assert_int_equal(v.retention.kind, RETENTION_AT);
	assert_int_equal(v.retention.end_utc,
		story_instant(zone, "2018-06-28T23:59:59"));
	assert_int_equal(v.standing, BASIS_BIT(BASIS_LEGITIMATE_INTEREST));
	story_free(&story);
	zone_free(&zone);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, example_rows, check_row);
	rows_add(&rows, objected_rows, check_row);
	rows_add(&rows, listed_rows, check_listed);
	rows_add(&rows, person_rows, check_row);
	rows_add(&rows, order_rows, check_row);
	rows_add(&rows, lawful_rows, check_row);
	rows_add(&rows, time_rows, check_row);
	rows_add(&rows, answer_rows, check_answer);
	rows_add(&rows, notice_rows, check_notice);
	rows_add(&rows, same_rows, check_same);
	rows_add_one(
		&rows, "says when it may go", test_says_when_it_may_go, NULL);
	rows_add_one(
		&rows, "explains every rule", test_explains_every_rule, NULL);
	return rows_run("policy", &rows);
}
