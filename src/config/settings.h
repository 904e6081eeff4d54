/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * settings.h - the configuration file as one immutable value
 *
 * Shape:   settings_read() turns a file into a struct settings, or into a
 *          list of everything that is wrong with it, all in one go. One
 *          table (schema_private.h) holds each key's name, type, default,
 *          bounds, unit and help; the parser, "config show" and the tests of
 *          sample and manual all use it.
 * Files:   beside settings.c: build_lists.c, problems.c, show.c
 * Units:   in the names: _s seconds, _bytes octets
 * Errors:  ERR_INVALID: at least one problem of severity error, settings_r
 *          is NULL; ERR_OK may come with warnings; ERR_IO, ERR_NOMEM
 * Owns:    settings are reference counted: settings_read() gives one
 *          reference, settings_ref() another, settings_unref() drops one;
 *          everything inside lives as long
 * Threads: immutable; the count is atomic
 */
#ifndef ROBINSON_CONFIG_SETTINGS_H
#define ROBINSON_CONFIG_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "core/address.h"
#include "core/deadline.h"
#include "core/policy.h"

enum run_mode {
	MODE_ENFORCE,
	MODE_OBSERVE
};
enum fault_policy {
	FAULT_DEFER,
	FAULT_HOLD,
	FAULT_ACCEPT
};
enum journal_sync {
	JOURNAL_SYNC_COMMIT,
	JOURNAL_SYNC_WRITE
};

/* A message whose recipients are judged differently. */
enum mixed_policy {
	MIXED_SPLIT, /* each recipient by itself */
	MIXED_ALL /* the strictest verdict for all */
};
/* A sender who cannot be told what became of a message. */
enum untellable_policy {
	UNTELLABLE_REFUSE, /* the SMTP reply tells: refused as a whole */
	UNTELLABLE_HOLD /* held and split in silence */
};
enum hold_place {
	HOLD_IN_ROBINSON,
	HOLD_IN_MTA
};

/* A pattern for logins, daemon names: "*" matches any run, "?" one character;
 * case does not count. */
struct settings_list {
	const char *const *items;
	size_t len;
};

/* A pattern for envelope addresses: a glob for the local part and one for the
 * domain, both in the spelling of canonical addresses (address.h). */
struct settings_address {
	const char *text; /* as written */
	const char *local; /* without "domain": for the whole address */
	const char *domain; /* NULL: the pattern has no @ */
	bool has_tag; /* a sub-address: compared with that of the address */
};

struct settings_addresses {
	const struct settings_address *items;
	size_t len;
};

/* An address range; family AF_INET or AF_INET6. */
struct settings_cidr {
	int family;
	unsigned char address[16];
	unsigned prefix_len;
};

/* "X-Mailer: /Mautic/i": the header's name and the compiled pattern
 * (pcre2_code, matched against the decoded value). */
struct settings_header {
	const char *name;
	const char *pattern; /* as written, for "config show" */
	const void *code; /* pcre2_code *, JIT-compiled, shared read-only */
};

/* All conditions that are present must hold; of one condition one value. */
struct settings_classify {
	const char *name;
	const char *purpose; /* "none": declared not to be marketing */
	struct settings_addresses sender;
	struct settings_addresses recipient;
	struct settings_list auth_user;
	const struct settings_cidr *client;
	size_t client_len;
	struct settings_list listener;
	const struct settings_header *header;
	size_t header_len;
};

/* The notice of the right to object, and where it must be. */
enum notice_form {
	NOTICE_TEXT = 1, /* the pattern is found in a text part, decoded */
	NOTICE_HEADERS = 2 /* List-Unsubscribe, own or added by us */
};

/* Texts of the next three structs may have a language in front (shown.h). */

/* The firm. GDPR Art. 13(1)(a), 15(1), 30(1)(a). */
struct settings_controller {
	const char *name; /* NULL: not said; settings_controller_name() */
	const char *address; /* NULL: not said */
	struct settings_list contact;
	struct settings_list joint_controllers; /* Art. 26 */
	const char *representative; /* Art. 27; NULL: none */
	struct settings_list authority; /* one, in several languages */
};

