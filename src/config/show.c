/* SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <string.h>

#include "config/parse_private.h"
#include "config/schema_private.h"
#include "config/show_private.h"

void show_key(
	struct buf *out, const char *indent, const char *key, const char *text)
{
	if (!text)
		return;
	(void)buf_addf(out, "%s%s = ", indent, key);
	quote_text(out, text);
	(void)buf_addc(out, '\n');
}

static void show_number(
	struct buf *out, const char *indent, const char *key, int64_t number)
{
	(void)buf_addf(out, "%s%s = %lld\n", indent, key, (long long)number);
}

/* In the largest unit that divides it. */
static void show_duration(
	struct buf *out, const char *indent, const char *key, int64_t seconds)
{
	static const struct {
		int64_t seconds;
		const char *name;
	} units[] = {
		{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
	size_t i = 0;

	if (!seconds) {
		(void)buf_addf(out, "%s%s = 0\n", indent, key);
		return;
	}
	while (seconds % units[i].seconds)
		i++;
	seconds /= units[i].seconds;
	(void)buf_addf(out, "%s%s = '%lld %s%s'\n", indent, key,
		(long long)seconds, units[i].name, seconds == 1 ? "" : "s");
}

static void show_size(
	struct buf *out, const char *indent, const char *key, int64_t octets)
{
	static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
	size_t i = 0;

	while (i + 1 < sizeof(units) / sizeof(*units) && octets >= 1000 &&
		octets % 1000 == 0) {
		octets /= 1000;
		i++;
	}
	(void)buf_addf(out, "%s%s = '%lld %s'\n", indent, key,
		(long long)octets, units[i]);
}

void show_items(struct buf *out, const char *indent, const char *key,
	const char *const *items, size_t len)
{
	(void)buf_addf(out, "%s%s = {", indent, key);
	for (size_t i = 0; i < len; i++) {
		if (i)
			(void)buf_adds(out, ", ");
		quote_text(out, items[i]);
	}
	(void)buf_adds(out, "}\n");
}

void show_list(struct buf *out, const char *indent, const char *key,
	const struct settings_list *list)
{
	if (list->len)
		show_items(out, indent, key, list->items, list->len);
}

static void show_patterns(
	struct buf *out, const char *key, const struct settings_addresses *list)
{
	if (!list->len)
		return;
	(void)buf_addf(out, "\t%s = {", key);
	for (size_t i = 0; i < list->len; i++) {
		if (i)
			(void)buf_adds(out, ", ");
		quote_text(out, list->items[i].text);
	}
	(void)buf_adds(out, "}\n");
}

static void show_cidrs(struct buf *out, const char *indent, const char *key,
	const struct settings_cidr *items, size_t len)
{
	char host[INET6_ADDRSTRLEN];

	if (!len)
		return;
	(void)buf_addf(out, "%s%s = {", indent, key);
	for (size_t i = 0; i < len; i++) {
		if (!inet_ntop(items[i].family, items[i].address, host,
			    sizeof(host)))
			host[0] = '\0';
		(void)buf_addf(out, "%s'%s/%u'", i ? ", " : "", host,
			items[i].prefix_len);
	}
	(void)buf_adds(out, "}\n");
}

static void show_bases(struct buf *out, const char *key, unsigned bases)
{
	const char *separator = "";

	(void)buf_addf(out, "\t%s = {", key);
	for (int i = 0; i < BASIS_COUNT; i++) {
		if (!(bases & BASIS_BIT(i)))
			continue;
		(void)buf_addf(
			out, "%s'%s'", separator, basis_name((enum basis)i));
		separator = ", ";
	}
	(void)buf_adds(out, "}\n");
}

/* Begins a titled section. */
static void open_section(struct buf *out, const char *kind, const char *title)
{
	(void)buf_addf(out, "%s ", kind);
	quote_text(out, title);
	(void)buf_adds(out, " {\n");
}

static void show_top(struct buf *out, const struct settings *s)
{
	static const char *const faults[] = {"defer", "hold", "accept"};

	show_key(out, "", "timezone", zone_name(s->zone));
	show_key(out, "", "store", s->store);
	show_key(out, "", "key-file", s->key_file);
	show_key(out, "", "mode",
		s->mode == MODE_OBSERVE ? "observe" : "enforce");
	show_key(out, "", "on-fault", faults[s->on_fault]);
	show_key(out, "", "journal-sync",
		s->journal_sync == JOURNAL_SYNC_WRITE ? "write" : "commit");
	show_key(out, "", "instance", s->instance);
	show_items(out, "", "own-domains", s->own_domains.items,
		s->own_domains.len);
	show_key(out, "", "sub-address-separators",
		s->address_rules.default_separators);
	show_key(out, "", "flag-header", s->flag_header);
	show_key(out, "", "subject-tag", s->subject_tag);
	show_key(out, "", "reply-language", s->reply_language);
	show_key(out, "", "reply-contact", s->reply_contact);
	show_key(out, "", "reply-page", s->reply_page);
	show_key(out, "", "mixed", s->mixed == MIXED_ALL ? "all" : "split");
	show_key(out, "", "hold-in",
		s->hold_in == HOLD_IN_MTA ? "mta" : "robinson");
	show_key(out, "", "untellable",
		s->untellable == UNTELLABLE_HOLD ? "hold" : "refuse");
	show_key(out, "", "notify-held", s->notify_held ? "yes" : "no");
}

static void show_milter(struct buf *out, const struct settings_milter *m)
{
	static const char *const counts[] = {
		[COUNT_OBSERVE] = "observe",
		[COUNT_ALWAYS] = "always",
		[COUNT_NEVER] = "never",
	};

	(void)buf_adds(out, "milter {\n");
	show_key(out, "\t", "socket", m->socket);
	(void)buf_addf(
		out, "\tsocket-mode = '%04o'\n", (unsigned)m->socket_mode);
	show_key(out, "\t", "socket-group", m->socket_group);
	show_key(out, "\t", "user", m->user);
	show_key(out, "\t", "pid-file", m->pid_file);
	show_key(out, "\t", "check-socket", m->check_socket);
	show_key(out, "\t", "check-group", m->check_group);
	show_number(out, "\t", "check-per-hour", m->check_per_hour);
	show_duration(out, "\t", "timeout", m->timeout_s);
	show_duration(out, "\t", "drain", m->drain_s);
	show_number(
		out, "\t", "max-header-bytes", (int64_t)m->max_headers_bytes);
	show_key(out, "\t", "count-unnamed", counts[m->count_unnamed]);
	show_number(out, "\t", "max-recipients", m->max_recipients);
	(void)buf_adds(out, "}\n");
}

static void show_journal(struct buf *out, const struct settings_journal *j)
{
	char period[PERIOD_TEXT_SIZE];

	if (!j->is_trimmed && !j->is_counted_for)
		return;
	(void)buf_adds(out, "journal {\n");
	if (j->is_trimmed) {
		period_format(&j->retain, period);
		show_key(out, "\t", "retain", period);
	}
	if (j->is_counted_for) {
		period_format(&j->retain_numbers, period);
		show_key(out, "\t", "retain-numbers", period);
	}
	(void)buf_adds(out, "}\n");
}

static void show_outlet(struct buf *out, const struct settings *s)
{
	char period[PERIOD_TEXT_SIZE];

	(void)buf_adds(out, "quarantine {\n");
	show_duration(out, "\t", "keep", s->quarantine.keep_s);
	show_size(out, "\t", "max-message", s->quarantine.max_message_bytes);
	show_size(out, "\t", "max-total", s->quarantine.max_total_bytes);
	(void)buf_adds(out, "}\nrelease {\n");
	show_key(out, "\t", "via", s->release.via_text);
	show_key(out, "\t", "token-header", s->release.token_header);
	show_duration(out, "\t", "token-lifetime", s->release.token_lifetime_s);
	(void)buf_adds(out, "}\nnotices {\n");
	show_key(out, "\t", "from", s->notices.from);
	show_key(out, "\t", "language", s->notices.language);
	show_key(out, "\t", "digest-to", s->notices.digest_to);
	show_key(out, "\t", "tell-deleted",
		s->notices.tell_deleted ? "yes" : "no");
	show_key(out, "\t", "tell-released",
		s->notices.tell_released ? "yes" : "no");
	(void)buf_adds(out, "}\npurge {\n");
	show_key(out, "\t", "notify-command", s->purge.notify_command);
	show_key(out, "\t", "notify-file", s->purge.notify_file);
	show_duration(out, "\t", "notify-timeout", s->purge.notify_timeout_s);
	(void)buf_adds(out, "}\n");
	show_journal(out, &s->journal);
	(void)buf_adds(out, "requests {\n");
	show_key(out, "\t", "holidays",
		s->requests.holidays.calendar == HOLIDAYS_PL ? "pl" : "none");
	show_list(out, "\t", "more-holidays", &s->requests.more);
	period_format(&s->requests.retain, period);
	show_key(out, "\t", "retain", period);
	(void)buf_adds(out, "}\n");
}

static void show_inbound(struct buf *out, const struct settings_inbound *in)
{
	if (!in->is_on)
		return;
	(void)buf_adds(out, "inbound {\n");
	show_list(out, "\t", "listener", &in->listener);
	show_list(out, "\t", "own-reports", &in->own_reports);
	show_list(out, "\t", "trusted-authserv", &in->trusted_authserv);
	show_items(out, "\t", "stop-words", in->stop_words.items,
		in->stop_words.len);
	show_items(out, "\t", "automatic-subjects",
		in->automatic_subjects.items, in->automatic_subjects.len);
	show_key(out, "\t", "source", in->source);
	show_key(out, "\t", "spool", in->spool);
	show_size(out, "\t", "spool-max", in->spool_max_bytes);
	show_duration(out, "\t", "dns-timeout", in->dns_timeout_s);
	show_key(out, "\t", "spf", in->spf ? "yes" : "no");
	show_key(out, "\t", "helper", in->helper);
	show_number(
		out, "\t", "unconfirmed-per-hour", in->unconfirmed_per_hour);
	if (in->confirm_objection.len > 0)
		show_items(out, "\t", "confirm-objection",
			in->confirm_objection.items, in->confirm_objection.len);
	(void)buf_adds(out, "}\n");
}

static void show_unsubscribe(
	struct buf *out, const struct settings_unsubscribe *u)
{
	if (!u->is_on)
		return;
	(void)buf_adds(out, "unsubscribe {\n");
	show_key(out, "\t", "url", u->url);
	show_key(out, "\t", "address", u->address);
	show_key(out, "\t", "own-headers",
		u->own_headers == OWN_HEADERS_REPLACE ? "replace" : "keep");
	show_key(out, "\t", "token-keys", u->token_keys);
	show_key(out, "\t", "listen", u->listen);
	show_key(out, "\t", "certificate", u->certificate);
	show_key(out, "\t", "private-key", u->private_key);
	show_key(out, "\t", "recorder", u->recorder);
	show_key(out, "\t", "spool", u->spool);
	show_key(out, "\t", "user", u->user);
	show_cidrs(out, "\t", "trusted-proxies", u->trusted_proxies,
		u->trusted_proxies_len);
	show_number(out, "\t", "clicks-per-minute", u->clicks_per_minute);
	show_number(out, "\t", "max-connections", u->max_connections);
	(void)buf_adds(out, "}\n");
}

static void show_staff(struct buf *out, const struct settings_staff *st)
{
	if (!st->is_on)
		return;
	(void)buf_adds(out, "staff {\n");
	show_key(out, "\t", "url", st->url);
	show_key(out, "\t", "listen", st->listen);
	show_key(out, "\t", "user", st->user);
	show_key(out, "\t", "proxy-user", st->proxy_user);
	show_key(out, "\t", "proxy-header", st->proxy_header);
	show_cidrs(out, "\t", "trusted-proxies", st->trusted_proxies,
		st->trusted_proxies_len);
	show_duration(out, "\t", "session-idle", st->session_idle_s);
	show_duration(out, "\t", "session-max", st->session_max_s);
	show_key(out, "\t", "second-factor",
		st->is_second_factor_optional ? "optional" : "required");
	show_key(out, "\t", "proxy-asks-second-factor",
		st->proxy_asks_factor ? "yes" : "no");
	show_number(out, "\t", "checks-per-day", st->checks_per_day);
	show_key(out, "\t", "answers-confirmed",
		st->answers_confirmed ? "yes" : "no");
	show_number(out, "\t", "max-connections", st->max_connections);
	show_key(out, "\t", "metrics", st->metrics);
	show_key(out, "\t", "workbook-helper", st->workbook_helper);
	(void)buf_adds(out, "}\n");
}

static void show_relation(struct buf *out, const struct policy_relation *r,
	const struct settings_list *shown_as)
{
	static const char *const anchors[] = {
		[RETAIN_LAST_CONTACT] = "last-contact",
		[RETAIN_RELATION_END] = "relation-end",
		[RETAIN_COLLECTION] = "collection",
	};
	char period[24];

	open_section(out, "relation", r->name);
	(void)buf_adds(out, "\tretain = {");
	for (size_t i = 0; i < r->retain_len; i++) {
		period_format(&r->retain[i].period, period);
		(void)buf_addf(out, "%s'%s after %s'", i ? ", " : "", period,
			anchors[r->retain[i].anchor]);
	}
	(void)buf_adds(out, "}\n");
	show_bases(out, "bases", r->bases);
	show_list(out, "\t", "shown-as", shown_as);
	(void)buf_adds(out, "}\n");
}

/* What is not set here follows from elsewhere and is not repeated. */
static void show_purpose_actions(struct buf *out, const struct action_table *t)
{
	bool any = false;

	for (int i = REASON_OBJECTED; i <= REASON_RULES; i++) {
		if (t->by_reason[i] == ACTION_UNSET)
			continue;
		if (!any)
			(void)buf_adds(out, "\tactions {\n");
		any = true;
		show_key(out, "\t\t", reason_name((enum reason)i),
			action_name((enum action)t->by_reason[i]));
	}
	if (any)
		(void)buf_adds(out, "\t}\n");
}

static void show_purpose(struct buf *out, const struct policy_purpose *p,
	const struct settings_purpose *more)
{
	open_section(out, "purpose", p->name);
	show_bases(out, "bases", p->bases);
	show_key(out, "\t", "assessment", more->assessment);
	show_list(out, "\t", "shown-as", &more->shown_as);
	show_disclosure(out, &more->told);
	if (p->special_category)
		show_items(out, "\t", "special-category",
			more->special_category.items,
			more->special_category.len);
	show_duration(out, "\t", "answer-window", p->answer_window_s);
	show_number(out, "\t", "max-answers", p->max_answers);
	show_number(out, "\t", "max-unanswered", p->max_unanswered);
	show_duration(out, "\t", "min-interval", p->min_interval_s);
	if (more->require_notice)
		(void)buf_addf(out, "\trequire-notice = {%s%s%s}\n",
			more->require_notice & NOTICE_TEXT ? "'text'" : "",
			more->require_notice == (NOTICE_TEXT | NOTICE_HEADERS) ?
				", " :
				"",
			more->require_notice & NOTICE_HEADERS ? "'headers'" :
								"");
	show_key(out, "\t", "notice",
		more->notice ? more->notice->pattern : NULL);
	show_key(out, "\t", "unsubscribe-headers",
		more->adds_unsubscribe ? "yes" : "no");
	show_purpose_actions(out, &p->actions);
	(void)buf_adds(out, "}\n");
}

static void show_policy(struct buf *out, const struct settings *s)
{
	const struct policy *p = &s->policy;

	for (size_t i = 0; i < p->relations_len; i++)
		show_relation(out, &p->relations[i], &s->relations_shown_as[i]);
	for (size_t i = 0; i < p->sources_len; i++) {
		open_section(out, "source", p->sources[i].name);
		show_items(out, "\t", "collected-for",
			p->sources[i].collected_for,
			p->sources[i].collected_for_len);
		show_list(out, "\t", "shown-as", &s->sources_shown_as[i]);
		(void)buf_adds(out, "}\n");
	}
	for (size_t i = 0; i < p->purposes_len; i++)
		show_purpose(out, &p->purposes[i], &s->purposes[i]);
	(void)buf_adds(out, "actions {\n");
	for (int i = REASON_OBJECTED; i <= REASON_RULES; i++)
		show_key(out, "\t", reason_name((enum reason)i),
			action_name(policy_action(p, NULL, (enum reason)i)));
	(void)buf_adds(out, "}\n");
}

static void show_headers(struct buf *out, const struct settings_classify *c)
{
	struct buf text;

	if (!c->header_len)
		return;
	(void)buf_adds(out, "\theader = {");
	for (size_t i = 0; i < c->header_len; i++) {
		buf_init(&text, 1u << 16);
		(void)buf_addf(&text, "%s: %s", c->header[i].name,
			c->header[i].pattern);
		if (i)
			(void)buf_adds(out, ", ");
		quote_text(out, buf_text(&text));
		buf_free(&text);
	}
	(void)buf_adds(out, "}\n");
}

static void show_classify(struct buf *out, const struct settings *s)
{
	for (size_t i = 0; i < s->classify_len; i++) {
		const struct settings_classify *c = &s->classify[i];

		open_section(out, "classify", c->name);
		show_key(out, "\t", "purpose", c->purpose);
		show_patterns(out, "sender", &c->sender);
		show_patterns(out, "recipient", &c->recipient);
		show_list(out, "\t", "auth-user", &c->auth_user);
		show_cidrs(out, "\t", "client", c->client, c->client_len);
		show_list(out, "\t", "listener", &c->listener);
		show_headers(out, c);
		(void)buf_adds(out, "}\n");
	}
	(void)buf_adds(out, "purpose-header {\n");
	show_key(out, "\t", "name", s->purpose_header);
	show_patterns(out, "sender", &s->purpose_senders);
	show_list(out, "\t", "auth-user", &s->purpose_users);
	show_cidrs(out, "\t", "client", s->purpose_clients,
		s->purpose_clients_len);
	(void)buf_adds(out, "}\n");
}

static void show_addresses(struct buf *out, const struct address_rules *rules)
{
	for (size_t i = 0; i < rules->len; i++) {
		const struct address_rule *r = &rules->rules[i];

		open_section(out, "address-rule", r->domain);
		if (r->alias_of) {
			show_key(out, "\t", "alias-of", r->alias_of);
		} else {
			show_key(out, "\t", "separators", r->separators);
			show_key(out, "\t", "ignore-dots",
				r->ignore_dots ? "yes" : "no");
		}
		(void)buf_adds(out, "}\n");
	}
}

static void show_lists(struct buf *out, const struct settings *s)
{
	for (size_t i = 0; i < s->dnm_len; i++) {
		const struct settings_dnm *dnm = &s->dnm[i];

		open_section(out, "list", dnm->name);
		show_key(out, "\t", "format", dnm_format_name(dnm->format));
		show_key(out, "\t", "file", dnm->file);
		if (dnm->max_age_s)
			show_duration(out, "\t", "max-age", dnm->max_age_s);
		show_items(out, "\t", "purposes", dnm->purposes.items,
			dnm->purposes.len);
		show_bases(out, "unless", dnm->unless_bases);
		(void)buf_adds(out, "}\n");
	}
}

static void show_replies(struct buf *out, const struct settings *s)
{
	bool any = s->reply_fault != NULL;

	for (int i = 0; i < REASON_COUNT; i++)
		any = any || s->reply[i];
	if (!any)
		return;
	(void)buf_adds(out, "reply {\n");
	for (int i = REASON_OBJECTED; i < REASON_COUNT; i++)
		show_key(out, "\t", reason_name((enum reason)i), s->reply[i]);
	show_key(out, "\t", "fault", s->reply_fault);
	(void)buf_adds(out, "}\n");
}

enum err settings_show(const struct settings *s, struct buf *out)
{
	show_top(out, s);
	show_milter(out, &s->milter);
	show_outlet(out, s);
	show_inbound(out, &s->inbound);
	show_unsubscribe(out, &s->unsubscribe);
	show_staff(out, &s->staff);
	show_record(out, s);
	show_policy(out, s);
	show_classify(out, s);
	show_lists(out, s);
	show_addresses(out, &s->address_rules);
	show_replies(out, s);
	return buf_err(out);
}
