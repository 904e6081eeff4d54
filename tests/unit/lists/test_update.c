/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/lists/place.h"

#include <signal.h>
#include <sys/wait.h>

#include "lib/random.h"

/* The digests of karl.testinger@firma.at and of @home.lan. */
#define ECG                                                                \
	"\xba\x72\xd6\x79\x3b\xe4\xcd\xd1\x42\x56\xbb\xb5\x66\x20\x33\xe3" \
	"\xee\x5e\x19\x51\x47\x18\x07\x09\x6c\x1f\xbb\xec\xe5\x1e\xd1\x0a" \
	"\x42\x57\xf9\x03\x85\x95\x4c\xa9"
#define KARL_MD5 "121bcdbfee6ebb9819e6dcc263c3e80f"
#define KARL_SHA1 "ba72d6793be4cdd14256bbb5662033e3ee5e1951"
#define KARL_SHA256                                                \
	"2f224d782ff61c3f925994166e15a8bd238c3bb8a3264cbc773c9692" \
	"4e5d4f12"
#define KARL_SHA512                                                \
	"8be3580ac63b0ff8d002e56a25e52ba7bf3e110b678b6a8a1ec729e5" \
	"c5259f58b812d8d5dffb18d7c6365a63cef0d07f0325b8c080a09937" \
	"254de918bccbdcd1"
#define HOME_SHA1 "471807096c1fbbece51ed10a4257f90385954ca9" /* @home.lan */
/* home.lan */
#define BARE_SHA512                                                \
	"f55f1fa3b7c13f71141d1cdac63e7d3a316f929aeb5638ef39b33d10" \
	"0988014e89a38460df1c815fb5978eb6acad86a10c2758155b340b5a" \
	"7f5c77830cd4fe73"
#define REGULAR \
	"54c46846985b7ee2b5a1dbc899b0f55dbb711f5a7d84ab3f9f8d37060dad2174"

/* ------------------------------------------- what is put in can be found */

static const struct row {
	const char *name;
	enum dnm_format format;
	const char *source;
	const char *who;
	const char *form; /* NULL: not on the list */
} rows[] = {
	{"ECG, an address", DNM_ECG, ECG, "Karl.Testinger@Firma.AT",
		"karl.testinger@firma.at"},
	{"ECG, with a sub-address", DNM_ECG, ECG, "karl.testinger+x@firma.at",
		"karl.testinger@firma.at"},
	{"ECG, a domain", DNM_ECG, ECG, "x@home.lan", "@home.lan"},
	{"ECG, below the domain", DNM_ECG, ECG, "x@a.b.home.lan", "@home.lan"},
	{"ECG, above the domain", DNM_ECG, ECG, "x@lan", NULL},
	{"ECG, another address", DNM_ECG, ECG, "karltestinger@firma.at", NULL},
	{"Adigital's check value", DNM_ADIGITAL_SHA256, REGULAR "\n",
		"regularmail@listarobinson.net",
		"regularmail@listarobinson.net"},
	{"Adigital, upper case, deleted octets", DNM_ADIGITAL_SHA256, REGULAR,
		"Regular'Mail@ListaRobinson.net",
		"regular'mail@listarobinson.net"},
	{"Adigital has no domains", DNM_ADIGITAL_SHA256, REGULAR,
		"x@listarobinson.net", NULL},
	{"MD5 lines", DNM_MD5, KARL_MD5 "\n", "karl.testinger@firma.at",
		"karl.testinger@firma.at"},
	{"SHA-1 lines, CRLF, upper case, a remark, a blank line", DNM_SHA1,
		"# list\r\n\r\n  BA72D6793BE4CDD14256BBB5662033E3EE5E1951 \r\n",
		"karl.testinger@firma.at", "karl.testinger@firma.at"},
	{"SHA-1 lines, a domain with @", DNM_SHA1, HOME_SHA1, "x@home.lan",
		"@home.lan"},
	{"SHA-256 lines behind a byte order mark", DNM_SHA256,
		"\xef\xbb\xbf" KARL_SHA256, "karl.testinger@firma.at",
		"karl.testinger@firma.at"},
	{"SHA-512 lines", DNM_SHA512, KARL_SHA512, "karl.testinger@firma.at",
		"karl.testinger@firma.at"},
	{"SHA-512 lines, the bare domain", DNM_SHA512, BARE_SHA512,
		"x@home.lan", "@home.lan"},
	{"addresses, canonical", DNM_ADDRESSES, "Adam.Nowak+x@GMAIL.com\n",
		"adamnowak@googlemail.com", "adamnowak@gmail.com"},
	{"addresses, as written", DNM_ADDRESSES, "a+b@example.com\n",
		"a+b@example.com", "a+b@example.com"},
	{"addresses, a domain", DNM_ADDRESSES, "@ŻÓŁW.example\n",
		"x@sub.xn--w-uga1v8h.example", "@xn--w-uga1v8h.example"},
	{"addresses, another one", DNM_ADDRESSES, "a@example.com\n",
		"b@example.com", NULL},
};

