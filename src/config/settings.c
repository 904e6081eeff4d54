/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/settings.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "config/build_private.h"
#include "config/parse_private.h"

/* What callers hold is the first member. */
struct settings_box {
	struct settings s;
	struct arena arena;
	atomic_size_t refs;
};

static struct settings_box *box_of(const struct settings *s)
{
	return (struct settings_box *)(uintptr_t)s;
}

static void box_free(struct settings_box *box)
{
	build_classify_free(&box->s);
	build_policy_free(&box->s);
	zone_free(&box->s.zone);
	arena_free(&box->arena);
	free(box);
}

const struct settings *settings_ref(const struct settings *s)
{
	atomic_fetch_add_explicit(&box_of(s)->refs, 1, memory_order_relaxed);
	return s;
}

void settings_unref(const struct settings **s)
{
	struct settings_box *box = *s ? box_of(*s) : NULL;

	*s = NULL;
	if (box &&
		atomic_fetch_sub_explicit(
			&box->refs, 1, memory_order_acq_rel) == 1)
		box_free(box);
}

/* The host's name as far as it is a name; "robinson" where it is none. */
static const char *default_instance(struct builder *b)
{
	char name[VALUE_NAME_MAX + 1];

	if (gethostname(name, sizeof(name)) != 0)
		name[0] = '\0';
	name[VALUE_NAME_MAX] = '\0';
	if (!value_is_name(name))
		return arena_text(b->arena, "robinson", strlen("robinson"));
	return arena_text(b->arena, name, strlen(name));
}

static void build_top(struct builder *b, const struct scope *top)
{
	struct settings *s = b->s;
	const char *zone = scope_text(b, top, "timezone");
	int64_t mode = 0, fault = 0, sync = 0;

	scope_require(b, top);
	if (zone && zone_open(zone, &s->zone) != ERR_OK)
		b->arena->failed = true;
	s->store = scope_text(b, top, "store");
	s->key_file = scope_text(b, top, "key-file");
	scope_number(b, top, "mode", &mode);
	s->mode = mode ? MODE_OBSERVE : MODE_ENFORCE;
	scope_number(b, top, "on-fault", &fault);
	s->on_fault = (enum fault_policy)fault;
	scope_number(b, top, "journal-sync", &sync);
	s->journal_sync = sync ? JOURNAL_SYNC_WRITE : JOURNAL_SYNC_COMMIT;
	s->instance = scope_text(b, top, "instance");
	if (!s->instance)
		s->instance = default_instance(b);
	s->own_domains = scope_list(b, top, "own-domains");
	s->flag_header = scope_text(b, top, "flag-header");
	s->subject_tag = scope_text(b, top, "subject-tag");
	s->reply_language = scope_text(b, top, "reply-language");
	s->reply_contact = scope_text(b, top, "reply-contact");
	s->reply_page = scope_text(b, top, "reply-page");
}

/* Beside what only the daemon's user and root can put in its place. */
static const char *control_of(
	struct builder *b, const struct settings_milter *m)
{
	static const char *const prefixes[] = {"unix:", "local:", ""};
	char text[sizeof(((struct sockaddr_un *)0)->sun_path) +
		sizeof("unix:") - 1];
	const char *path = NULL;
	int len;

	for (size_t i = 0; !path && i < 3; i++) {
		size_t skip = strlen(prefixes[i]);

		if (strncmp(m->socket, prefixes[i], skip) == 0 &&
			m->socket[skip] == '/')
			path = m->socket + skip;
	}
	if (!path)
		path = m->pid_file;
	if (!path)
		return NULL;
	len = snprintf(text, sizeof(text), "unix:%s.control", path);
	return len < (int)sizeof(text) ?
		arena_text(b->arena, text, (size_t)len) :
		NULL;
}

/* A socket and its group are named together: everybody else's group could ask
 * otherwise, or nobody. */
static void build_check(
	struct builder *b, const struct scope *sc, struct settings_milter *m)
{
	int64_t per_hour = 0;