/* The data protection officer. GDPR Art. 37, 13(1)(b), 30(1)(a). */
struct settings_officer {
	bool is_on; /* there is an officer section */
	bool is_none; /* it says that none is designated */
	const char *name; /* NULL: not said */
	struct settings_list contact;
};

/* Whose data, which, and who else is given it. An empty list: not said; where
 * there is none the list says "none" (shown_is_none()). GDPR Art. 15(1)(b),
 * (c), 15(2), 30(1)(c)-(e). */
struct settings_disclosure {
	struct settings_list person_categories;
	struct settings_list data_categories;
	struct settings_list disclosed_to; /* recipients, Art. 4(9) */
	struct settings_list transfers; /* to third countries */
};

/* What a purpose has beside what the policy needs. */
struct settings_purpose {
	struct settings_disclosure told; /* its own, else that of all */
	const char *assessment; /* NULL: none */
	struct settings_list shown_as; /* "pl: oferty", or without a language */
	struct settings_list special_category;
	unsigned require_notice; /* enum notice_form bits, all are needed; 0:
	                          * none (policy_purpose.requires_notice) */
	const struct settings_header *notice; /* name NULL; the pattern; NULL
	                                       * where no text is required */
	bool adds_unsubscribe; /* the headers of RFC 8058 */
};

/* Mail that strangers send to the firm. */
struct settings_inbound {
	bool is_on; /* there is an inbound section */
	struct settings_list listener; /* patterns of daemon names or ports on
	                                * which strangers' mail comes in; empty:
	                                * wherever nobody logged in */
	struct settings_list own_reports; /* those by which this host's MTA
	                                   * hands over the reports that it
	                                   * makes; Postfix needs none */
	struct settings_list trusted_authserv; /* authserv-ids, RFC 8601 */
	struct settings_list stop_words; /* lower case, UTF-8, NFC */
	struct settings_list automatic_subjects; /* the same */
	const char *source; /* the source that a contact by mail has */
	const char *spool; /* directory */
	int64_t spool_max_bytes;
	int64_t dns_timeout_s; /* for one message */
	bool spf; /* whether to ask the DNS ourselves */
	const char *helper; /* path of robinson-inbound; NULL: as installed */
	int unconfirmed_per_hour; /* of one client (IPv4 /32, IPv6 /64): more
	                           * are counted and reported, not recorded */
	struct settings_list confirm_objection; /* subject and paragraphs of
	                                         * the mail; empty: none */
};

enum own_headers {
	OWN_HEADERS_KEEP, /* a message that has its own List-Unsubscribe is
	                   * left alone */
	OWN_HEADERS_REPLACE
};

/* How a recipient unsubscribes. */
struct settings_unsubscribe {
	bool is_on; /* there is an unsubscribe section */
	const char *url; /* "https://firma.example/u/", the token follows; NULL:
	                  * no page */
	const char *address; /* canonical; NULL: none */
	enum own_headers own_headers;
	const char *token_keys; /* file of unsubscribe_export(), for the page */
	/* The public page's own: */
	const char *listen; /* inet:PORT@HOST, inet6:, unix: */
	const char *certificate; /* PEM; NULL: no TLS of its own */
	const char *private_key;
	const char *recorder; /* unix:PATH, where the recorder listens */
	const char *spool; /* directory of clicks that wait */
	const char *user; /* whom the page runs as; NULL: as started */
	const struct settings_cidr *trusted_proxies; /* whose X-Forwarded-For
	                                              * counts */
	size_t trusted_proxies_len;
	int clicks_per_minute; /* of one client */
	int max_connections;
};

/* The staff pages. */
struct settings_staff {
	bool is_on; /* there is a staff section */
	const char *url; /* an Origin: "https://desk.firma.example" */
	const char *listen; /* unix:PATH, or inet:PORT@HOST on loopback */
	const char *user; /* whom the web process runs as; NULL: as started */
	const char *proxy_user; /* who may name the user; NULL: nobody */
	const char *proxy_header; /* in which header */
	const struct settings_cidr *trusted_proxies; /* whose X-Forwarded-For
	                                              * counts */
	size_t trusted_proxies_len;
	int64_t session_idle_s;
	int64_t session_max_s;
	bool is_second_factor_optional;
	bool proxy_asks_factor; /* ours is not asked of whom it names */
	int64_t checks_per_day; /* addresses that a salesperson may ask about */
	bool answers_confirmed; /* what a salesperson enters waits for it */
	int max_connections;
	const char *metrics; /* as "listen"; NULL: nobody may read them */
	const char *workbook_helper; /* NULL: the one that is installed */
};