static void check_row(void **state)
{
	const struct row *r = *state;
	char form[DNM_FORM_MAX + 1];
	struct place p;

	place_open(&p, r->format);
	assert_int_equal(
		place_install(&p, r->source, strlen(r->source)), ERR_OK);
	assert_int_equal(
		place_ask(&p, r->who, form), r->form ? ERR_OK : ERR_NOT_FOUND);
	assert_string_equal(form, r->form ? r->form : "");
	/* Nothing else is left behind. */
	assert_int_equal(place_files(&p), 2);
	place_close(&p);
}

/* --------------------------------------------------- what is not accepted */

#define OCTETS(text) text, sizeof(text) - 1
#define ZEROS "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

static const struct refusal {
	const char *name;
	enum dnm_format format;
	const char *source;
	size_t len;
	const char *says;
	bool yields; /* to --force */
	unsigned line; /* the first bad one; 0: none */
} refusals[] = {
	{"an empty ECG list", DNM_ECG, OCTETS(""), "no entry", true, 0},
	{"an empty text", DNM_MD5, OCTETS("\n# nothing\n"), "no entry", true,
		0},
	{"hexadecimal lines as ECG", DNM_ECG, OCTETS(KARL_SHA1 "\n"),
		"format sha1", false, 0},
	{"an error page as ECG", DNM_ECG,
		OCTETS("<html><body>404 Not Found</body></html>"), "found text",
		false, 0},
	{"an archive", DNM_ECG, OCTETS("PK\x03\x04rest of it"), "unpack", false,
		0},
	{"a compressed file", DNM_SHA1, OCTETS("\x1f\x8b\x08rest of it"),
		"unpack", false, 0},
	{"a short end", DNM_ECG, OCTETS(ECG "abc"), "3 octets", true, 0},
	{"a hole", DNM_ECG, OCTETS(ECG ZEROS "\0"), "1 empty record", true, 0},
	{"binary records as lines", DNM_SHA1, OCTETS(ECG "\0"), "format ecg",
		false, 0},
	{"an installed list", DNM_SHA1, OCTETS("RBNLIST\x01"),
		"installed already", false, 0},
	{"digests of another length", DNM_SHA1,
		OCTETS(KARL_SHA1 "\n" KARL_SHA256 "\n"), "1 line", true, 2},
	{"no digest", DNM_SHA1, OCTETS("\n" KARL_SHA1 "\nhello\nworld\n"),
		"2 lines", true, 3},
	{"cut off in the last line", DNM_SHA1, OCTETS(KARL_SHA1 "\n4718070"),
		"1 line", true, 2},
	{"no address", DNM_ADDRESSES, OCTETS("a@example.com\nb\n"), "1 line",
		true, 2},
	{"no domain", DNM_ADDRESSES, OCTETS("a@example.com\n@-\n"), "1 line",
		true, 2},
};