	m->check_socket = scope_text(b, sc, "check-socket");
	m->check_group = scope_text(b, sc, "check-group");
	scope_number(b, sc, "check-per-hour", &per_hour);
	m->check_per_hour = (int)per_hour;
	if (m->check_socket && strncmp(m->check_socket, "unix:/", 6) != 0)
		scope_problem(b, PROBLEM_ERROR, sc, "check-socket", 0,
			"found \"%s\"; accepted: unix:/PATH", m->check_socket);
	if (scope_tried(b, sc, "check-socket") !=
		scope_tried(b, sc, "check-group"))
		scope_problem(b, PROBLEM_ERROR, sc,
			m->check_socket ? "check-socket" : "check-group", 0,
			"found no \"%s\" beside it; accepted: both or neither",
			m->check_socket ? "check-group" : "check-socket");
}

static void build_milter(struct builder *b, const struct scope *top)
{
	struct settings_milter *m = &b->s->milter;
	struct scope sc = {.cfg = NULL, .at = top->at, .id = SECTION_MILTER};
	int64_t mode = 0, headers = 0, recipients = 0, count = 0;

	if (scope_sections(top, SECTION_MILTER))
		sc = scope_section(b, top, SECTION_MILTER, 0);
	m->socket = scope_text(b, &sc, "socket");
	scope_number(b, &sc, "socket-mode", &mode);
	m->socket_mode = (mode_t)mode;
	m->socket_group = scope_text(b, &sc, "socket-group");
	m->user = scope_text(b, &sc, "user");
	m->pid_file = scope_text(b, &sc, "pid-file");
	m->control = m->socket ? control_of(b, m) : NULL;
	build_check(b, &sc, m);
	scope_number(b, &sc, "timeout", &m->timeout_s);
	scope_number(b, &sc, "drain", &m->drain_s);
	scope_number(b, &sc, "max-header-bytes", &headers);
	m->max_headers_bytes = (size_t)headers;
	scope_number(b, &sc, "max-recipients", &recipients);
	m->max_recipients = (unsigned)recipients;
	scope_number(b, &sc, "count-unnamed", &count);
	m->count_unnamed = (enum count_unnamed)count;
}

static void build_replies(struct builder *b, const struct scope *top)
{
	struct scope sc;

	if (!scope_sections(top, SECTION_REPLY))
		return;
	sc = scope_section(b, top, SECTION_REPLY, 0);
	for (size_t i = 0; i < schema_keys_len; i++) {
		const char *key = schema_keys[i].name, *text;
		enum reason reason;

		if (schema_keys[i].section != SECTION_REPLY)
			continue;
		text = scope_text(b, &sc, key);
		if (strcmp(key, "fault") == 0)
			b->s->reply_fault = text;
		else if (reason_parse(key, &reason) == ERR_OK)
			b->s->reply[reason] = text;
	}
}

/* Whether a section defines the purpose; else the nearest one that is. */
static bool is_purpose(const struct builder *b, const char *name,
	bool none_counts, struct suggestion *near_r)
{
	bool found = none_counts && strcmp(name, "none") == 0;

	suggestion_init(near_r, name);
	for (size_t i = 0; i < b->source->len; i++) {
		const struct statement *def = &b->source->items[i];

		if (!def->section || !def->title ||
			def->section->id != SECTION_PURPOSE)
			continue;
		found = found || strcmp(def->title, name) == 0;
		suggestion_offer(near_r, def->title);
	}
	if (none_counts)
		suggestion_offer(near_r, "none");
	return found;
}

