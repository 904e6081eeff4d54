/* SPDX-License-Identifier: BSD-2-Clause */
#include "lists/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "lists/forms.h"

#define PIECE ((size_t)1 << 18)
#define LINE_MAX_LEN 2000
#define ECG_RECORD 20

struct reading {
	const struct source_options *o;
	struct source_report *report;
	uint64_t line;
	bool at_start;
	/* The end of a piece that the next one goes on with. */
	unsigned char carry[LINE_MAX_LEN + 1];
	size_t carry_len;
	bool is_long; /* the line at hand is over LINE_MAX_LEN */
};

static enum err fail(struct reading *r, enum err e, const char *why)
{
	snprintf(r->report->cause, sizeof(r->report->cause), "%.250s: %s",
		r->o->path, why);
	return e;
}

static void tell_bad(struct reading *r, const char *cause)
{
	struct source_report *report = r->report;

	if (report->bad_len < SOURCE_BAD_SHOWN)
		report->bad[report->bad_len] =
			(struct source_bad){r->line, cause};
	report->bad_len++;
}

static enum err take(struct reading *r, const unsigned char *digest)
{
	enum err e = r->o->take(r->o->arg, digest);

	if (!e)
		r->report->entries++;
	return e;
}

/* ------------------------------------------------------------ first octets */

static bool begins(const unsigned char *bytes, size_t len, const char *with)
{
	size_t n = strlen(with);

	return len >= n && memcmp(bytes, with, n) == 0;
}

static bool is_text(const unsigned char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i] != '\r' && bytes[i] != '\n' && bytes[i] != '\t' &&
			(bytes[i] < ' ' || bytes[i] > '~'))
			return false;
	return true;
}

/* What people download instead of a list, or give for another format. */
static enum err look_at_start(
	struct reading *r, const unsigned char *bytes, size_t len)
{
	bool is_ecg = r->o->format == DNM_ECG;

	if (begins(bytes, len, "RBNLIST"))
		return fail(r, ERR_INVALID,
			"found a list that is installed already; accepted: "
			"the file as the list's owner hands it out");
	if (begins(bytes, len, "PK\x03\x04") ||
		begins(bytes, len, "\x1f\x8b\x08"))
		return fail(r, ERR_INVALID,
			"found a compressed archive; unpack it first");
	/* One digest in 10^8 is all text by chance. */
	if (is_ecg && is_text(bytes, len < 4096 ? len : 4096))
		return fail(r, ERR_INVALID,
			"found text; accepted for format ecg: binary records "
			"of 20 octets. Lines of 40 hexadecimal digits are "
			"format sha1");
	if (!is_ecg && memchr(bytes, '\0', len < 4096 ? len : 4096))
		return fail(r, ERR_INVALID,
			"found binary data; accepted: lines of text. Binary "
			"records of 20 octets are format ecg; UTF-16 is not "
			"read");
	return ERR_OK;
}

/* --------------------------------------------------------------- records */

static enum err take_record(struct reading *r, const unsigned char *record)
{
	static const unsigned char zeros[ECG_RECORD];

	/* No address has that digest: a hole in the file, by a broken
	 * download. */
	if (memcmp(record, zeros, ECG_RECORD) == 0)
		r->report->zeros++;
	return take(r, record);
}

static enum err take_records(
	struct reading *r, const unsigned char *bytes, size_t len)
{
	enum err e = ERR_OK;

	while (!e && len > 0) {
		size_t part = ECG_RECORD - r->carry_len;

		if (part > len)
			part = len;
		memcpy(r->carry + r->carry_len, bytes, part);
		r->carry_len += part;
		bytes += part;
		len -= part;
		if (r->carry_len < ECG_RECORD)
			break;
		r->carry_len = 0;
		e = take_record(r, r->carry);
	}
	return e;
}

/* ----------------------------------------------------------------- lines */

#define NO_HEX 16

static unsigned hex_value(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)c - '0';
	if (c >= 'a' && c <= 'f')
		return (unsigned)c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned)c - 'A' + 10;
	return NO_HEX;
}

static const char *wrong_length(size_t digits)
{
	switch (digits) {
	case 32:
		return "32 hexadecimal digits: that is format md5";
	case 40:
		return "40 hexadecimal digits: that is format sha1";
	case 64:
		return "64 hexadecimal digits: that is format sha256 or "
		       "adigital-sha256";
	case 128:
		return "128 hexadecimal digits: that is format sha512";
	default:
		return "not as many hexadecimal digits as the format has";
	}
}

static enum err take_hex(
	struct reading *r, const unsigned char *text, size_t len)
{
	size_t want = digest_len(listfile_kind(r->o->format));
	unsigned char digest[DIGEST_MAX_LEN] = {0};

	for (size_t i = 0; i < len; i++) {
		if (hex_value(text[i]) == NO_HEX) {
			tell_bad(r, "no hexadecimal digest");
			return ERR_OK;
		}
	}
	if (len != 2 * want) {
		tell_bad(r, wrong_length(len));
		return ERR_OK;
	}
	for (size_t i = 0; i < want; i++)
		digest[i] = (unsigned char)(hex_value(text[2 * i]) << 4 |
			hex_value(text[2 * i + 1]));
	return take(r, digest);
}

static enum err take_text(struct reading *r, const char *text, size_t len)
{
	unsigned char digest[DIGEST_MAX_LEN];
	enum err e =
		digest_of(r->o->digester, DIGEST_SHA256, text, len, digest);