static void check_refusal(void **state)
{
	const struct refusal *r = *state;
	struct place p;
	enum err e;

	place_open(&p, r->format);
	e = place_install(&p, r->source, r->len);
	print_message("# %s\n", p.report.cause);
	assert_int_equal(e, ERR_INVALID);
	assert_int_equal(p.report.is_implausible, r->yields);
	assert_non_null(strstr(p.report.cause, r->says));
	assert_int_equal(
		p.report.source.bad_len ? p.report.source.bad[0].line : 0,
		r->line);
	assert_int_equal(place_files(&p), 1);
	e = place_update(&p, INSTANT_NONE, true);
	assert_int_equal(e, r->yields ? ERR_OK : ERR_INVALID);
	assert_int_equal(place_files(&p), r->yields ? 2 : 1);
	place_close(&p);
}

/* ---------------------------------------------------------- the old stays */

static void fill(struct random *random, unsigned char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = (unsigned char)random_below(random, 256);
}

static uint64_t installed_count(const struct place *p)
{
	struct listfile_info info;
	char cause[LISTFILE_CAUSE_SIZE];

	assert_int_equal(listfile_peek(p->file, &info, cause), ERR_OK);
	return info.count;
}

static void test_half(void **state)
{
	unsigned char records[20 * 100];
	struct random random;
	struct place p;

	(void)state;
	random_begin(&random, "half");
	fill(&random, records, sizeof(records));
	place_open(&p, DNM_ECG);
	assert_int_equal(place_install(&p, records, sizeof(records)), ERR_OK);
	assert_int_equal(place_install(&p, records, 49 * 20), ERR_INVALID);
	assert_non_null(strstr(p.report.cause, "less than half"));
	assert_int_equal(installed_count(&p), 100);
	assert_int_equal(place_install(&p, records, 50 * 20), ERR_OK);
	assert_int_equal(installed_count(&p), 50);
	place_put(p.source, records, 20);
	assert_int_equal(place_update(&p, INSTANT_NONE, true), ERR_OK);
	assert_int_equal(installed_count(&p), 1);
	place_close(&p);
}

static void test_dated(void **state)
{
	struct listfile_info info;
	char cause[LISTFILE_CAUSE_SIZE];
	struct place p;

	(void)state;
	place_open(&p, DNM_ECG);
	place_put(p.source, OCTETS(ECG));
	assert_int_equal(
		place_update(&p, PLACE_NOW - 2 * PLACE_DAY, false), ERR_OK);
	assert_int_equal(listfile_peek(p.file, &info, cause), ERR_OK);
	assert_int_equal(info.dated_utc, PLACE_NOW - 2 * PLACE_DAY);
	assert_int_equal(info.installed_utc, PLACE_NOW);
	assert_int_equal(info.entries, 2);
	assert_int_equal(place_update(&p, PLACE_NOW - 3 * PLACE_DAY, false),
		ERR_INVALID);
	assert_int_equal(
		place_update(&p, PLACE_NOW + 2 * PLACE_DAY, true), ERR_INVALID);
	assert_int_equal(
		place_update(&p, PLACE_NOW - 3 * PLACE_DAY, true), ERR_OK);
	place_close(&p);
}