static void check_names(struct builder *b, const struct statement *st)
{
	const struct statement *in = &b->source->items[st->parent];

	for (size_t i = 0; i < st->len; i++) {
		const char *name = st->values[i].text;
		struct suggestion near;

		/* What is no name at all has been told already. */
		if (!value_is_name(name) ||
			is_purpose(b, name,
				st->key->type == VALUE_PURPOSE_OR_NONE, &near))
			continue;
		problems_add(b->problems, PROBLEM_ERROR, st->file,
			st->values[i].line,
			"%s \"%.*s\": %s: found \"%s\", which no purpose "
			"section defines; accepted: %s%s%s%s",
			in->section->name, VALUE_NAME_MAX, in->title,
			st->key->name, name, st->key->accepted,
			near.word ? "; did you mean \"" : "",
			near.word ? near.word : "", near.word ? "\"?" : "");
	}
}

static void check_all_names(struct builder *b)
{
	for (size_t i = 0; i < b->source->len; i++) {
		const struct statement *st = &b->source->items[i];

		if (!st->dropped && st->key &&
			(st->key->type == VALUE_PURPOSE ||
				st->key->type == VALUE_PURPOSE_OR_NONE))
			check_names(b, st);
	}
}

static enum err build(const struct source *source, cfg_t *cfg,
	struct settings_box *box, struct problems *problems)
{
	struct builder b = {
		.s = &box->s,
		.arena = &box->arena,
		.source = source,
		.problems = problems,
	};
	struct scope top = {.cfg = cfg, .at = SOURCE_TOP, .id = SECTION_TOP};

	box->s.path =
		arena_text(b.arena, source->files[0], strlen(source->files[0]));
	build_top(&b, &top);
	build_milter(&b, &top);
	build_outlet(&b, &top);
	build_inbound(&b, &top);
	build_unsubscribe(&b, &top);
	build_staff(&b, &top);
	build_record(&b, &top);
	build_policy(&b, &top);
	build_addresses(&b, &top);
	build_classify(&b, &top);
	build_lists(&b, &top);
	build_replies(&b, &top);
	check_all_names(&b);
	if (!b.arena->failed)
		build_warn(&b, &top);
	return b.arena->failed ? ERR_NOMEM : ERR_OK;
}

static enum err read_into(struct settings_box *box, const char *path,
	bool is_alone, struct problems *problems)
{
	struct source source;
	cfg_t *cfg = NULL;
	enum err e = source_read(path, is_alone, &source, problems);

	if (e)
		return e;
	source_check(&source, problems);
	e = source_parse(&source, &cfg, problems);
	if (!e)
		e = build(&source, cfg, box, problems);
	source_parse_free(&cfg);
	problems_sort(problems, source.files, source.files_len);
	source_free(&source);
	return e;
}

static enum err read_one(const char *path, bool is_alone,
	struct settings **settings_r, struct problems *problems)
{
	struct settings_box *box = calloc(1, sizeof(*box));
	enum err e;

	*settings_r = NULL;
	if (!box)
		return ERR_NOMEM;
	atomic_init(&box->refs, 1);
	e = read_into(box, path, is_alone, problems);
	if (!e && problems->errors)
		e = ERR_INVALID;
	if (e)
		box_free(box);
	else
		*settings_r = &box->s;
	return e;
}

enum err settings_read(const char *path, struct settings **settings_r,
	struct problems *problems)
{
	return read_one(path, false, settings_r, problems);
}

enum err settings_read_alone(const char *path, struct settings **settings_r,
	struct problems *problems)
{
	return read_one(path, true, settings_r, problems);
}

const char *settings_controller_name(const struct settings *s)
{
	if (s->controller.name)
		return s->controller.name;
	return s->own_domains.len > 0 ? s->own_domains.items[0] : NULL;
}

bool settings_owns(const struct settings *s, const char *domain)
{
	for (size_t i = 0; domain && i < s->own_domains.len; i++)
		if (strcmp(s->own_domains.items[i], domain) == 0)
			return true;
	return false;
}

bool settings_owns_below(const struct settings *s, const char *domain)
{
	while (domain && *domain) {
		if (settings_owns(s, domain))
			return true;
		domain = strchr(domain, '.');
		domain += domain != NULL;
	}
	return false;
}

bool settings_has_page(const struct settings *s)
{
	return s->unsubscribe.is_on && s->unsubscribe.url;
}