/* How an external do-not-mail list is handed out; in the order of the words
 * that the key "format" accepts. */
enum dnm_format {
	DNM_ECG, /* 20-byte SHA-1 records of an address or @domain */
	DNM_ADIGITAL_SHA256, /* SHA-256 lines of "02" and the address */
	DNM_MD5, /* lines of one digest of an address or a domain */
	DNM_SHA1,
	DNM_SHA256,
	DNM_SHA512,
	DNM_ADDRESSES /* lines of addresses and @domains as they are */
};

#define DNM_FORMATS (DNM_ADDRESSES + 1)

/* A do-not-mail list that others keep. */
struct settings_dnm {
	const char *name;
	enum dnm_format format;
	const char *file; /* as installed, lists/listfile.h */
	int64_t max_age_s; /* 0: it never gets too old */
	struct settings_list purposes; /* empty: all */
	unsigned unless_bases; /* a standing one outweighs the entry */
};

/* When mail that no section names is looked at for marks of marketing. */
enum count_unnamed {
	COUNT_OBSERVE, /* in that mode */
	COUNT_ALWAYS,
	COUNT_NEVER
};

struct settings_milter {
	const char
		*socket; /* unix:PATH, inet:PORT@HOST, inet6:PORT@HOST, fd:N */
	mode_t socket_mode;
	const char *socket_group; /* NULL: the user's own */
	const char *user; /* NULL: as started */
	const char *pid_file; /* NULL: none */
	/* unix:PATH, where the daemon takes orders: the socket's path, or else
	 * the pid file's, and ".control"; NULL: there is neither */
	const char *control;
	/* unix:PATH, where staff without the keys asks whom it may write to;
	 * NULL: nowhere */
	const char *check_socket;
	const char *check_group; /* who; NULL: the user's own */
	int check_per_hour; /* addresses of one user */
	int64_t timeout_s; /* libmilter's patience with the MTA */
	int64_t drain_s; /* how long TERM waits for messages under way */
	size_t max_headers_bytes; /* larger heads are answered 552 */
	unsigned max_recipients;
	enum count_unnamed count_unnamed;
};

struct settings_quarantine {
	int64_t keep_s;
	int64_t max_message_bytes; /* larger: 552, never held */
	int64_t max_total_bytes; /* of all that is held, as sealed */
};

enum release_via {
	RELEASE_SMTP,
	RELEASE_SENDMAIL
};

struct settings_release {
	const char *via_text; /* as written */
	enum release_via via;
	const char *host; /* SMTP: without brackets; else NULL */
	unsigned port; /* SMTP; else 0 */
	const char *path; /* sendmail; else NULL */
	const char *token_header; /* X-Robinson-Release */
	int64_t token_lifetime_s;
};

struct settings_journal {
	bool is_trimmed; /* it has a retention of its own */
	struct period retain;
	bool is_counted_for; /* so have the daily numbers */
	struct period retain_numbers;
};

/* Which other systems are told that a person's data was deleted. */
struct settings_purge {
	const char *notify_command; /* NULL: none */
	const char *notify_file; /* NULL: none */
	int64_t notify_timeout_s;
};

/* Until when requests of persons are answered, and how long the register
 * keeps them. */
struct settings_requests {
	struct holidays holidays;
	struct settings_list more; /* holidays.more as written */
	struct period retain; /* of a closed one */
};

struct settings_notices {
	const char *from; /* NULL: not said */
	const char *language; /* "en", "pl", ... */
	const char *digest_to; /* NULL: not said */
	bool tell_deleted; /* the sender, of what a person deleted */
	bool tell_released; /* and of what a person released */
};