	return e ? e : r->o->take(r->o->arg, digest);
}

static enum err take_domain(struct reading *r, const char *text, size_t len)
{
	char domain[ADDRESS_DOMAIN_MAX + 2] = "@";
	const char *cause = NULL;
	enum err e = address_domain_parse(text, len, domain + 1, &cause);

	if (e == ERR_INVALID) {
		tell_bad(r, cause);
		return ERR_OK;
	}
	if (!e)
		e = take_text(r, domain, strlen(domain));
	if (!e)
		r->report->entries++;
	return e;
}

/* The canonical form, and the one written: so that the entry is found also
 * under other rules than those of the day on which it was installed. */
static enum err take_address(struct reading *r, const char *text, size_t len)
{
	struct address address;
	const char *cause = NULL;
	struct forms *forms;
	enum err e;

	if (*text == '@')
		return take_domain(r, text + 1, len - 1);
	e = address_parse(r->o->rules, text, len, &address, &cause);
	if (e == ERR_INVALID) {
		tell_bad(r, cause);
		return ERR_OK;
	}
	if (e)
		return e;
	forms = malloc(sizeof(*forms));
	if (!forms)
		return ERR_NOMEM;
	e = forms_of_address(r->o->rules, text, len, &address, forms);
	if (!e)
		e = take_text(r, address.text, address.text_len);
	if (!e && forms->len > 0 &&
		(forms->items[0].len != address.text_len ||
			memcmp(forms->items[0].text, address.text,
				address.text_len) != 0))
		e = take_text(r, forms->items[0].text, forms->items[0].len);
	free(forms);
	if (!e)
		r->report->entries++;
	return e;
}

static enum err take_line(
	struct reading *r, const unsigned char *text, size_t len)
{
	r->line++;
	if (r->is_long) {
		tell_bad(r, "line longer than 2000 octets");
		return ERR_OK;
	}
	while (len > 0 && strchr(" \t\r", text[len - 1]) && text[len - 1])
		len--;
	while (len > 0 && (*text == ' ' || *text == '\t')) {
		text++;
		len--;
	}
	if (len == 0 || *text == '#')
		return ERR_OK;
	if (r->o->format == DNM_ADDRESSES)
		return take_address(r, (const char *)text, len);
	return take_hex(r, text, len);
}

static void carry(struct reading *r, const unsigned char *bytes, size_t len)
{
	if (r->is_long || r->carry_len + len > LINE_MAX_LEN) {
		r->is_long = true;
		return;
	}
	memcpy(r->carry + r->carry_len, bytes, len);
	r->carry_len += len;
}

static enum err end_line(struct reading *r)
{
	enum err e = take_line(r, r->carry, r->carry_len);

	r->carry_len = 0;
	r->is_long = false;
	return e;
}

static enum err take_lines(
	struct reading *r, const unsigned char *bytes, size_t len)
{
	enum err e = ERR_OK;

	while (!e && len > 0) {
		const unsigned char *end = memchr(bytes, '\n', len);
		size_t part = end ? (size_t)(end - bytes) : len;

		if (end && r->carry_len == 0 && !r->is_long &&
			part <= LINE_MAX_LEN) {
			e = take_line(r, bytes, part);
		} else {
			carry(r, bytes, part);
			if (end)
				e = end_line(r);
		}
		part += end != NULL;
		bytes += part;
		len -= part;
	}
	return e;
}

/* ---------------------------------------------------------------- the file */

static enum err take_piece(
	struct reading *r, const unsigned char *bytes, size_t len)
{
	if (r->at_start) {
		enum err e = look_at_start(r, bytes, len);

		if (e)
			return e;
		r->at_start = false;
		if (r->o->format != DNM_ECG &&
			begins(bytes, len, "\xef\xbb\xbf")) {
			bytes += 3;
			len -= 3;
		}
	}
	return r->o->format == DNM_ECG ? take_records(r, bytes, len) :
					 take_lines(r, bytes, len);
}

static enum err finish(struct reading *r)
{
	if (r->o->format == DNM_ECG) {
		r->report->rest = (unsigned)r->carry_len;
		return ERR_OK;
	}
	return r->carry_len || r->is_long ? end_line(r) : ERR_OK;
}

static enum err read_all(struct reading *r, int fd, unsigned char *piece)
{
	enum err e = ERR_OK;
	size_t got = 1;

	/* Full pieces, so that the first shows what the file is. */
	while (!e && got > 0) {
		if (file_read_full(fd, piece, PIECE, &got))
			return fail(r, ERR_IO, strerror(errno));
		if (got > 0)
			e = take_piece(r, piece, got);
	}
	return e ? e : finish(r);
}

enum err dnm_source_read(
	const struct source_options *options, struct source_report *report_r)
{
	struct reading r = {.o = options, .report = report_r, .at_start = true};
	unsigned char *piece;
	struct stat st;
	enum err e;
	int fd;

	*report_r = (struct source_report){.entries = 0};
	fd = open(options->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail(&r, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO,
			strerror(errno));
	piece = malloc(PIECE);
	if (fstat(fd, &st) != 0 || S_ISDIR(st.st_mode))
		e = fail(&r, ERR_IO, "it is no file");
	else
		e = piece ? read_all(&r, fd, piece) : ERR_NOMEM;
	free(piece);
	close(fd);
	return e;
}
