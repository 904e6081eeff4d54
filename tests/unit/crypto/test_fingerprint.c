/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/fingerprint.h"

#include "lib/rows.h"

struct field {
	const char *name, *value;
};

struct message {
	struct field fields[8];
	const char *body;
};

static const struct message held = {
	{{"From", "Ania <ania@firma.example>"}, {"To", "a@example.com"},
		{"Subject", "Oferta"},
		{"Date", "Mon, 23 Nov 2026 10:00:00 +0100"},
		{"Message-ID", "<1@firma.example>"}, {"X-Mailer", "x"}},
	"Hello\r\n\r\nyours\r\n"};

static void digest_of(const struct message *m, unsigned absent,
	unsigned char digest_r[FINGERPRINT_LEN])
{
	struct fingerprint f;

	assert_int_equal(fingerprint_begin(&f), ERR_OK);
	for (const struct field *at = m->fields; at->name; at++)
		assert_int_equal(
			fingerprint_header(&f, at->name, at->value), ERR_OK);
	/* However the body is cut. */
	for (const char *at = m->body; *at; at++)
		assert_int_equal(fingerprint_body(&f, at, 1), ERR_OK);
	/* It may be asked for in more than one way. */
	assert_int_equal(fingerprint_final(&f, ~absent, digest_r), ERR_OK);
	assert_int_equal(fingerprint_final(&f, absent, digest_r), ERR_OK);
	fingerprint_end(&f);
}

static const struct row {
	const char *name;
	bool is_same;
	struct message message;
} rows_of_messages[] = {
	{"as it was", true, {{{NULL, NULL}}, NULL}},
	{"headers added on the way", true,
		{{{"Received", "from x"}, {"From", "Ania <ania@firma.example>"},
			 {"To", "a@example.com"}, {"Subject", "Oferta"},
			 {"Date", "Mon, 23 Nov 2026 10:00:00 +0100"},
			 {"Message-ID", "<1@firma.example>"},
			 {"DKIM-Signature", "v=1"}},
			"Hello\r\n\r\nyours\r\n"}},
	{"folded anew, in another order, other line ends", true,
		{{{"to", " a@example.com "},
			 {"FROM", "Ania\r\n\t<ania@firma.example>"},
			 {"Subject", "Oferta"},
			 {"Date", "Mon, 23 Nov 2026\n 10:00:00 +0100"},
			 {"Message-Id", "<1@firma.example>"}},
			"Hello\n\nyours\n\n"}},
	{"another subject", false,
		{{{"From", "Ania <ania@firma.example>"},
			 {"To", "a@example.com"}, {"Subject", "Oferty"},
			 {"Date", "Mon, 23 Nov 2026 10:00:00 +0100"},
			 {"Message-ID", "<1@firma.example>"}},
			"Hello\r\n\r\nyours\r\n"}},
	{"a second subject", false,
		{{{"From", "Ania <ania@firma.example>"},
			 {"To", "a@example.com"}, {"Subject", "Oferta"},
			 {"Subject", ""},
			 {"Date", "Mon, 23 Nov 2026 10:00:00 +0100"},
			 {"Message-ID", "<1@firma.example>"}},
			"Hello\r\n\r\nyours\r\n"}},
	{"another body", false,
		{{{"From", "Ania <ania@firma.example>"},
			 {"To", "a@example.com"}, {"Subject", "Oferta"},
			 {"Date", "Mon, 23 Nov 2026 10:00:00 +0100"},
			 {"Message-ID", "<1@firma.example>"}},
			"Hello\r\nyours\r\n"}},
	{"a lone CR", true,
		{{{"From", "Ania <ania@firma.example>"},
			 {"To", "a@example.com"}, {"Subject", "Oferta"},
			 {"Date", "Mon, 23 Nov 2026 10:00:00 +0100"},
			 {"Message-ID", "<1@firma.example>"}},
			"Hello\r\n\r\nyours\r\n\r"}},
	{"a date is missing", false,
		{{{"From", "Ania <ania@firma.example>"},
			 {"To", "a@example.com"}, {"Subject", "Oferta"},
			 {"Message-ID", "<1@firma.example>"}},
			"Hello\r\n\r\nyours\r\n"}},
};

static void check_row(void **state)
{
	const struct row *row = *state;
	unsigned char was[FINGERPRINT_LEN], is[FINGERPRINT_LEN];

	digest_of(&held, 0, was);
	digest_of(row->message.body ? &row->message : &held, 0, is);
	assert_int_equal(memcmp(was, is, sizeof(was)) == 0, row->is_same);
}

/* What an MTA adds where it was missing changes nothing, what it adds beside
 * what was there does. */
static void test_added(void **state)
{
	struct message bare = {{{"Subject", "Oferta"}}, "Hello\r\n"};
	struct message full = {
		{{"Subject", "Oferta"}, {"Date", "today"},
			{"Message-ID", "<2@mx>"}, {"From", "a@b"}},
		"Hello\r\n"};
	unsigned char was[FINGERPRINT_LEN], is[FINGERPRINT_LEN];
	struct fingerprint f;
	unsigned absent;

	(void)state;
	assert_int_equal(fingerprint_begin(&f), ERR_OK);
	assert_int_equal(fingerprint_header(&f, "Subject", "Oferta"), ERR_OK);
	absent = fingerprint_absent(&f);
	fingerprint_end(&f);
	digest_of(&bare, absent, was);
	digest_of(&full, absent, is);
	assert_memory_equal(was, is, sizeof(was));
	full.fields[0].value = "Other";
	digest_of(&full, absent, is);
	assert_memory_not_equal(was, is, sizeof(was));
	/* A claim that everything was absent lets no subject change. */
	digest_of(&bare, ~0u, was);
	digest_of(&full, ~0u, is);
	assert_memory_not_equal(was, is, sizeof(was));
}

/* Each header that is part of it, by itself, and one that is none. */
static void test_each_header(void **state)
{
	static const char *const names[] = {"From", "To", "Date", "Message-ID",
		"Sender", "Reply-To", "Cc", "Bcc", "Subject", "In-Reply-To",
		"References", "MIME-Version", "Content-Type",
		"Content-Transfer-Encoding", "Content-Disposition",
		"List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted",
		"X-Mailer"};
	unsigned char digests[19][FINGERPRINT_LEN], none[FINGERPRINT_LEN];
	struct message m = {{{NULL, NULL}}, "Hello\r\n"};

	(void)state;
	digest_of(&m, 0, none);
	for (size_t i = 0; i < 19; i++) {
		m.fields[0] = (struct field){names[i], "x"};
		digest_of(&m, 0, digests[i]);
		assert_int_equal(
			memcmp(digests[i], none, sizeof(none)) == 0, i == 18);
		for (size_t j = 0; j < i; j++)
			assert_memory_not_equal(
				digests[i], digests[j], FINGERPRINT_LEN);
	}
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, rows_of_messages, check_row);
	rows_add_one(&rows, "headers that were missing", test_added, NULL);
	rows_add_one(&rows, "each header", test_each_header, NULL);
	return rows_run("fingerprint", &rows);
}