struct settings {
	const char *path; /* the file it was read from */
	struct zone *zone;
	const char *store; /* sqlite:PATH */
	const char *key_file;
	enum run_mode mode;
	enum fault_policy on_fault;
	enum journal_sync journal_sync;
	const char *instance; /* name of this instance in the journal; default:
	                       * the host name */
	struct settings_list own_domains; /* canonical */
	struct settings_milter milter;
	enum mixed_policy mixed;
	enum hold_place hold_in;
	enum untellable_policy untellable;
	bool notify_held;
	struct settings_quarantine quarantine;
	struct settings_release release;
	struct settings_notices notices;
	struct settings_purge purge;
	struct settings_journal journal;
	struct settings_requests requests;
	struct settings_inbound inbound;
	struct settings_unsubscribe unsubscribe;
	struct settings_staff staff;
	const struct settings_dnm *dnm; /* external do-not-mail lists */
	size_t dnm_len;

	struct policy policy; /* zone, relations, sources, purposes, actions */
	const struct settings_purpose *purposes; /* one for each of policy's */
	const struct settings_list *relations_shown_as; /* likewise */
	const struct settings_list *sources_shown_as; /* likewise */
	struct settings_controller controller;
	struct settings_officer officer;
	struct settings_disclosure
		processing; /* of purposes that say nothing */
	struct settings_list security; /* Art. 30(1)(g), 32(1) */
	struct address_rules address_rules;

	const struct settings_classify *classify;
	size_t classify_len;
	/* The header by which an authorised sender names the purpose. A login
	 * or a client address that is listed is trusted; where senders are
	 * listed too, only together with one of these; where nothing but
	 * senders is listed, each of these is trusted. All empty: nobody. */
	const char *purpose_header; /* X-Robinson-Purpose */
	struct settings_addresses purpose_senders;
	struct settings_list purpose_users;
	const struct settings_cidr *purpose_clients;
	size_t purpose_clients_len;

	const char *flag_header; /* X-Robinson */
	const char *subject_tag; /* NULL: no tag in front of the subject */
	const char *reply_language; /* "en", "pl", ... */
	const char *reply_contact; /* whom to ask; NULL: not said */
	const char *reply_page; /* "https://firma.example/r/", the reference
	                         * follows; NULL: no page */
	/* Text of a refusal by reason: NULL where the shipped text is used.
	 * Variables: ${recipient} ${reason} ${words} ${since} ${last_contact}
	 * ${next} ${purpose} ${article} ${ref} ${contact} ${link}. */
	const char *reply[REASON_COUNT];
	const char *reply_fault;
};

const char *dnm_format_name(enum dnm_format format); /* "ecg" */
/* Whether the list is to be asked for mail of that purpose. */
bool settings_dnm_covers(const struct settings_dnm *dnm, const char *purpose);

enum problem_severity {
	PROBLEM_WARNING,
	PROBLEM_ERROR
};

/* robinson.conf:12: error: purpose "followup": min-interval: found "3 dys",
 * accepted: a number and a unit ... ; did you mean "days"? */
struct problem {
	enum problem_severity severity;
	char *file;
	int line; /* 0: the file as a whole */
	char *text; /* key, what was found, what is accepted */
};

struct problems {
	struct problem *items; /* in the order of lines */
	size_t len;
	size_t cap;
	size_t errors; /* how many of them are errors */
};

void problems_init(struct problems *p);
void problems_free(struct problems *p);

enum err settings_read(const char *path, struct settings **settings_r,
	struct problems *problems) MUST_CHECK;
/* Of a text that somebody else has written: what it includes is not read, for
 * it could be any file that our process may read. */
enum err settings_read_alone(const char *path, struct settings **settings_r,
	struct problems *problems) MUST_CHECK;

const struct settings *settings_ref(const struct settings *s);
void settings_unref(const struct settings **s);

/* Whether there is a public page. Without one there are tokens in mails
 * alone. */
bool settings_has_page(const struct settings *s);

/* The firm's name, else the first of its domains; NULL: neither is said. */
const char *settings_controller_name(const struct settings *s);

/* Whether the canonical domain is one of the firm's. */
bool settings_owns(const struct settings *s, const char *domain);
/* Likewise, or a subdomain of one: whose senders belong to the firm. */
bool settings_owns_below(const struct settings *s, const char *domain);

/* The effective settings as a configuration file that reads back to the
 * same settings. */
enum err settings_show(const struct settings *s, struct buf *out) MUST_CHECK;

#endif