/* Who could read the old one reads the new one; others do not. */
static void test_mode(void **state)
{
	struct stat st;
	struct place p;

	(void)state;
	place_open(&p, DNM_ECG);
	assert_int_equal(place_install(&p, OCTETS(ECG)), ERR_OK);
	assert_int_equal(stat(p.file, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	place_close(&p);
}

static void test_missing(void **state)
{
	struct place p;

	(void)state;
	place_open(&p, DNM_ECG);
	assert_int_equal(place_update(&p, INSTANT_NONE, true), ERR_NOT_FOUND);
	assert_int_equal(place_files(&p), 0);
	p.dnm.file = "/nowhere/at/all";
	place_put(p.source, OCTETS(ECG));
	assert_int_equal(place_update(&p, INSTANT_NONE, true), ERR_IO);
	place_close(&p);
}

/* ------------------------------------------------------------- properties */

/* Everything put in is found, everything else is not. */
static void test_all(void **state)
{
	enum {
		COUNT = 30000
	};
	unsigned char *records = malloc(COUNT * 20), other[20];
	char cause[LISTFILE_CAUSE_SIZE];
	struct listfile *list;
	struct random random;
	struct place p;

	(void)state;
	assert_non_null(records);
	random_begin(&random, "all");
	fill(&random, records, COUNT * 20);
	/* One beginning that very many share, and some twice. */
	for (size_t i = 0; i < COUNT / 3; i++)
		memset(records + i * 20, 7, 4);
	memcpy(records, records + 20, 20);
	place_open(&p, DNM_ECG);
	assert_int_equal(place_install(&p, records, COUNT * 20), ERR_OK);
	assert_int_equal(p.report.source.entries, COUNT);
	assert_int_equal(p.report.digests, COUNT - 1);
	assert_int_equal(listfile_open(p.file, &list, cause), ERR_OK);
	for (size_t i = 0; i < COUNT; i++)
		assert_int_equal(listfile_ask(list, records + i * 20), ERR_OK);
	for (size_t i = 0; i < COUNT; i++) {
		memcpy(other, records + i * 20, 20);
		other[4 + random_below(&random, 16)] ^= 0x10;
		assert_int_equal(listfile_ask(list, other), ERR_NOT_FOUND);
	}
	listfile_unref(&list);
	place_close(&p);
	free(records);
}

/* However it is cut off in the middle, there is the old list or the new. */
static void test_killed(void **state)
{
	enum {
		COUNT = 100000,
		ROUNDS = 25
	};
	unsigned char *records = malloc(COUNT * 20);
	unsigned killed = 0;
	struct random random;
	struct place p;

	(void)state;
	assert_non_null(records);
	random_begin(&random, "killed");
	fill(&random, records, COUNT * 20);
	place_open(&p, DNM_ECG);
	assert_int_equal(place_install(&p, records, COUNT * 20), ERR_OK);
	for (unsigned i = 0; i < ROUNDS; i++) {
		/* Each list has one record that the one before has not. */
		size_t count = COUNT - 1 - i;
		uint64_t is;
		pid_t child;
		int status;

		place_put(p.source, records, count * 20);
		child = fork();
		assert_true(child >= 0);
		if (child == 0)
			_exit((int)place_update(&p, INSTANT_NONE, false));
		usleep(random_below(&random, 20000));
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, &status, 0), child);
		killed += WIFSIGNALED(status);
		is = installed_count(&p);
		assert_true(is == count || is > count);
		assert_int_equal(
			place_ask(&p, "a@example.com", NULL), ERR_NOT_FOUND);
		/* What was left over is in nobody's way. */
		assert_int_equal(place_update(&p, INSTANT_NONE, false), ERR_OK);
		assert_int_equal(installed_count(&p), count);
		assert_int_equal(place_files(&p), 2);
	}
	print_message("# %u of %d were killed on the way\n", killed, ROUNDS);
	assert_true(killed > 0);
	place_close(&p);
	free(records);
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	rows_add(&all, refusals, check_refusal);
	rows_add_one(&all, "less than half", test_half, NULL);
	rows_add_one(&all, "the list's own date", test_dated, NULL);
	rows_add_one(&all, "owner and mode", test_mode, NULL);
	rows_add_one(&all, "no such file", test_missing, NULL);
	rows_add_one(&all, "all are found, others are not", test_all, NULL);
	rows_add_one(&all, "killed on the way", test_killed, NULL);
	return rows_run("update", &all);
}
